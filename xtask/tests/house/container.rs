//! The image: what its file copies, builds and sets is there. Whether it builds needs a registry and is seen where there is one.

use crate::files::root;
use std::collections::BTreeSet;
use std::fs;

/// Instructions with their continuation lines joined, without comments.
fn instructions() -> Vec<String> {
    let text = fs::read_to_string(root().join("packaging/Containerfile")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let joined = lines.join("\n").replace("\\\n", " ");
    let whole = joined.lines().map(str::trim).filter(|line| !line.is_empty());
    whole.map(str::to_owned).collect()
}

fn of_kind<'a>(all: &'a [String], kind: &str) -> Vec<&'a str> {
    all.iter()
        .filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' '))
        .collect()
}

#[test]
fn what_the_image_copies_is_there() {
    let all = instructions();
    let made: Vec<&str> = of_kind(&all, "RUN")
        .iter()
        .flat_map(|run| run.split_whitespace())
        .collect();
    let copies = of_kind(&all, "COPY");
    assert!(copies.len() > 1, "a stage builds, another is shipped: {all:?}");
    for copy in copies {
        let words: Vec<&str> = copy.split_whitespace().collect();
        let (from, rest) = match words[0].strip_prefix("--from=") {
            Some(stage) => (Some(stage), &words[1..]),
            None => (None, &words[..]),
        };
        for source in &rest[..rest.len() - 1] {
            match from {
                Some(stage) => {
                    let named = of_kind(&all, "FROM")
                        .iter()
                        .any(|line| line.ends_with(&format!(" AS {stage}")));
                    assert!(named && made.contains(source), "{source} of {stage}");
                }
                None => assert!(root().join(source).exists(), "{source}"),
            }
        }
    }
}

#[test]
fn the_image_holds_the_program_as_it_is_shipped_built_by_the_compiler_it_needs() {
    let all = instructions();
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let needed = manifest["workspace"]["package"]["rust-version"].as_str().unwrap();
    assert!(
        of_kind(&all, "FROM")[0].contains(&format!("/rust:{needed}-")),
        "the compiler is not {needed}"
    );
    let runs = of_kind(&all, "RUN");
    assert!(
        runs[0].contains("cargo --locked xtask dist && cp target/dist/touchstone "),
        "it is built as it is shipped, from what the lock file names: {}",
        runs[0]
    );
    assert!(
        manifest["profile"]["dist"].is_table(),
        "and that has a profile of its own"
    );
}

#[test]
fn the_image_sets_only_what_can_be_set() {
    let example = fs::read_to_string(root().join("packaging/touchstone.toml")).unwrap();
    let (mut section, mut known) = (String::new(), BTreeSet::new());
    for line in example.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = format!("{name}_");
        }
        let bare = line.strip_prefix("# ").unwrap_or(line);
        if let Some((key, _)) = bare.strip_prefix("or ").unwrap_or(bare).split_once(" = ") {
            known.insert(format!("TOUCHSTONE_{section}{key}").to_uppercase());
        }
    }
    let mut set = Vec::new();
    let all = instructions();
    for line in of_kind(&all, "ENV") {
        set.extend(
            line.split_whitespace()
                .map(|one| one.split('=').next().unwrap().to_owned()),
        );
    }
    let compose = fs::read_to_string(root().join("packaging/compose.yaml")).unwrap();
    let named = compose.lines().filter_map(|line| line.trim().split_once(": "));
    set.extend(
        named
            .map(|(name, _)| name.to_owned())
            .filter(|name| name.starts_with("TOUCHSTONE_")),
    );
    assert!(set.len() > 4, "{set:?}");
    for name in set {
        assert!(known.contains(&name), "{name} is no setting");
    }
}

#[test]
fn neither_builds_of_this_machine_nor_passwords_get_into_an_image() {
    let left_out = fs::read_to_string(root().join(".dockerignore")).unwrap();
    for name in [".git", "target", "packaging/.env"] {
        assert!(left_out.lines().any(|line| line == name), "{name}");
    }
}
