//! A ZIP archive that is sent while it is made, so that its size costs no memory.

use std::io::{self, Write};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::ticket::Part;

/// The bytes of an archive; an error ends them before the directory that makes an archive readable.
pub type ArchiveStream = BoxStream<'static, io::Result<Bytes>>;

/// Bytes are gathered to pieces of this size before they are sent.
const PIECE_BYTES: usize = 64 * 1024;
/// Pieces that wait for a slow reader.
const PIECES_WAITING: usize = 8;

/// What stands in the manifest of one entry.
#[derive(Debug, serde::Serialize)]
struct Entry {
    name: String,
    /// Bytes.
    size: u64,
    /// Hexadecimal.
    sha256: String,
}

/// Begins to make the archive: the parts in their order, then `manifest.json` with size and SHA-256 of each.
pub(super) fn archive_stream(parts: Vec<Part>) -> ArchiveStream {
    let (sender, receiver) = mpsc::channel(PIECES_WAITING);
    let runtime = Handle::current();
    // Compressing is work for a thread that may take its time; it ends when nobody reads any more.
    tokio::task::spawn_blocking(move || {
        if let Err(error) = make(parts, sender.clone(), &runtime) {
            tracing::debug!(%error, "an archive was not finished");
            let _ = sender.blocking_send(Err(error));
        }
    });
    futures::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|piece| (piece, receiver))
    })
    .boxed()
}

fn make(parts: Vec<Part>, sender: mpsc::Sender<io::Result<Bytes>>, runtime: &Handle) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(Pieces::new(sender));
    let mut entries = Vec::with_capacity(parts.len());
    for part in parts {
        entries.push(add(&mut archive, part, runtime)?);
    }
    let manifest = serde_json::to_vec_pretty(&serde_json::json!({ "format": 1, "entries": entries }))?;
    archive.start_file("manifest.json", options(CompressionMethod::Deflated))?;
    archive.write_all(&manifest)?;
    archive.finish()?.into_inner().flush()
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(method)
}

fn add(archive: &mut ZipWriter<StreamWriter<Pieces>>, part: Part, runtime: &Handle) -> io::Result<Entry> {
    let (mut size, mut digest) = (0, Sha256::new());
    let mut write = |archive: &mut ZipWriter<StreamWriter<Pieces>>, bytes: &[u8]| {
        size += bytes.len() as u64;
        digest.update(bytes);
        archive.write_all(bytes)
    };
    let name = match part {
        Part::Document { name, bytes } => {
            archive.start_file(&name, options(CompressionMethod::Deflated))?;
            write(archive, &bytes)?;
            name
        }
        // Pictures and recordings are compressed already.
        Part::File { name, mut bytes } => {
            archive.start_file(&name, options(CompressionMethod::Stored))?;
            while let Some(piece) = runtime.block_on(bytes.try_next()).map_err(io::Error::other)? {
                write(archive, &piece)?;
            }
            name
        }
    };
    Ok(Entry {
        name,
        size,
        sha256: data_encoding::HEXLOWER.encode(&digest.finalize()),
    })
}

/// Sends what is written, in pieces.
pub(super) struct Pieces {
    gathered: Vec<u8>,
    sender: mpsc::Sender<io::Result<Bytes>>,
}

impl Pieces {
    pub(super) fn new(sender: mpsc::Sender<io::Result<Bytes>>) -> Self {
        Self {
            gathered: Vec::with_capacity(PIECE_BYTES),
            sender,
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(
            &mut self.gathered,
            Vec::with_capacity(PIECE_BYTES),
        ));
        self.sender
            .blocking_send(Ok(piece))
            .map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads the archive any more"))
    }
}
