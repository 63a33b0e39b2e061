//! The way back: into a place that is empty, whole or not at all.
//!
//! The backup is checked to its last byte before anything is made. Database and files grow in a directory beside their
//! place; what arrived is read back and compared with the backup; then the schema is brought to this program's, erasures
//! are repeated, and the directory gets its name. On PostgreSQL the rows come in one transaction.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::time::Timestamp;

use super::read::{Piece, read};
use super::{
    BackupError, BackupKey, Head, KeptBackup, Manifest, Progress, Stage, TableFacts, Watch, table_facts,
};
use crate::blob::Blobs;
use crate::erasure::erasure_repeat;
use crate::portable::{Load, Snapshot, line_read};
use crate::retention::ticket_retire_repeat;
use crate::{Store, StoreConfig};

/// Where a backup is restored to.
pub struct Target<'t> {
    /// Gets the files, and the embedded database unless there is an address. Must not exist, or be empty.
    pub data_dir: &'t Path,
    /// PostgreSQL: an empty database.
    pub database_url: Option<&'t str>,
    /// Where files are written; the caller must not be on it.
    pub runtime: &'t Handle,
}

/// A person whose data was erased, or a ticket whose texts were, as the list outside the database has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Erasure {
    Person { person: PersonId, at: Timestamp },
    Ticket { ticket: TicketId, at: Timestamp },
}

/// What a restore did.
#[derive(Debug, Clone)]
pub struct Restored {
    pub manifest: Manifest,
    /// The schema afterwards.
    pub schema: u32,
    /// Erasures that the backup did not know of yet.
    pub erased: usize,
}

/// Restores a backup. `fits` is asked before anything is made and may refuse, for instance without the key ring. Blocks.
pub fn restore<E: From<BackupError>>(
    kept: impl Into<KeptBackup>,
    key: Option<&BackupKey>,
    target: &Target<'_>,
    erasures: &[Erasure],
    fits: impl FnOnce(&Head) -> Result<(), E>,
    watch: Watch<'_>,
) -> Result<Restored, E> {
    refuse_non_empty(target.data_dir)?;
    let kept = &kept.into();
    let manifest = read(kept, key, watch, &mut |_| Ok(()))?;
    fits(&manifest.head)?;
    let draft = beside(target.data_dir);
    // What an earlier attempt left is nobody's.
    remove(&draft)?;
    let restored =
        fill(kept, key, target, &draft, erasures, &manifest, watch).and_then(|(schema, erased)| {
            put_in_place(&draft, target.data_dir)?;
            Ok(Restored {
                manifest,
                schema,
                erased,
            })
        });
    if restored.is_err() {
        let _ = std::fs::remove_dir_all(&draft);
    }
    Ok(restored?)
}

fn refuse_non_empty(dir: &Path) -> Result<(), BackupError> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(BackupError::PlaceNotEmpty { path: dir.to_owned() }),
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(BackupError::Io {
            path: dir.to_owned(),
            source,
        }),
    }
}

/// `data` → `data.restoring`, on the same file system.
fn beside(dir: &Path) -> PathBuf {
    let mut name = dir.as_os_str().to_owned();
    name.push(".restoring");
    PathBuf::from(name)
}

fn remove(dir: &Path) -> Result<(), BackupError> {
    match std::fs::remove_dir_all(dir) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(BackupError::Io {
            path: dir.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

/// The new name is on the disk when this returns.
fn put_in_place(draft: &Path, place: &Path) -> Result<(), BackupError> {
    let io = |source| BackupError::Io {
        path: place.to_owned(),
        source,
    };
    File::open(draft).and_then(|dir| dir.sync_all()).map_err(io)?;
    std::fs::rename(draft, place).map_err(io)?;
    let parent = place
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(parent).and_then(|dir| dir.sync_all()).map_err(io)
}

fn fill(
    kept: &KeptBackup,
    key: Option<&BackupKey>,
    target: &Target<'_>,
    draft: &Path,
    erasures: &[Erasure],
    manifest: &Manifest,
    watch: Watch<'_>,
) -> Result<(u32, usize), BackupError> {
    let blobs = Blobs::directory(&draft.join("blobs"))?;
    let config = match target.database_url {
        Some(url) => StoreConfig::postgres(url),
        None => StoreConfig::sqlite(draft),
    };
    let mut load = Load::begin(&config, &manifest.head.id, &manifest.head.schema)?;
    let (mut rows, mut files) = (0, 0);
    read(kept, key, &mut |_| {}, &mut |piece| match piece {
        Piece::Head(_) => Ok(()),
        Piece::Rows(table, name, lines) => {
            let damaged = |what: String| BackupError::Damaged {
                path: kept.place().to_owned(),
                what: format!("{name}: {what}"),
            };
            let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            let cells: Vec<_> = lines
                .map(|line| line_read(table, line))
                .collect::<Result<_, _>>()
                .map_err(damaged)?;
            load.rows(table, &cells)?;
            rows += cells.len() as u64;
            watch(Progress {
                stage: Stage::Rows,
                done: rows,
                total: manifest.rows(),
            });
            Ok(())
        }
        Piece::File(name, bytes) => {
            let put = blobs.put(name, Bytes::copy_from_slice(bytes));
            target.runtime.block_on(put)?;
            files += 1;
            watch(Progress {
                stage: Stage::Files,
                done: files,
                total: manifest.files,
            });
            Ok(())
        }
    })?;
    load.finish()?;
    compare(&config, &manifest.tables, watch)?;
    let schema = Store::migrate_plainly(&config)?.to;
    let erased = if erasures.is_empty() {
        0
    } else {
        repeat_erasures(config, erasures)?
    };
    Ok((schema, erased))
}

/// Reads back what arrived.
pub(super) fn compare(
    config: &StoreConfig,
    expected: &[TableFacts],
    watch: Watch<'_>,
) -> Result<(), BackupError> {
    let found = table_facts(&mut Snapshot::alone(config)?, watch)?;
    let differs = expected
        .iter()
        .find(|table| !found.contains(table))
        .or_else(|| found.iter().find(|table| !expected.contains(table)));
    match differs {
        None => Ok(()),
        Some(table) => Err(BackupError::Differs {
            table: table.name.clone(),
        }),
    }
}

/// What was erased stays erased, whatever a backup still holds of it.
fn repeat_erasures(config: StoreConfig, erasures: &[Erasure]) -> Result<usize, BackupError> {
    let store = Store::open(config)?;
    let mut erased = 0;
    for erasure in erasures {
        let erasure = *erasure;
        let destroyed = store.write_blocking(move |tx| match erasure {
            Erasure::Person { person, at } => erasure_repeat(tx, person, at),
            Erasure::Ticket { ticket, at } => ticket_retire_repeat(tx, ticket, at),
        });
        erased += usize::from(destroyed.inspect_err(|_| store.close())?);
    }
    store.close();
    Ok(erased)
}
