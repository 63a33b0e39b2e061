//! Making a backup: one state of the database, part by part, then the files its rows name. It is written beside its
//! place, checked as a reader would, and only then gets its name.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    BackupError, BackupKey, Head, KeyCheck, Manifest, Progress, Stage, TableFacts, Watch, backup_verify,
};
use crate::blob::{BlobError, Blobs};
use crate::directory::make_durably;
use crate::engine::Value;
use crate::portable::{Snapshot, Table, line_write};
use crate::{EngineKind, StoreError};

/// Bytes of rows in one part, before they are compressed.
const PART: usize = 4 << 20;
/// Rows between two words about progress.
const WORD_EVERY: u64 = 5_000;

/// What a backup is to be.
pub struct BackupPlan<'p> {
    /// Where the file goes; made when it is missing.
    pub dir: &'p Path,
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
    /// Bytes of the file.
    pub size: u64,
    pub manifest: Manifest,
}

/// Writes one backup of a state of the database and the files it names. Blocks.
pub fn backup_write(
    snapshot: &mut Snapshot,
    plan: &BackupPlan<'_>,
    watch: Watch<'_>,
) -> Result<Written, BackupError> {
    let place = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    };
    make_durably(plan.dir).map_err(place(plan.dir))?;
    let path = free_name(plan.dir, plan);
    let draft = path.with_extension("partial");
    let outcome = write_draft(snapshot, plan, &draft, watch).and_then(|manifest| {
        let read = backup_verify(&draft, plan.key, watch)?;
        if read != manifest {
            return Err(BackupError::Damaged {
                path: draft.clone(),
                what: "it reads back otherwise than it was written".into(),
            });
        }
        let size = std::fs::metadata(&draft).map_err(place(&draft))?.len();
        std::fs::rename(&draft, &path).map_err(place(&path))?;
        sync_dir(plan.dir).map_err(place(plan.dir))?;
        Ok(Written { path, size, manifest })
    });
    if outcome.is_err() {
        // What is half written helps nobody; that it cannot be removed is not what went wrong.
        let _ = std::fs::remove_file(&draft);
    }
    outcome
}

/// `touchstone-20261122T012411Z.backup`, with a number when there is one of this second already.
fn free_name(dir: &Path, plan: &BackupPlan<'_>) -> PathBuf {
    let second: String = plan
        .at
        .to_string()
        .split('.')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let second = second.trim_end_matches('Z');
    let named = |n: u32| {
        let n = if n > 1 { format!("-{n}") } else { String::new() };
        dir.join(format!("touchstone-{second}Z{n}.backup"))
    };
    let taken = |path: &PathBuf| path.exists() || path.with_extension("partial").exists();
    (1..)
        .map(named)
        .find(|path| !taken(path))
        .unwrap_or_else(|| named(1))
}

fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Readable by its owner alone: it holds what people wrote.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

struct Writer<'w, 'p> {
    archive: ArchiveWriter,
    manifest: Manifest,
    plan: &'w BackupPlan<'p>,
    draft: &'w Path,
}

fn write_draft(
    snapshot: &mut Snapshot,
    plan: &BackupPlan<'_>,
    draft: &Path,
    watch: Watch<'_>,
) -> Result<Manifest, BackupError> {
    let file = create_private(draft).map_err(|source| BackupError::Io {
        path: draft.to_owned(),
        source,
    })?;
    let mut writer = Writer {
        archive: ArchiveWriter::new(file, plan.key, plan.at)?,
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
    let (draft, text) = (draft.to_owned(), json(&writer.manifest)?);
    let failed = |source| BackupError::Io { path: draft, source };
    let ended = writer.archive.part(MANIFEST, &text);
    ended.and_then(|_| writer.archive.finish()).map_err(failed)?;
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
        BackupError::Io {
            path: self.draft.to_owned(),
            source,
        }
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
