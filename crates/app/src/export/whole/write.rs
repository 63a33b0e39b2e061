//! Writing an archive: members of lines in their order, the files, the manifest.

use std::io::{self, Write};

use futures::TryStreamExt;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use touchstone_domain::data_class::data_classes;
use touchstone_domain::export::ExportMember;
use touchstone_domain::id::{FileId, Id};
use touchstone_domain::time::Timestamp;
use touchstone_store::EngineKind;
use touchstone_store::blob::BlobError;
use touchstone_store::file::{FileRow, file_after, file_by_id};
use touchstone_store::portable::{Snapshot, Table};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::manifest::{ArchiveManifest, FORMAT, FileFacts, MANIFEST, MemberFacts};
use super::member::{Each, Source, member_records};
use super::rows::{ROW_TABLES, RowShape};
use super::{ArchiveError, ArchiveProgress};
use crate::core::{App, AppError};
use crate::export::file_path;

/// Version of the program, as archives name it.
const PRODUCT: &str = env!("CARGO_PKG_VERSION");
/// Records between two words about progress.
const WORD_EVERY: u64 = 500;
/// Files looked at at once.
const FILES_AT_ONCE: u32 = 200;
/// Tables whose rows become lines, a line each but for the built-in roles.
pub(super) const TABLES: [&str; 10] = [
    "ticket",
    "message",
    "file",
    "rating",
    "event",
    "person",
    "user_account",
    "team",
    "custom_role",
    "standard",
];

/// What is to be written, and who hears of it.
pub(super) struct Plan<'p> {
    pub(super) app: &'p App,
    pub(super) contacts: bool,
    /// Where blobs are read; the caller must not be on it.
    pub(super) runtime: &'p Handle,
    /// Called now and then.
    pub(super) told: &'p mut dyn FnMut(ArchiveProgress),
}

struct Writing<'p, W: Write> {
    plan: Plan<'p>,
    zip: ZipWriter<StreamWriter<W>>,
    done: u64,
    total: u64,
}

/// Writes the present state. Blocks, for as long as there is much.
pub(super) fn archive_write<W: Write>(plan: Plan<'_>, to: W) -> Result<(W, ArchiveManifest), ArchiveError> {
    // Taken before the state is: what was acknowledged earlier is in it.
    let at = plan.app.clock.now();
    let mut snapshot = Snapshot::of(&plan.app.store)?;
    let tables = snapshot.tables()?;
    let named = |name: &str| TABLES.contains(&name) || ROW_TABLES.contains(&name);
    let mut total = 0;
    for table in tables.iter().filter(|table| named(&table.name)) {
        total += snapshot.count(table)?;
    }
    let mut manifest = ArchiveManifest {
        format: FORMAT,
        product: PRODUCT.to_owned(),
        schema: snapshot.steps()?.last().map_or(0, |step| step.version),
        engine: match snapshot.engine() {
            EngineKind::Sqlite => "sqlite".into(),
            EngineKind::Postgres => "postgres".into(),
        },
        at,
        contacts: if plan.contacts {
            "clear".into()
        } else {
            "masked".into()
        },
        members: Vec::new(),
        files: FileFacts::default(),
    };
    let mut writing = Writing {
        plan,
        zip: ZipWriter::new_stream(to),
        done: 0,
        total,
    };
    for member in ExportMember::ALL {
        manifest.members.push(writing.member(&mut snapshot, *member, at)?);
    }
    let classes = data_classes().map_err(|error| AppError::Internal(error.to_string()))?;
    for name in ROW_TABLES {
        let table = tables.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| AppError::Internal(format!("there is no table {name}")))?;
        let shape = RowShape::of(table, &classes, writing.plan.contacts)?;
        manifest.members.push(writing.rows(&mut snapshot, table, &shape)?);
    }
    manifest.files = writing.files(&mut snapshot)?;
    let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
    writing
        .zip
        .start_file(MANIFEST, options(CompressionMethod::Deflated))
        .map_err(io::Error::from)?;
    writing.zip.write_all(&text)?;
    let mut to = writing.zip.finish().map_err(io::Error::from)?.into_inner();
    to.flush()?;
    Ok((to, manifest))
}

/// Any member may become larger than four gigabytes.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .large_file(true)
}

impl<W: Write> Writing<'_, W> {
    fn member(
        &mut self,
        snapshot: &mut Snapshot,
        member: ExportMember,
        at: Timestamp,
    ) -> Result<MemberFacts, ArchiveError> {
        let source = Source {
            app: self.plan.app,
            at,
            contacts: self.plan.contacts,
        };
        self.lines(format!("{member}.ndjson"), |each| {
            snapshot.read(|tx| member_records(tx, &source, member, each))
        })
    }

    /// The rows of a table.
    fn rows(
        &mut self,
        snapshot: &mut Snapshot,
        table: &Table,
        shape: &RowShape,
    ) -> Result<MemberFacts, ArchiveError> {
        self.lines(format!("rows/{}.ndjson", table.name), |each| {
            snapshot.rows(table, |row| each(&shape.line(row)))
        })
    }

    /// A member of lines.
    fn lines(
        &mut self,
        name: String,
        records: impl FnOnce(Each<'_>) -> Result<(), ArchiveError>,
    ) -> Result<MemberFacts, ArchiveError> {
        self.zip
            .start_file(&name, options(CompressionMethod::Deflated))
            .map_err(io::Error::from)?;
        let (mut facts, mut digest, mut line) = (
            MemberFacts {
                name,
                records: 0,
                size: 0,
                sha256: String::new(),
            },
            Sha256::new(),
            Vec::new(),
        );
        let mut each = |record: &Value| -> Result<(), ArchiveError> {
            line.clear();
            serde_json::to_writer(&mut line, record).map_err(io::Error::other)?;
            line.push(b'\n');
            digest.update(&line);
            self.zip.write_all(&line)?;
            facts.size += line.len() as u64;
            facts.records += 1;
            self.done += 1;
            if self.done.is_multiple_of(WORD_EVERY) {
                (self.plan.told)((self.done, self.total.max(self.done)));
            }
            Ok(())
        };
        records(&mut each)?;
        facts.sha256 = data_encoding::HEXLOWER.encode(&digest.finalize());
        (self.plan.told)((self.done, self.total.max(self.done)));
        Ok(facts)
    }

    /// The bytes of every file that a message has.
    fn files(&mut self, snapshot: &mut Snapshot) -> Result<FileFacts, ArchiveError> {
        let (mut facts, mut absent) = (FileFacts::default(), Vec::new());
        let mut after = FileId::from_raw(i64::MIN);
        loop {
            let rows = snapshot.read(|tx| file_after(tx, after, FILES_AT_ONCE))?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in rows.iter().filter(|row| row.message.is_some()) {
                match self.file(row)? {
                    Some(size) => {
                        facts.count += 1;
                        facts.bytes += size;
                    }
                    None => absent.push(row.id),
                }
            }
        }
        if absent.is_empty() {
            return Ok(facts);
        }
        // Erased since the state was taken: then the database of now does not count on them either.
        let lost = snapshot.renewed()?.read(|tx| {
            let mut lost = Vec::new();
            for id in &absent {
                lost.extend(file_by_id(tx, *id)?.map(|row| row.id));
            }
            Ok::<_, ArchiveError>(lost)
        })?;
        match lost.first() {
            Some(first) => Err(ArchiveError::FilesMissing {
                count: lost.len(),
                first: first.to_string(),
            }),
            None => {
                facts.left_out = absent.iter().map(FileId::to_string).collect();
                Ok(facts)
            }
        }
    }

    /// Bytes of a file, as they were taken in; none when they are gone.
    fn file(&mut self, row: &FileRow) -> Result<Option<u64>, ArchiveError> {
        let (runtime, key) = (self.plan.runtime, row.id.to_string());
        let mut bytes = match runtime.block_on(self.plan.app.blobs.stream(&key)) {
            Ok((_, bytes)) => bytes,
            Err(BlobError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // Pictures and recordings are compressed already.
        let stored = options(CompressionMethod::Stored);
        self.zip
            .start_file(file_path(row), stored)
            .map_err(io::Error::from)?;
        let (mut size, mut digest) = (0, Sha256::new());
        while let Some(piece) = runtime.block_on(bytes.try_next())? {
            digest.update(&piece);
            size += piece.len() as u64;
            self.zip.write_all(&piece)?;
        }
        if row
            .sha256
            .as_deref()
            .is_some_and(|known| known != digest.finalize().as_slice())
        {
            return Err(ArchiveError::FilesMissing { count: 1, first: key });
        }
        Ok(Some(size))
    }
}
