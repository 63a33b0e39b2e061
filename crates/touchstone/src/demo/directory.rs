//! The directory of a demo: what lies in it, whether it is complete, and that nothing else is ever removed.
//!
//! ```text
//! demo.toml        says what this is: made when, with which arguments, complete or not
//! demo.json        address and logins
//! key-ring.toml    the keys, outside of data as they must be
//! data/            database, files, and letters that would have been sent
//! ```

use super::desk::Account;
use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use touchstone_domain::time::Timestamp;
use touchstone_store::migrate;

const LABEL: &str = "demo.toml";
const LOGINS: &str = "demo.json";
const KEY_RING: &str = "key-ring.toml";
const DATA: &str = "data";
const LETTERS: &str = "letters";

/// What a directory says of itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Label {
    pub(super) complete: bool,
    pub(super) tickets: usize,
    /// The last instant of its history.
    pub(super) at: String,
    /// Schema and texts it was made with.
    pub(super) made_by: String,
}

impl Label {
    pub(super) fn new(tickets: usize, at: Timestamp) -> Self {
        let made_by = format!("{} {}", env!("CARGO_PKG_VERSION"), migrate::fingerprint());
        Self {
            complete: false,
            tickets,
            at: at.to_string(),
            made_by,
        }
    }
}

/// What programs read to act as the staff of the demo.
#[derive(Serialize, Deserialize)]
pub(super) struct Logins {
    pub(super) url: String,
    pub(super) users: Vec<Account>,
}

/// A demo's directory.
pub(super) struct Directory(PathBuf);

impl Directory {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn data(&self) -> PathBuf {
        self.0.join(DATA)
    }

    /// Where letters are caught.
    pub(super) fn letters(&self) -> PathBuf {
        self.data().join(LETTERS)
    }

    pub(super) fn key_ring(&self) -> PathBuf {
        self.0.join(KEY_RING)
    }

    pub(super) fn logins_path(&self) -> PathBuf {
        self.0.join(LOGINS)
    }

    /// What the directory says of itself; nothing when it is new or empty. Refuses a directory that holds other things.
    pub(super) fn label(&self) -> Result<Option<Label>> {
        match std::fs::read_to_string(self.0.join(LABEL)) {
            Ok(text) => {
                let label = toml::from_str(&text);
                return Ok(Some(label.with_context(|| {
                    format!("{} cannot be understood", self.0.join(LABEL).display())
                })?));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", self.0.display())),
        }
        let empty = match std::fs::read_dir(&self.0) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", self.0.display())),
        };
        if !empty {
            bail!(
                "{} holds something that is not a demo; choose another directory with --data-dir",
                self.0.display()
            );
        }
        Ok(None)
    }

    /// Clears what an earlier demo left and begins a new one.
    pub(super) fn begin(&self, label: &Label) -> Result<()> {
        self.unused()?;
        let gone = |path: PathBuf| match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("{} cannot be removed", path.display()))
            }
            _ => Ok(()),
        };
        std::fs::create_dir_all(&self.0).with_context(|| {
            format!(
                "{} cannot be made; make its parent writable, or choose another with --data-dir",
                self.0.display()
            )
        })?;
        self.mark(label)?;
        gone(self.logins_path())?;
        gone(self.key_ring())?;
        match std::fs::remove_dir_all(self.data()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("{} cannot be removed", self.data().display()))
            }
            _ => Ok(()),
        }
    }

    /// Refuses while another process works in the directory.
    fn unused(&self) -> Result<()> {
        let Ok(lock) = File::open(self.data().join("touchstone.lock")) else {
            return Ok(());
        };
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => bail!(
                "the demo in {} is running; stop it first, or choose another directory with --data-dir",
                self.0.display()
            ),
            _ => Ok(()),
        }
    }

    /// Writes the label, durably.
    pub(super) fn mark(&self, label: &Label) -> Result<()> {
        self.write(LABEL, &toml::to_string(label)?)
    }

    pub(super) fn logins(&self) -> Result<Logins> {
        let path = self.logins_path();
        let text = std::fs::read_to_string(&path);
        let text =
            text.with_context(|| format!("{} cannot be read; start again with --fresh", path.display()))?;
        serde_json::from_str(&text).with_context(|| {
            format!(
                "{} cannot be understood; start again with --fresh",
                path.display()
            )
        })
    }

    pub(super) fn logins_write(&self, logins: &Logins) -> Result<()> {
        self.write(LOGINS, &format!("{}\n", serde_json::to_string_pretty(logins)?))
    }

    /// A file, whole or not at all, readable by its owner only: it holds passwords, if known ones.
    fn write(&self, name: &str, text: &str) -> Result<()> {
        let (draft, path) = (self.0.join(format!(".{name}")), self.0.join(name));
        let written = || -> std::io::Result<()> {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&draft, &path)?;
            File::open(&self.0)?.sync_all()
        };
        written().with_context(|| {
            format!(
                "{} cannot be written; make the directory writable, or choose another with --data-dir",
                path.display()
            )
        })
    }
}

/// Refuses to run anything but the demo on a demo's data: everybody knows its passwords.
pub(crate) fn refuse(data_dir: &Path) -> Result<()> {
    let parent = data_dir.parent().unwrap_or(Path::new("."));
    if data_dir.join(LABEL).exists() || (data_dir.ends_with(DATA) && parent.join(LABEL).exists()) {
        bail!(
            "{} is a demo, whose passwords everybody knows; choose another directory with --data-dir, or run \
             `touchstone demo`",
            data_dir.display()
        );
    }
    Ok(())
}
