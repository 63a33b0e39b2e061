//! The layers of the house, over what cargo says of the dependencies. Dev-dependencies are free: a test may come in
//! through any door.

use crate::files::root;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// What each crate may see of the others. A crate that is not here has no place in the house yet.
const LAYERS: [(&str, &[&str]); 10] = [
    ("touchstone-domain", &[]),
    ("touchstone-insight", &[]),
    ("touchstone-store", &["touchstone-domain", "touchstone-insight"]),
    ("touchstone-channels", &["touchstone-domain"]),
    ("touchstone-render", &["touchstone-domain"]),
    (
        "touchstone-app",
        &[
            "touchstone-domain",
            "touchstone-insight",
            "touchstone-store",
            "touchstone-channels",
            "touchstone-render",
        ],
    ),
    (
        "touchstone-web",
        &["touchstone-domain", "touchstone-render", "touchstone-app"],
    ),
    (
        "touchstone",
        &[
            "touchstone-domain",
            "touchstone-store",
            "touchstone-channels",
            "touchstone-render",
            "touchstone-app",
            "touchstone-web",
        ],
    ),
    (
        "touchstone-testkit",
        &[
            "touchstone-domain",
            "touchstone-store",
            "touchstone-channels",
            "touchstone-render",
            "touchstone-app",
            "touchstone-web",
        ],
    ),
    ("xtask", &[]),
];

/// Which of our crates may name a crate of others.
const THIRD_PARTY_WALLS: [(&str, &[&str]); 3] = [
    ("rusqlite", &["touchstone-store"]),
    ("postgres", &["touchstone-store", "touchstone-testkit"]),
    ("axum", &["touchstone-web", "touchstone", "touchstone-testkit"]),
];

/// What a pure crate must not reach, however far away.
const IMPURE: [&str; 6] = ["rusqlite", "postgres", "axum", "tokio", "reqwest", "hyper"];
const PURE: [&str; 2] = ["touchstone-domain", "touchstone-insight"];

fn metadata() -> Metadata {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let said = String::from_utf8(rustc.stdout).unwrap();
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // Without the platform, cargo would fetch packages of systems that this machine is not.
    let options = ["--locked", "--filter-platform", host].map(str::to_owned);
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(options)
        .exec()
        .unwrap()
}

/// Names of what a package's shipped code depends on.
fn shipped_dependencies(package: &Package) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .map(|dependency| dependency.name.as_str())
}

#[test]
fn crates_see_only_the_layers_below_them() {
    let metadata = metadata();
    let layers: BTreeMap<&str, &[&str]> = LAYERS.into_iter().collect();
    let mut faults = Vec::new();
    for package in metadata.workspace_packages() {
        let Some(allowed) = layers.get(package.name.as_str()) else {
            faults.push(format!("{} has no place in the layers", package.name));
            continue;
        };
        for seen in shipped_dependencies(package).filter(|name| layers.contains_key(name)) {
            if !allowed.contains(&seen) {
                faults.push(format!("{} must not see {seen}", package.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn databases_and_http_stay_behind_their_walls() {
    let metadata = metadata();
    let mut faults = Vec::new();
    for package in metadata.workspace_packages() {
        for (walled, allowed) in THIRD_PARTY_WALLS {
            let own = package.name.as_str();
            if shipped_dependencies(package).any(|name| name == walled) && !allowed.contains(&own) {
                faults.push(format!("{own} must not name {walled}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_crates_reach_nothing_impure() {
    let metadata = metadata();
    for pure in PURE {
        let reached = reached_from(&metadata, pure);
        for impure in IMPURE {
            assert!(!reached.contains(impure), "{pure} reaches {impure}");
        }
    }
}

#[test]
fn test_kit_is_never_shipped() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        let ships = shipped_dependencies(package).any(|name| name == "touchstone-testkit");
        assert!(
            !ships,
            "{} must have the test kit as a dev-dependency only",
            package.name
        );
    }
}

/// Names of all packages in the shipped code of one of ours, whatever depends on them.
fn reached_from(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().unwrap();
    let nodes: BTreeMap<&PackageId, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let start = metadata
        .workspace_packages()
        .into_iter()
        .find(|package| package.name == name)
        .unwrap();
    let mut reached = BTreeSet::new();
    let mut waiting = vec![&start.id];
    while let Some(id) = waiting.pop() {
        for dependency in &nodes[id].deps {
            let shipped = dependency
                .dep_kinds
                .iter()
                .any(|kind| kind.kind != DependencyKind::Development);
            if shipped && reached.insert(metadata[&dependency.pkg].name.to_string()) {
                waiting.push(&dependency.pkg);
            }
        }
    }
    reached
}
