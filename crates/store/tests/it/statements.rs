//! Every registered statement is understood by both engines and answers the same columns.

use postgres::types::Type;
use postgres::{Client, NoTls};
use touchstone_store::sql::registered;
use touchstone_store::{EngineKind, Store, StoreConfig};
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

use crate::support::{dollars, text_of};

/// Types a row can be read from.
const SHARED: &[Type] = &[
    Type::INT8,
    Type::INT4,
    Type::BOOL,
    Type::TEXT,
    Type::BYTEA,
    Type::FLOAT8,
];

pub fn sqlite_with_schema() -> (TestDirectory, rusqlite::Connection) {
    let dir = TestDirectory::new();
    Store::migrate(&StoreConfig::sqlite(dir.path())).expect("the schema is made");
    let conn = rusqlite::Connection::open(dir.path().join("touchstone.db")).expect("the file opens");
    (dir, conn)
}

pub fn postgres_with_schema() -> (TestDatabase, Client) {
    let database = TestDatabase::create(&touchstone_store::migrate::fingerprint(), |url| {
        Store::migrate(&StoreConfig::postgres(url)).expect("the schema is made");
    });
    let client = Client::connect(database.url(), NoTls).expect("connects");
    (database, client)
}

/// What a statement takes and answers.
type Shape = (usize, Vec<String>);

fn on_sqlite(conn: &rusqlite::Connection, text: &str) -> Result<Shape, String> {
    let statement = conn.prepare(text).map_err(|e| e.to_string())?;
    let columns = statement.column_names().map(str::to_owned).collect();
    Ok((statement.parameter_count(), columns))
}

fn on_postgres(client: &mut Client, text: &str) -> Result<Shape, String> {
    let statement = client.prepare(&dollars(text)).map_err(|e| {
        e.as_db_error()
            .map_or_else(|| e.to_string(), |said| said.message().to_owned())
    })?;
    for column in statement.columns() {
        if !SHARED.contains(column.type_()) {
            return Err(format!(
                "column {} is {}, outside the shared subset",
                column.name(),
                column.type_()
            ));
        }
    }
    let columns = statement
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    Ok((statement.params().len(), columns))
}

#[test]
fn every_statement_is_understood_and_answers_the_same_columns() {
    let (_dir, conn) = sqlite_with_schema();
    let (_database, mut client) = postgres_with_schema();
    let mut wrong = Vec::new();
    for sql in registered() {
        let sqlite = text_of(sql, EngineKind::Sqlite).map(|text| on_sqlite(&conn, text));
        let postgres = text_of(sql, EngineKind::Postgres).map(|text| on_postgres(&mut client, text));
        for (engine, outcome) in [("SQLite", &sqlite), ("PostgreSQL", &postgres)] {
            if let Some(Err(reason)) = outcome {
                wrong.push(format!("{sql:?} on {engine}: {reason}"));
            }
        }
        if let (Some(Ok(sqlite)), Some(Ok(postgres))) = (sqlite, postgres)
            && sqlite != postgres
        {
            wrong.push(format!("{sql:?}: SQLite has {sqlite:?}, PostgreSQL {postgres:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn names_are_unique_per_module_and_every_source_file_is_represented() {
    let all = registered();
    let mut names: Vec<_> = all.iter().map(|sql| (sql.module, sql.name)).collect();
    names.dedup();
    assert_eq!(names.len(), all.len());
    for (file, text) in sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let declares = text.lines().any(|line| {
            let line = line.trim_start_matches("crate::");
            ["sql!(", "sql_list!(", "sql_lock!("]
                .iter()
                .any(|start| line.starts_with(start))
        });
        let module = file.trim_end_matches("/mod").replace('/', "::");
        let represented = all
            .iter()
            .any(|sql| sql.module == format!("touchstone_store::{module}"));
        assert!(!declares || represented, "no statement of {file} is registered");
    }
}

/// Every source file below a directory: its path without the extension, and its text.
fn sources(dir: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut below = vec![dir.to_owned()];
    while let Some(next) = below.pop() {
        for entry in std::fs::read_dir(next).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("below").with_extension("");
                let text = std::fs::read_to_string(&path).expect("text");
                found.push((name.to_string_lossy().into_owned(), text));
            }
        }
    }
    found
}
