//! Fetching packages with npm and copying what is wanted out of them.

use super::files_under;
use super::manifest::{Lock, Locked, LockedFile, Manifest, Wanted, target};
use crate::{interrupt, need};
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Brings `vendor/` and `vendor.lock` of a folder to what its `vendor.toml` says.
pub(super) fn fetch(folder: &Path) -> Result<()> {
    let Some(npm) = need::program("npm") else {
        bail!("npm is needed to fetch packages; on Debian: sudo apt-get install -y npm");
    };
    let manifest = Manifest::read(folder)?;
    let before = Lock::read(folder)?;
    let work = tempfile::tempdir()?;
    let fresh = work.path().join("vendor");
    std::fs::create_dir_all(&fresh)?;
    let bar = ProgressBar::new(manifest.packages.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    let mut lock = Lock::default();
    for package in &manifest.packages {
        bar.set_message(package.name.clone());
        let (unpacked, integrity) = unpack(&npm, work.path(), package)?;
        refuse_changed_package(before.package(&package.name), package, &integrity)?;
        let files = copy(package, &unpacked, &fresh).with_context(|| format!("package {}", package.name))?;
        lock.packages.push(Locked {
            name: package.name.clone(),
            version: package.version.clone(),
            integrity,
            files,
        });
        bar.inc(1);
    }
    bar.finish_and_clear();
    replace(&fresh, &target(folder))?;
    lock.write(folder)
}

/// A published version never changes; one that did is an attack or a registry's mistake.
fn refuse_changed_package(before: Option<&Locked>, package: &Wanted, integrity: &str) -> Result<()> {
    match before {
        Some(known) if known.version == package.version && known.integrity != integrity => {
            bail!(
                "{} {} is not the package recorded: {integrity}",
                package.name,
                package.version
            )
        }
        _ => Ok(()),
    }
}

/// Downloads one package and unpacks it; gives its folder and its integrity hash.
fn unpack(npm: &Path, work: &Path, package: &Wanted) -> Result<(PathBuf, String)> {
    let place = work.join(format!("{}-{}", package.name.replace('/', "-"), package.version));
    std::fs::create_dir_all(&place)?;
    let mut pack = Command::new(npm);
    pack.current_dir(&place)
        .args(["pack", "--json", "--ignore-scripts", "--silent"]);
    pack.arg(format!("{}@{}", package.name, package.version));
    let said: serde_json::Value = serde_json::from_str(&interrupt::output(&mut pack)?)?;
    // npm answers a list, or since version 11 an object by package name.
    let first = said
        .get(0)
        .or_else(|| said.get(&package.name))
        .context("npm pack named no package")?;
    let text = |key: &str| first.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    let integrity = text("integrity").context("npm pack named no integrity hash")?;
    let archive = text("filename").context("npm pack named no file")?;
    interrupt::output(Command::new("tar").current_dir(&place).arg("-xzf").arg(&archive))?;
    std::fs::remove_file(place.join(&archive))?;
    // The archive's one folder is "package" by custom, not by rule.
    let inner = std::fs::read_dir(&place)?
        .next()
        .context("the archive is empty")??
        .path();
    Ok((inner, integrity))
}

/// Copies the wanted files and the licence of an unpacked package.
fn copy(package: &Wanted, unpacked: &Path, fresh: &Path) -> Result<Vec<LockedFile>> {
    let mut pairs = vec![(unpacked.join(&package.license_file), package.license_target())];
    for (from, to) in &package.files {
        let source = unpacked.join(from);
        if source.is_dir() {
            let inside = files_under(&source)?;
            pairs.extend(
                inside
                    .iter()
                    .map(|file| (source.join(file), Path::new(to).join(file))),
            );
        } else {
            pairs.push((source, PathBuf::from(to)));
        }
    }
    let mut files = Vec::new();
    for (from, to) in pairs {
        let bytes = std::fs::read(&from).with_context(|| format!("it has no {}", from.display()))?;
        let place = fresh.join(&to);
        if let Some(parent) = place.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&place, &bytes)?;
        files.push(LockedFile {
            path: to.to_string_lossy().replace('\\', "/"),
            sha256: sha256(&bytes),
        });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Puts the new folder in the old one's place; the two may be on different disks.
fn replace(fresh: &Path, target: &Path) -> Result<()> {
    if target.exists() {
        std::fs::remove_dir_all(target)?;
    }
    for file in files_under(fresh)? {
        let place = target.join(&file);
        if let Some(parent) = place.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::copy(fresh.join(&file), place)?;
    }
    Ok(())
}

/// Lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
