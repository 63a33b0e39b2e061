//! Where backups are kept: a directory of this machine, or a bucket. Above here both are one [`Shelf`] with
//! [`KeptBackup`]s on it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use touchstone_domain::time::Timestamp;

use super::bucket::{Bucket, BucketObject, Upload};
use super::{BackupError, bucket::bucket_fault};
use crate::directory::make_durably;

/// The ending of a backup that is whole.
const ENDING: &str = ".backup";

/// A place for backups.
#[derive(Clone, Debug)]
pub enum Shelf {
    Directory(PathBuf),
    Bucket(Bucket),
}

/// One backup, where it is kept.
#[derive(Clone, Debug)]
pub enum KeptBackup {
    File(PathBuf),
    Object(BucketObject),
}

/// A backup as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfEntry {
    /// Path or address.
    pub place: PathBuf,
    pub size: u64,
    pub written_at: Timestamp,
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(dir) => write!(f, "{}", dir.display()),
            Self::Bucket(bucket) => f.write_str(bucket.place()),
        }
    }
}

impl fmt::Debug for BucketObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shown().display())
    }
}

impl From<&Path> for KeptBackup {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl From<&PathBuf> for KeptBackup {
    fn from(path: &PathBuf) -> Self {
        Self::File(path.clone())
    }
}

impl From<&KeptBackup> for KeptBackup {
    fn from(kept: &KeptBackup) -> Self {
        kept.clone()
    }
}

impl Shelf {
    /// Finished backups, by name.
    pub async fn list(&self) -> Result<Vec<ShelfEntry>, BackupError> {
        match self {
            Self::Directory(dir) => list_directory(dir).map_err(|source| BackupError::Io {
                path: dir.clone(),
                source,
            }),
            Self::Bucket(bucket) => {
                let entries = bucket.list().await?.into_iter();
                let finished = entries.filter(|entry| entry.name.ends_with(ENDING));
                let shown = finished.map(|entry| ShelfEntry {
                    place: bucket.object(&entry.name).shown().to_owned(),
                    size: entry.size,
                    written_at: entry.written_at,
                });
                Ok(shown.collect())
            }
        }
    }

    /// Removes a backup that was made on this shelf or, when it is a file, on an earlier one. One that is gone is no error.
    pub async fn remove(&self, place: &str) -> Result<(), BackupError> {
        if place.starts_with(super::SCHEME) {
            let Self::Bucket(bucket) = self else {
                return Err(BackupError::ElsewhereKept {
                    place: place.to_owned(),
                });
            };
            let object = bucket.object_at(place);
            let object = object.ok_or_else(|| BackupError::ElsewhereKept {
                place: place.to_owned(),
            })?;
            return Ok(object.remove().await?);
        }
        match tokio::fs::remove_file(place).await {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(BackupError::Io {
                path: PathBuf::from(place),
                source,
            }),
            _ => Ok(()),
        }
    }

    /// Makes the shelf where that is ours to do.
    pub(super) fn prepare(&self) -> Result<(), BackupError> {
        match self {
            Self::Directory(dir) => make_durably(dir).map_err(|source| BackupError::Io {
                path: dir.clone(),
                source,
            }),
            Self::Bucket(_) => Ok(()),
        }
    }

    /// A free place for a backup of an instant: `touchstone-20261122T012411Z.backup`, with a number when there is one of
    /// this second already, and with a word of its own in a bucket, where nobody else can be kept from the same name.
    pub(super) fn free_place(&self, at: Timestamp) -> Result<KeptBackup, BackupError> {
        let second: String = at
            .to_string()
            .split('.')
            .next()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let second = second.trim_end_matches('Z');
        match self {
            Self::Directory(dir) => {
                let named = |n: u32| {
                    let n = if n > 1 { format!("-{n}") } else { String::new() };
                    dir.join(format!("touchstone-{second}Z{n}{ENDING}"))
                };
                let taken = |path: &PathBuf| path.exists() || path.with_extension("partial").exists();
                let free = (1..).map(named).find(|path| !taken(path));
                Ok(KeptBackup::File(free.unwrap_or_else(|| named(1))))
            }
            Self::Bucket(bucket) => {
                let mut word = [0; 4];
                getrandom::fill(&mut word).map_err(|e| BackupError::Key(e.to_string()))?;
                let word = data_encoding::HEXLOWER.encode(&word);
                Ok(KeptBackup::Object(
                    bucket.object(&format!("touchstone-{second}Z-{word}{ENDING}")),
                ))
            }
        }
    }
}

fn list_directory(dir: &Path) -> io::Result<Vec<ShelfEntry>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let (path, facts) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?)))?;
        if !facts.is_file() || !path.to_string_lossy().ends_with(ENDING) {
            continue;
        }
        let since = facts
            .modified()?
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        entries.push(ShelfEntry {
            place: path,
            size: facts.len(),
            written_at: Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)),
        });
    }
    entries.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(entries)
}

/// A backup about to be read.
pub(super) struct Opened {
    pub(super) from: Box<dyn Read>,
    pub(super) size: u64,
    /// Its last bytes, at most as many as were asked for.
    pub(super) tail: Vec<u8>,
}

impl KeptBackup {
    /// Path or address.
    pub fn place(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Object(object) => object.shown(),
        }
    }

    /// An error of reading or writing it.
    pub(super) fn fault(&self, source: io::Error) -> BackupError {
        match bucket_fault(&source) {
            Some(fault) => fault.into(),
            None => BackupError::Io {
                path: self.place().to_owned(),
                source,
            },
        }
    }

    /// Opens it at its beginning, with its last bytes.
    pub(super) fn open(&self, tail: u64) -> Result<Opened, BackupError> {
        match self {
            Self::File(path) => open_file(path, tail).map_err(|e| self.fault(e)),
            Self::Object(object) => {
                let size = object.size()?;
                let end = match size.checked_sub(tail) {
                    Some(at) => object.range(at..size)?.to_vec(),
                    None => Vec::new(),
                };
                Ok(Opened {
                    from: Box::new(BufReader::with_capacity(1 << 20, object.reader()?)),
                    size,
                    tail: end,
                })
            }
        }
    }

    /// Where it is written before it counts. An object is one only when it is whole.
    pub(super) fn draft(&self) -> Self {
        match self {
            Self::File(path) => Self::File(path.with_extension("partial")),
            Self::Object(object) => Self::Object(object.clone()),
        }
    }

    pub(super) fn create(&self) -> Result<Draft, BackupError> {
        match self {
            Self::File(path) => create_private(path).map(Draft::File).map_err(|e| self.fault(e)),
            Self::Object(object) => Ok(Draft::Object(Box::new(object.upload()?))),
        }
    }

    /// Gives a draft that was checked its name, and answers its size.
    pub(super) fn put_in_place(&self, draft: &Self) -> Result<u64, BackupError> {
        match (self, draft) {
            (Self::File(path), Self::File(draft)) => {
                let placed = std::fs::metadata(draft).and_then(|facts| {
                    std::fs::rename(draft, path)?;
                    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
                    Ok(facts.len())
                });
                placed.map_err(|e| self.fault(e))
            }
            (Self::Object(object), _) => Ok(object.size()?),
            (Self::File(_), Self::Object(_)) => Err(self.fault(io::ErrorKind::InvalidInput.into())),
        }
    }

    /// What is half written, or not as it was written, helps nobody. That it cannot be removed is not what went wrong.
    pub(super) fn discard(&self) {
        match self {
            Self::File(path) => drop(std::fs::remove_file(path)),
            Self::Object(object) => drop(object.remove_now()),
        }
    }
}

fn open_file(path: &Path, tail: u64) -> io::Result<Opened> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut end = Vec::new();
    if let Some(at) = size.checked_sub(tail) {
        file.seek(SeekFrom::Start(at))?;
        file.read_to_end(&mut end)?;
        file.rewind()?;
    }
    Ok(Opened {
        from: Box::new(BufReader::with_capacity(1 << 20, file)),
        size,
        tail: end,
    })
}

/// Readable by its owner alone: it holds what people wrote.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A backup being written.
pub(super) enum Draft {
    File(File),
    Object(Box<Upload>),
}

impl Draft {
    /// All of it is kept when this returns.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.sync_all(),
            Self::Object(upload) => upload.finish(),
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Object(upload) => upload.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
