//! `docs/coverage.md` says which page, route and test show each requirement. It is believed only as far as the
//! pages, routes and tests it names exist.

use crate::files::{File, own_files};
use std::collections::BTreeSet;

/// One requirement's row.
struct Row {
    id: String,
    pages: Vec<String>,
    routes: Vec<String>,
    tests: Vec<String>,
    not_yet: usize,
}

const NOT_YET: &str = "not yet";

/// Rows of the tables: `| id | requirement | default | page | route | test |`.
fn rows(files: &[File]) -> Vec<Row> {
    let page = files
        .iter()
        .find(|file| file.path == "docs/coverage.md")
        .expect("docs/coverage.md exists");
    page.text.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line
        .strip_prefix('|')?
        .strip_suffix('|')?
        .split('|')
        .map(str::trim)
        .collect();
    let [id, _, _, page, route, test] = cells[..] else {
        return None;
    };
    let is_id = id.starts_with(|first: char| first.is_ascii_uppercase()) && id[1..].parse::<u8>().is_ok();
    is_id.then(|| Row {
        id: id.to_owned(),
        pages: quoted(page),
        routes: quoted(route),
        tests: quoted(test),
        not_yet: [page, route, test]
            .iter()
            .filter(|cell| **cell == NOT_YET)
            .count(),
    })
}

/// The words in backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_requirement_has_one_row_that_is_filled_or_says_not_yet() {
    let rows = rows(&own_files());
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "an id has two rows");
    assert_eq!(rows.len(), 114, "a requirement was lost or added");
    for row in &rows {
        let filled = !row.pages.is_empty() && !row.routes.is_empty() && !row.tests.is_empty();
        assert!(
            filled != (row.not_yet == 3) && (filled || row.not_yet == 3),
            "{} is neither shown nor not yet",
            row.id
        );
    }
}

#[test]
fn named_routes_and_pages_exist() {
    let files = own_files();
    let web: String = files
        .iter()
        .filter(|file| file.path.starts_with("crates/web/src/"))
        .map(|file| file.text.as_str())
        .collect();
    for row in rows(&files) {
        for named in row.pages.iter().chain(&row.routes) {
            let path = named.split_once(' ').map_or(named.as_str(), |(_, path)| path);
            assert!(
                web.contains(&format!("\"{path}\"")),
                "{} names {path}, which is no route",
                row.id
            );
        }
    }
}

#[test]
fn named_tests_exist() {
    let files = own_files();
    for row in rows(&files) {
        for test in &row.tests {
            let heads = [format!("fn {test}("), format!("fn {test}<")];
            let found = files
                .iter()
                .filter(|file| file.has_extension(&["rs"]) && file.path != "xtask/tests/house/coverage.rs")
                .any(|file| heads.iter().any(|head| file.text.contains(head)));
            assert!(found, "{} names the test {test}, which does not exist", row.id);
        }
    }
}
