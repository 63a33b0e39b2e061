//! Comparing vendored files with what was recorded when they were fetched.

use super::fetch::sha256;
use super::files_under;
use super::manifest::{Lock, Manifest, target};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// What differs, one sentence each.
pub(super) fn faults(folder: &Path) -> Result<Vec<String>> {
    let manifest = Manifest::read(folder)?;
    let lock = Lock::read(folder)?;
    let mut faults = Vec::new();
    for package in &manifest.packages {
        match lock.package(&package.name) {
            None => faults.push(format!("{} is wanted but was never fetched", package.name)),
            Some(locked) if locked.version != package.version => faults.push(format!(
                "{} {} is wanted, {} was fetched",
                package.name, package.version, locked.version
            )),
            Some(_) => {}
        }
    }
    let place = target(folder);
    let mut recorded = BTreeSet::new();
    for file in lock.packages.iter().flat_map(|package| &package.files) {
        recorded.insert(file.path.clone());
        match std::fs::read(place.join(&file.path)) {
            Err(_) => faults.push(format!("{} is missing", file.path)),
            Ok(bytes) if sha256(&bytes) != file.sha256 => faults.push(format!("{} was changed", file.path)),
            Ok(_) => {}
        }
    }
    let there = if place.is_dir() {
        files_under(&place)?
    } else {
        Vec::new()
    };
    faults.extend(
        there
            .iter()
            .filter(|file| !recorded.contains(*file))
            .map(|file| format!("{file} is not recorded")),
    );
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::manifest::{Locked, LockedFile};

    fn folder_with(content: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let manifest =
            "[[package]]\nname = 'a'\nversion = '1.0.0'\nlicense_file = 'LICENSE'\nfiles = [['a', 'a.js']]";
        std::fs::write(folder.path().join("vendor.toml"), manifest).unwrap();
        std::fs::create_dir(folder.path().join("vendor")).unwrap();
        std::fs::write(folder.path().join("vendor/a.js"), content).unwrap();
        let files = vec![LockedFile {
            path: "a.js".into(),
            sha256: sha256(b"right"),
        }];
        let locked = Locked {
            name: "a".into(),
            version: "1.0.0".into(),
            integrity: String::new(),
            files,
        };
        Lock {
            packages: vec![locked],
        }
        .write(folder.path())
        .unwrap();
        folder
    }

    #[test]
    fn untouched_files_have_no_fault() {
        assert!(faults(folder_with("right").path()).unwrap().is_empty());
    }

    #[test]
    fn changed_missing_and_stray_files_are_named() {
        let folder = folder_with("wrong");
        assert_eq!(faults(folder.path()).unwrap(), ["a.js was changed"]);
        std::fs::rename(
            folder.path().join("vendor/a.js"),
            folder.path().join("vendor/b.js"),
        )
        .unwrap();
        assert_eq!(
            faults(folder.path()).unwrap(),
            ["a.js is missing", "b.js is not recorded"]
        );
    }
}
