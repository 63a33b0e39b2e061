//! Reading a backup: every byte is compared with its hash, whatever it is read for.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::archive::{Checked, End, hash_of};
use super::bucket::bucket_fault;
use super::manifest::{FORMAT, HEAD, MANIFEST};
use super::{BackupError, BackupKey, Head, KeptBackup, Manifest, Part, Progress, Stage, TableFacts, Watch};
use crate::portable::Table;

/// Larger than any part this program writes.
const LARGEST_PART: u64 = 1 << 30;

/// What a reader of a backup is shown, in order.
pub(super) enum Piece<'b> {
    Head(&'b Head),
    /// Some rows of a table, as lines.
    Rows(&'b Table, &'b str, &'b [u8]),
    /// A file and its key among the blobs.
    File(&'b str, &'b [u8]),
}

/// Reads a whole backup and compares everything in it with its hashes.
pub fn backup_verify(
    kept: impl Into<KeptBackup>,
    key: Option<&BackupKey>,
    watch: Watch<'_>,
) -> Result<Manifest, BackupError> {
    read(&kept.into(), key, watch, &mut |_| Ok(()))
}

/// What a backup says about itself at its beginning, unchecked.
pub fn backup_head(kept: &KeptBackup, key: Option<&BackupKey>) -> Result<Head, BackupError> {
    let mut head = None;
    let found = read(kept, key, &mut |_| {}, &mut |piece| {
        if let Piece::Head(found) = piece {
            head = Some(found.clone());
        }
        // Enough is known; the error goes nowhere.
        Err(BackupError::NotABackup {
            path: kept.place().to_owned(),
        })
    });
    match (head, found) {
        (Some(head), _) => Ok(head),
        (None, Ok(manifest)) => Ok(manifest.head),
        (None, Err(error)) => Err(error),
    }
}

type Visit<'v> = &'v mut dyn FnMut(Piece<'_>) -> Result<(), BackupError>;

/// Shows every piece of a backup to `visit`. Pieces are shown before the whole is known to be sound: verify first where
/// that matters.
pub(super) fn read(
    kept: &KeptBackup,
    key: Option<&BackupKey>,
    watch: Watch<'_>,
    visit: Visit<'_>,
) -> Result<Manifest, BackupError> {
    let path = kept.place();
    let (checked, size) = Checked::open(kept, key)?;
    let mut archive = tar::Archive::new(checked);
    let reader = Reader { path, watch, size };
    let manifest = reader.entries(&mut archive, visit)?;
    match archive.into_inner().end().map_err(|e| unreadable(path, e))? {
        End::Whole => Ok(manifest),
        End::Missing => Err(BackupError::Cut {
            path: path.to_owned(),
        }),
        End::Differs => Err(damaged(path, "the hash of the whole")),
    }
}

struct Reader<'r> {
    path: &'r Path,
    watch: Watch<'r>,
    size: u64,
}

/// What was seen of one table.
#[derive(Default)]
struct Seen {
    hash: Sha256,
    rows: u64,
}

impl Reader<'_> {
    fn entries(self, archive: &mut tar::Archive<Checked>, visit: Visit<'_>) -> Result<Manifest, BackupError> {
        let path = self.path;
        let mut head: Option<Head> = None;
        let (mut parts, mut tables) = (Vec::new(), BTreeMap::<String, Seen>::new());
        let mut read = 0;
        for entry in archive.entries().map_err(|e| unreadable(path, e))? {
            let (name, bytes) = match entry.and_then(whole) {
                Ok(found) => found,
                Err(error) => return Err(unreadable(path, error)),
            };
            read += bytes.len() as u64 + 1024;
            (self.watch)(Progress {
                stage: Stage::Checking,
                done: read.min(self.size),
                total: self.size,
            });
            let Some(head) = &head else {
                let found = self.head(&name, &bytes)?;
                visit(Piece::Head(&found))?;
                head = Some(found);
                continue;
            };
            if name == MANIFEST {
                return self.complete(head, &bytes, &parts, &tables);
            }
            parts.push(Part {
                size: bytes.len() as u64,
                sha256: hash_of(&bytes),
                name: name.clone(),
            });
            if let Some(key) = name.strip_prefix("files/") {
                visit(Piece::File(key, &bytes))?;
                continue;
            }
            let table = name
                .strip_prefix("tables/")
                .and_then(|rest| rest.split_once('/'))
                .and_then(|(table, _)| head.tables.iter().find(|known| known.name == table));
            let table = table.ok_or_else(|| damaged(path, "an entry that does not belong"))?;
            let lines = unpacked(&bytes).map_err(|_| damaged(path, &name))?;
            let seen = tables.entry(table.name.clone()).or_default();
            seen.hash.update(&lines);
            seen.rows += lines.iter().filter(|byte| **byte == b'\n').count() as u64;
            visit(Piece::Rows(table, &name, &lines))?;
        }
        if head.is_none() {
            return Err(self.first_unreadable());
        }
        Err(BackupError::Cut {
            path: path.to_owned(),
        })
    }

    fn first_unreadable(&self) -> BackupError {
        BackupError::NotABackup {
            path: self.path.to_owned(),
        }
    }

    fn head(&self, name: &str, bytes: &[u8]) -> Result<Head, BackupError> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let path = || self.path.to_owned();
        if name != HEAD {
            return Err(BackupError::NotABackup { path: path() });
        }
        let Format { format } =
            serde_json::from_slice(bytes).map_err(|_| damaged(self.path, "its first entry"))?;
        if format > FORMAT {
            return Err(BackupError::Newer {
                path: path(),
                found: format,
            });
        }
        serde_json::from_slice(bytes).map_err(|_| damaged(self.path, "its first entry"))
    }

    /// Compares the list with what was there.
    fn complete(
        &self,
        head: &Head,
        bytes: &[u8],
        parts: &[Part],
        tables: &BTreeMap<String, Seen>,
    ) -> Result<Manifest, BackupError> {
        let manifest: Manifest =
            serde_json::from_slice(bytes).map_err(|_| damaged(self.path, "its list of parts"))?;
        if manifest.head != *head {
            return Err(damaged(self.path, "its first entry"));
        }
        if manifest.parts != parts {
            let differs = manifest
                .parts
                .iter()
                .zip(parts)
                .find(|(said, found)| said != found);
            let name = differs.map_or("its list of parts", |(said, _)| said.name.as_str());
            return Err(damaged(self.path, name));
        }
        let nothing = Seen::default();
        let found: Vec<TableFacts> = head
            .tables
            .iter()
            .map(|table| {
                let seen = tables.get(&table.name).unwrap_or(&nothing);
                TableFacts {
                    name: table.name.clone(),
                    rows: seen.rows,
                    sha256: HEXLOWER.encode(&seen.hash.clone().finalize()),
                }
            })
            .collect();
        if manifest.tables != found {
            return Err(damaged(self.path, "rows of a table"));
        }
        Ok(manifest)
    }
}

fn whole<R: Read>(mut entry: tar::Entry<'_, R>) -> io::Result<(String, Vec<u8>)> {
    let name = entry.path()?.to_string_lossy().into_owned();
    let size = entry.size();
    if size > LARGEST_PART {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    if bytes.len() as u64 != size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((name, bytes))
}

fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    GzDecoder::new(bytes).take(LARGEST_PART).read_to_end(&mut lines)?;
    if lines.last() == Some(&b'\n') {
        Ok(lines)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn damaged(path: &Path, what: &str) -> BackupError {
    BackupError::Damaged {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

/// What the archive's reader says: an end that came too early is a cut, an error of the disk is told as such, everything
/// else is damage.
fn unreadable(path: &Path, error: io::Error) -> BackupError {
    if let Some(fault) = bucket_fault(&error) {
        return fault.into();
    }
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::UnexpectedEof => BackupError::Cut { path },
        _ if error.raw_os_error().is_some() => BackupError::Io { path, source: error },
        _ => BackupError::Damaged {
            path,
            what: "its structure".into(),
        },
    }
}
