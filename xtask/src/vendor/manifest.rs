//! The two files that describe vendored packages: `vendor.toml`, written by people, and `vendor.lock`, by the task.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::path::{Component, Path, PathBuf};

/// What is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    #[serde(rename = "package", default)]
    pub packages: Vec<Wanted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    pub name: String,
    /// An exact version; a range would make two people fetch two things.
    pub version: String,
    /// The licence's text inside the package; it is kept as `LICENSE` beside the first file.
    pub license_file: String,
    /// Pairs of a file or folder inside the package and its place under `vendor/`.
    pub files: Vec<(String, String)>,
}

/// What was fetched.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    #[serde(rename = "package", default)]
    pub packages: Vec<Locked>,
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Locked {
    pub name: String,
    pub version: String,
    /// The registry's hash of the whole package.
    pub integrity: String,
    pub files: Vec<LockedFile>,
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct LockedFile {
    pub path: String,
    pub sha256: String,
}

pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join("vendor.toml")
}

pub(super) fn lock_path(folder: &Path) -> PathBuf {
    folder.join("vendor.lock")
}

/// Where the files are kept.
pub(super) fn target(folder: &Path) -> PathBuf {
    folder.join("vendor")
}

impl Manifest {
    pub(super) fn read(folder: &Path) -> Result<Manifest> {
        let path = path(folder);
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let manifest: Manifest = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
        for package in &manifest.packages {
            package
                .refuse_bad_words()
                .with_context(|| format!("package {} in {}", package.name, path.display()))?;
        }
        Ok(manifest)
    }
}

impl Wanted {
    fn refuse_bad_words(&self) -> Result<()> {
        if !self.version.starts_with(|first: char| first.is_ascii_digit())
            || self.version.contains(char::is_whitespace)
        {
            bail!("version \"{}\" is not an exact one", self.version);
        }
        if self.files.is_empty() {
            bail!("it lists no files");
        }
        let within = self
            .files
            .iter()
            .flat_map(|(from, to)| [from, to])
            .chain([&self.license_file]);
        for path in within {
            if !Path::new(path)
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
            {
                bail!("\"{path}\" must be a plain relative path");
            }
        }
        Ok(())
    }

    /// Where its licence goes: beside the first file.
    pub(super) fn license_target(&self) -> PathBuf {
        let first = self
            .files
            .first()
            .map(|(_, to)| Path::new(to))
            .unwrap_or(Path::new(""));
        let place = if first.extension().is_some() {
            first.parent().unwrap_or(first)
        } else {
            first
        };
        place.join("LICENSE")
    }
}

impl Lock {
    /// The lock, empty when there is none yet.
    pub(super) fn read(folder: &Path) -> Result<Lock> {
        let path = lock_path(folder);
        if !path.is_file() {
            return Ok(Lock::default());
        }
        let text = std::fs::read_to_string(&path)?;
        toml::from_str(&text).with_context(|| format!("in {}", path.display()))
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = toml::to_string(self)?;
        let head = "# Written by `cargo xtask vendor`; change vendor.toml instead.\n\n";
        Ok(std::fs::write(lock_path(folder), format!("{head}{text}"))?)
    }

    pub(super) fn package(&self, name: &str) -> Option<&Locked> {
        self.packages.iter().find(|package| package.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(version: &str, to: &str) -> Wanted {
        let files = vec![("dist/a.js".to_owned(), to.to_owned())];
        Wanted {
            name: "a".into(),
            version: version.into(),
            license_file: "LICENSE".into(),
            files,
        }
    }

    #[test]
    fn ranges_and_paths_that_leave_the_folder_are_refused() {
        assert!(wanted("1.2.3", "a/a.js").refuse_bad_words().is_ok());
        assert!(wanted("^1.2.3", "a/a.js").refuse_bad_words().is_err());
        assert!(wanted("latest", "a/a.js").refuse_bad_words().is_err());
        assert!(wanted("1.2.3", "../a.js").refuse_bad_words().is_err());
        assert!(wanted("1.2.3", "/a.js").refuse_bad_words().is_err());
    }

    #[test]
    fn licence_lies_beside_the_first_file() {
        assert_eq!(wanted("1.0.0", "a/a.js").license_target(), Path::new("a/LICENSE"));
        assert_eq!(
            wanted("1.0.0", "icons").license_target(),
            Path::new("icons/LICENSE")
        );
    }
}
