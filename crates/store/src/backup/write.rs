//! Making a backup: one state of the database, part by part, then the files its rows name. It is written beside its
//! place, checked as a reader would, and only then gets its name.

use std::io::{self, Write};
use std::path::PathBuf;

use data_encoding::{BASE64, HEXLOWER};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use touchstone_domain::id::{FileId, Id};
use touchstone_domain::time::Timestamp;

use super::archive::ArchiveWriter;
use super::manifest::{FORMAT, HEAD, MANIFEST};
use super::{
    BackupError, BackupKey, Head, KeptBackup, KeyCheck, Manifest, Progress, Shelf, Stage, TableFacts, Watch,
    backup_verify,
};
use crate::blob::{BlobError, Blobs};
use crate::engine::Value;
use crate::portable::{Snapshot, Table, line_write};
use crate::{EngineKind, StoreError};

/// Bytes of rows in one part, before they are compressed.
const PART: usize = 4 << 20;
/// Rows between two words about progress.
const WORD_EVERY: u64 = 5_000;

/// What a backup is to be.
pub struct BackupPlan<'p> {
    /// Where it goes; a directory is made when it is missing.
    pub shelf: &'p Shelf,
    pub key: Option<&'p BackupKey>,
    /// The present instant: take it before the snapshot, so that everything acknowledged before it is in.
    pub at: Timestamp,
    /// Version of the program.
    pub product: &'p str,
    pub blobs: &'p Blobs,
    /// Where blobs are read; the caller must not be on it.
    pub runtime: &'p Handle,
}

/// A backup that was written and checked.
#[derive(Debug, Clone)]
pub struct Written {
    pub path: PathBuf,
    /// Bytes of it.
    pub size: u64,
    pub manifest: Manifest,
}

/// Writes one backup of a state of the database and the files it names. Blocks.
pub fn backup_write(
    snapshot: &mut Snapshot,
    plan: &BackupPlan<'_>,
    watch: Watch<'_>,
) -> Result<Written, BackupError> {
    plan.shelf.prepare()?;
    let kept = plan.shelf.free_place(plan.at)?;
    let draft = kept.draft();
    let outcome = write_draft(snapshot, plan, &draft, watch).and_then(|manifest| {
        let read = backup_verify(&draft, plan.key, watch)?;
        if read != manifest {
            return Err(BackupError::Damaged {
                path: draft.place().to_owned(),
                what: "it reads back otherwise than it was written".into(),
            });
        }
        let size = kept.put_in_place(&draft)?;
        let path = kept.place().to_owned();
        Ok(Written { path, size, manifest })
    });
    if outcome.is_err() {
        draft.discard();
    }
    outcome
}

struct Writer<'w, 'p> {
    archive: ArchiveWriter,
    manifest: Manifest,
    plan: &'w BackupPlan<'p>,
    draft: &'w KeptBackup,
}

fn write_draft(
    snapshot: &mut Snapshot,
    plan: &BackupPlan<'_>,
    draft: &KeptBackup,
    watch: Watch<'_>,
) -> Result<Manifest, BackupError> {
    let mut writer = Writer {
        archive: ArchiveWriter::new(draft.create()?, plan.key, plan.at)?,
        manifest: Manifest {
            head: head(snapshot, plan)?,
            tables: Vec::new(),
            files: 0,
            file_bytes: 0,
            left_out: Vec::new(),
            parts: Vec::new(),
        },
        plan,
        draft,
    };
    let text = json(&writer.manifest.head)?;
    writer.archive.part(HEAD, &text).map_err(|e| writer.failed(e))?;
    let files = writer.tables(snapshot, watch)?;
    writer.files(snapshot, &files, watch)?;
    let text = json(&writer.manifest)?;
    let ended = writer.archive.part(MANIFEST, &text);
    ended
        .and_then(|_| writer.archive.finish())
        .map_err(|e| draft.fault(e))?;
    Ok(writer.manifest)
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, BackupError> {
    serde_json::to_vec_pretty(value).map_err(|e| BackupError::Store(StoreError::Sql(e.to_string())))
}

fn head(snapshot: &mut Snapshot, plan: &BackupPlan<'_>) -> Result<Head, BackupError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|e| BackupError::Key(e.to_string()))?;
    let tables = snapshot.tables()?;
    Ok(Head {
        format: FORMAT,
        product: plan.product.to_owned(),
        id: HEXLOWER.encode(&id),
        at: plan.at,
        engine: match snapshot.engine() {
            EngineKind::Sqlite => "sqlite".into(),
            EngineKind::Postgres => "postgres".into(),
        },
        schema: snapshot.steps()?,
        key_checks: key_checks(snapshot, &tables)?,
        tables,
    })
}

fn key_checks(snapshot: &mut Snapshot, tables: &[Table]) -> Result<Vec<KeyCheck>, BackupError> {
    let mut checks = Vec::new();
    let Some(table) = tables.iter().find(|table| table.name == "key_check") else {
        return Ok(checks);
    };
    let place = |name: &str| table.columns.iter().position(|column| column.name == name);
    let places = (place("kind"), place("version"), place("check_value"));
    let (Some(kind), Some(version), Some(check)) = places else {
        return Ok(checks);
    };
    snapshot.rows::<StoreError>(table, |row| {
        if let (Value::Text(kind), Value::Int(version), Value::Bytes(check)) =
            (row[kind], row[version], row[check])
        {
            checks.push(KeyCheck {
                kind: kind.to_owned(),
                version: u32::try_from(version).unwrap_or(0),
                check: BASE64.encode(check),
            });
        }
        Ok(())
    })?;
    Ok(checks)
}

impl Writer<'_, '_> {
    fn failed(&self, source: io::Error) -> BackupError {
        self.draft.fault(source)
    }

    /// Every table; the files that its rows say are stored.
    fn tables(&mut self, snapshot: &mut Snapshot, watch: Watch<'_>) -> Result<Vec<FileId>, BackupError> {
        let tables = self.manifest.head.tables.clone();
        let (mut done, mut total) = (0, 0);
        for table in &tables {
            total += snapshot.count(table)?;
        }
        let mut files = Vec::new();
        for table in &tables {
            let stored = StoredFiles::of(table);
            let (mut hash, mut rows, mut number) = (Sha256::new(), 0, 0);
            let mut lines = Vec::with_capacity(PART + (PART >> 2));
            snapshot.rows(table, |row| {
                line_write(&mut lines, row);
                files.extend(stored.as_ref().and_then(|stored| stored.file(row)));
                rows += 1;
                done += 1;
                if done % WORD_EVERY == 0 {
                    watch(progress(Stage::Rows, done, total));
                }
                if lines.len() >= PART {
                    hash.update(&lines);
                    number += 1;
                    self.rows_part(table, number, &lines)?;
                    lines.clear();
                }
                Ok::<(), BackupError>(())
            })?;
            if !lines.is_empty() {
                hash.update(&lines);
                self.rows_part(table, number + 1, &lines)?;
            }
            self.manifest.tables.push(TableFacts {
                name: table.name.clone(),
                rows,
                sha256: HEXLOWER.encode(&hash.finalize()),
            });
        }
        watch(progress(Stage::Rows, done, total));
        Ok(files)
    }

    fn rows_part(&mut self, table: &Table, number: u32, lines: &[u8]) -> Result<(), BackupError> {
        let mut packed = GzEncoder::new(Vec::with_capacity(lines.len() / 4), Compression::fast());
        let packed = packed
            .write_all(lines)
            .and_then(|()| packed.finish())
            .map_err(|e| self.failed(e))?;
        let name = format!("tables/{}/{number:06}.ndjson.gz", table.name);
        let part = self.archive.part(&name, &packed).map_err(|e| self.failed(e))?;
        self.manifest.parts.push(part);
        Ok(())
    }

    fn files(&mut self, snapshot: &Snapshot, files: &[FileId], watch: Watch<'_>) -> Result<(), BackupError> {
        let mut missing = Vec::new();
        for (at, id) in files.iter().enumerate() {
            let key = id.to_string();
            match self.plan.runtime.block_on(self.plan.blobs.get(&key)) {
                Ok(bytes) => {
                    let part = self.archive.part(&format!("files/{key}"), &bytes);
                    let part = part.map_err(|e| self.failed(e))?;
                    self.manifest.parts.push(part);
                    self.manifest.files += 1;
                    self.manifest.file_bytes += bytes.len() as u64;
                }
                Err(BlobError::NotFound(_)) => missing.push(*id),
                Err(error) => return Err(error.into()),
            }
            watch(progress(Stage::Files, at as u64 + 1, files.len() as u64));
        }
        if missing.is_empty() {
            return Ok(());
        }
        // Swept or erased since the snapshot: then the database of now does not count on them either.
        let still = stored_now(&mut snapshot.renewed()?)?;
        let lost: Vec<_> = missing.iter().filter(|id| still.contains(id)).collect();
        if let Some(first) = lost.first() {
            return Err(BackupError::FilesMissing {
                count: lost.len(),
                first: first.to_string(),
            });
        }
        self.manifest.left_out = missing.iter().map(FileId::to_string).collect();
        Ok(())
    }
}

/// Where a row of the table of files says that its bytes are there.
struct StoredFiles {
    id: usize,
    stored_at: usize,
}

impl StoredFiles {
    fn of(table: &Table) -> Option<Self> {
        let place = |name: &str| table.columns.iter().position(|column| column.name == name);
        (table.name == "file").then_some(())?;
        Some(Self {
            id: place("id")?,
            stored_at: place("stored_at")?,
        })
    }

    fn file(&self, row: &[Value<'_>]) -> Option<FileId> {
        match (row[self.id], row[self.stored_at]) {
            (Value::Int(id), Value::Int(_)) => Some(FileId::from_raw(id)),
            _ => None,
        }
    }
}

fn stored_now(snapshot: &mut Snapshot) -> Result<Vec<FileId>, BackupError> {
    let mut stored = Vec::new();
    for table in snapshot.tables()? {
        if let Some(places) = StoredFiles::of(&table) {
            snapshot.rows::<StoreError>(&table, |row| {
                stored.extend(places.file(row));
                Ok(())
            })?;
        }
    }
    Ok(stored)
}

/// Rows and hash of every table of a state, to compare two databases with.
pub fn table_facts(snapshot: &mut Snapshot, watch: Watch<'_>) -> Result<Vec<TableFacts>, BackupError> {
    let tables = snapshot.tables()?;
    let (mut done, mut total) = (0, 0);
    for table in &tables {
        total += snapshot.count(table)?;
    }
    let mut facts = Vec::with_capacity(tables.len());
    for table in &tables {
        let (mut hash, mut rows, mut line) = (Sha256::new(), 0, Vec::new());
        snapshot.rows::<StoreError>(table, |row| {
            line.clear();
            line_write(&mut line, row);
            hash.update(&line);
            rows += 1;
            done += 1;
            if done % WORD_EVERY == 0 {
                watch(progress(Stage::Checking, done, total));
            }
            Ok(())
        })?;
        facts.push(TableFacts {
            name: table.name.clone(),
            rows,
            sha256: HEXLOWER.encode(&hash.finalize()),
        });
    }
    Ok(facts)
}

pub(super) fn progress(stage: Stage, done: u64, total: u64) -> Progress {
    Progress { stage, done, total }
}
