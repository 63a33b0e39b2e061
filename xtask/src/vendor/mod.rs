//! `cargo xtask vendor`: front-end files of others, taken from npm once and kept in the repository.
//!
//! Each folder that holds such files has a `vendor.toml` naming exact versions and which files go where. The task
//! packs those versions with `npm`, copies the files and the licence into `vendor/` beside it, and records every
//! file's SHA-256 and the package's own integrity hash in `vendor.lock`. Nothing of a package is ever run, and a
//! build needs neither npm nor a network. `--check` compares the files with the lock and needs neither as well.

mod check;
mod fetch;
mod manifest;

use crate::repo;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Compare what is there with the recorded hashes and fetch nothing
    #[arg(long)]
    check: bool,
}

/// The folders with a `vendor.toml`: what the pages are served with, and what only the tests use.
const FOLDERS: [&str; 2] = ["crates/web/assets", "crates/web/tests/browser"];

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    for folder in folders() {
        if !arguments.check {
            fetch::fetch(&folder)?;
        }
        let faults = check::faults(&folder)?;
        if !faults.is_empty() {
            bail!("{}:\n  {}", folder.display(), faults.join("\n  "));
        }
        println!("{}: as recorded", folder.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn folders() -> Vec<PathBuf> {
    FOLDERS
        .iter()
        .map(|folder| repo::root().join(folder))
        .filter(|folder| manifest::path(folder).is_file())
        .collect()
}

/// Every file under a folder, as paths relative to it with `/`, sorted.
fn files_under(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let relative = path.strip_prefix(folder)?;
                found.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{check, folders};

    #[test]
    fn vendored_files_are_as_recorded() {
        let faults: Vec<String> = folders()
            .iter()
            .flat_map(|folder| check::faults(folder).unwrap())
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
