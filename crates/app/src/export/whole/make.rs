//! Making an archive beside the work of the desk: on a thread of its own, from a connection of its own, into a blob that is
//! sealed or into a file somebody named.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::StreamExt;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::ExportId;
use touchstone_domain::text::REASON;
use touchstone_domain::time::Timestamp;
use touchstone_store::StoreError;
use touchstone_store::backup::{BackupKey, SealWriter};

use super::manifest::ArchiveManifest;
use super::write::{Plan, archive_write};
use super::{ArchiveError, ArchiveProgress, archive_name};
use crate::account::input::text_required;
use crate::core::{App, AppError, Call};
use crate::export::ArchiveStream;
use crate::export::archive::Pieces;

/// Pieces that wait for a slow disk.
const PIECES_WAITING: usize = 8;

/// An archive on its way: its bytes, how far it is, and in the end what it is.
pub(super) struct Making {
    pub(super) bytes: ArchiveStream,
    pub(super) told: watch::Receiver<ArchiveProgress>,
    pub(super) made: oneshot::Receiver<Result<ArchiveManifest, ArchiveError>>,
}

/// Begins to make an archive of the present state. It ends when nobody takes its bytes any more.
pub(super) fn archive_begin(app: &App, contacts: bool) -> Result<Making, ArchiveError> {
    let (sender, receiver) = mpsc::channel(PIECES_WAITING);
    let (progress, told) = watch::channel((0, 0));
    let pieces = Pieces::new(sender.clone());
    let made = begin(
        app,
        contacts,
        progress,
        move || Ok(pieces),
        |_| Ok(()),
        move |failed| {
            // The bytes must not end as if they were whole.
            if failed {
                let _ = sender.blocking_send(Err(std::io::Error::other("the archive was not finished")));
            }
        },
    )?;
    let bytes = futures::stream::unfold(receiver, |mut receiver| async move {
        receiver
            .recv()
            .await
            .map(|piece: std::io::Result<Bytes>| (piece, receiver))
    });
    Ok(Making {
        bytes: bytes.boxed(),
        told,
        made,
    })
}

/// Writes on a thread of its own: not on the runtime's, since the work is long and PostgreSQL's client blocks.
fn begin<W: Write + 'static>(
    app: &App,
    contacts: bool,
    progress: watch::Sender<ArchiveProgress>,
    open: impl FnOnce() -> Result<W, ArchiveError> + Send + 'static,
    close: impl FnOnce(W) -> Result<(), ArchiveError> + Send + 'static,
    ended: impl FnOnce(bool) + Send + 'static,
) -> Result<oneshot::Receiver<Result<ArchiveManifest, ArchiveError>>, ArchiveError> {
    let (reply, made) = oneshot::channel();
    let (app, runtime) = (app.clone(), Handle::current());
    let thread = std::thread::Builder::new().name("export".into());
    let started = thread.spawn(move || {
        let mut told = |now| {
            progress.send_replace(now);
        };
        let plan = Plan {
            app: &app,
            contacts,
            runtime: &runtime,
            told: &mut told,
        };
        let written = open().and_then(|to| {
            let (to, manifest) = archive_write(plan, to)?;
            close(to)?;
            Ok(manifest)
        });
        ended(written.is_err());
        let _ = reply.send(written);
    });
    started.map_err(|error| StoreError::Unavailable(format!("no thread for the export: {error}")))?;
    Ok(made)
}

/// An archive for a file.
#[derive(Clone)]
pub struct ArchiveOrder {
    /// A directory, or the file itself.
    pub to: PathBuf,
    /// What it is sealed with, if it is.
    pub key: Option<BackupKey>,
    /// Contacts in clear.
    pub contacts: bool,
    /// Why, when they are.
    pub reason: String,
}

/// An archive in a file.
#[derive(Debug, Clone)]
pub struct ArchiveWritten {
    pub path: PathBuf,
    /// Bytes of the file.
    pub size: u64,
    pub manifest: ArchiveManifest,
}

/// Writes the present state into a file, for whoever works on the machine itself: beside its place, and only then under its
/// name. That it was wanted is an event before the first byte is written, and so is that it was made.
pub async fn archive_make(
    app: &App,
    call: &Call,
    order: ArchiveOrder,
    progress: watch::Sender<ArchiveProgress>,
) -> Result<ArchiveWritten, ArchiveError> {
    if order.contacts {
        text_required("reason", &order.reason, REASON).map_err(|error| AppError::Validation(vec![error]))?;
    }
    let now = app.clock.now();
    let (export, contacts): (ExportId, bool) = (app.ids.next(now), order.contacts);
    app.command(call, move |cx| {
        cx.emit(Subject::System, EventBody::ExportAsked { export, contacts })
    })
    .await?;
    let path = place(&order.to, now);
    let draft = draft_of(&path);
    let (opened, key) = (draft.clone(), order.key.clone());
    let made = begin(
        app,
        contacts,
        progress,
        move || Sink::open(&opened, key.as_ref()),
        Sink::close,
        |_| {},
    )?;
    let written = made.await.unwrap_or_else(|_| Err(StoreError::Closed.into()));
    let finished = written.and_then(|manifest| {
        let size = std::fs::metadata(&draft)?.len();
        std::fs::rename(&draft, &path)?;
        if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            File::open(dir)?.sync_all()?;
        }
        Ok(ArchiveWritten { path, size, manifest })
    });
    if finished.is_err() {
        // What is half written helps nobody; that it cannot be removed is not what went wrong.
        let _ = std::fs::remove_file(&draft);
    }
    let records = finished.as_ref().ok().map(|written| written.manifest.records());
    app.command(call, move |cx| {
        let body = match records {
            Some(records) => EventBody::ExportMade { export, records },
            None => EventBody::ExportFailed { export },
        };
        cx.emit(Subject::System, body)
    })
    .await?;
    finished
}

/// The file itself; in a directory, one named after the instant.
fn place(to: &Path, at: Timestamp) -> PathBuf {
    if to.is_dir() {
        to.join(archive_name(at))
    } else {
        to.to_owned()
    }
}

fn draft_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

/// The file, readable by its owner alone.
enum Sink {
    Plain(BufWriter<File>),
    Sealed(Box<SealWriter<BufWriter<File>>>),
}

impl Sink {
    fn open(path: &Path, key: Option<&BackupKey>) -> Result<Self, ArchiveError> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = BufWriter::with_capacity(1 << 20, options.open(path)?);
        match key {
            None => Ok(Self::Plain(file)),
            Some(key) => {
                let sealed = SealWriter::new(file, key);
                Ok(Self::Sealed(Box::new(
                    sealed.map_err(|error| ArchiveError::Seal(error.to_string()))?,
                )))
            }
        }
    }

    /// It is on the disk when this returns.
    fn close(self) -> Result<(), ArchiveError> {
        let file = match self {
            Self::Plain(file) => file,
            Self::Sealed(file) => file.finish()?,
        };
        file.into_inner()
            .map_err(std::io::IntoInnerError::into_error)?
            .sync_all()?;
        Ok(())
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(to) => to.write(bytes),
            Self::Sealed(to) => to.write(bytes),
        }
    }

    /// Nothing is whole before it is closed.
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
