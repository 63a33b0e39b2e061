//! An archive sealed piece by piece, so that its size costs no memory. A piece opens only as the n-th of its own package,
//! and the last one only as the last: a package that was cut or put together from others does not open.

use std::io;

use bytes::{Buf, Bytes, BytesMut};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use touchstone_domain::id::FileId;
use touchstone_store::blob::{BlobError, BlobWriter};

use super::ArchiveStream;
use crate::keys::DataKey;

/// Bytes of a piece before it is sealed.
const PIECE: usize = 1 << 20;
/// A sealed piece is a little longer.
const SEALED_AT_MOST: usize = PIECE + 1024;
const LENGTH: usize = 4;

/// What was sealed.
pub(crate) struct Facts {
    /// Bytes of the archive.
    pub(crate) size: u64,
    pub(crate) sha256: [u8; 32],
}

fn place(file: FileId, number: u64, last: bool) -> String {
    let end = if last { ":last" } else { "" };
    format!("package:{file}:{number}{end}")
}

/// Seals the archive into a blob. What it writes is the blob's once it is finished.
pub(crate) async fn seal(
    key: &DataKey,
    file: FileId,
    mut archive: ArchiveStream,
    writer: &mut BlobWriter,
) -> io::Result<Facts> {
    let (mut waiting, mut digest) = (BytesMut::new(), Sha256::new());
    let (mut number, mut size) = (0, 0);
    while let Some(bytes) = archive.try_next().await? {
        digest.update(&bytes);
        size += bytes.len() as u64;
        waiting.extend_from_slice(&bytes);
        // More than a piece: so what is written here is never the last.
        while waiting.len() > PIECE {
            let piece = waiting.split_to(PIECE);
            write(key, &place(file, number, false), &piece, writer).await?;
            number += 1;
        }
    }
    write(key, &place(file, number, true), &waiting, writer).await?;
    Ok(Facts {
        size,
        sha256: digest.finalize().into(),
    })
}

async fn write(key: &DataKey, place: &str, piece: &[u8], writer: &mut BlobWriter) -> io::Result<()> {
    let sealed = key.seal_bytes(place, piece);
    let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
    writer
        .write(&length.to_be_bytes())
        .await
        .map_err(io::Error::other)?;
    writer.write(&sealed).await.map_err(io::Error::other)
}

/// The bytes of a sealed archive that were read but not opened.
struct Opening {
    key: DataKey,
    file: FileId,
    source: BoxStream<'static, Result<Bytes, BlobError>>,
    waiting: BytesMut,
    number: u64,
    done: bool,
}

/// The archive again. An error ends it before its end.
pub(crate) fn open(
    key: DataKey,
    file: FileId,
    source: BoxStream<'static, Result<Bytes, BlobError>>,
) -> ArchiveStream {
    let opening = Opening {
        key,
        file,
        source,
        waiting: BytesMut::new(),
        number: 0,
        done: false,
    };
    futures::stream::try_unfold(opening, |mut opening| async move {
        if opening.done {
            return Ok(None);
        }
        let piece = opening.piece().await?;
        Ok(Some((piece, opening)))
    })
    .boxed()
}

impl Opening {
    async fn piece(&mut self) -> io::Result<Bytes> {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a sealed package does not open");
        self.fill(LENGTH).await?;
        let mut head = self.waiting.split_to(LENGTH);
        let length = head.get_u32() as usize;
        if length > SEALED_AT_MOST {
            return Err(broken());
        }
        self.fill(length).await?;
        let sealed = self.waiting.split_to(length);
        let last = self.waiting.is_empty() && !self.more().await?;
        let plain = self
            .key
            .open_bytes(&place(self.file, self.number, last), &sealed)
            .map_err(|_| broken())?;
        self.number += 1;
        self.done = last;
        Ok(Bytes::copy_from_slice(&plain))
    }

    /// Reads until so many bytes wait.
    async fn fill(&mut self, wanted: usize) -> io::Result<()> {
        while self.waiting.len() < wanted {
            if !self.more().await? {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "a sealed package is cut",
                ));
            }
        }
        Ok(())
    }

    async fn more(&mut self) -> io::Result<bool> {
        match self.source.try_next().await.map_err(io::Error::other)? {
            Some(bytes) => {
                self.waiting.extend_from_slice(&bytes);
                Ok(true)
            }
            None => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::KeyRing;
    use touchstone_domain::id::Id;
    use touchstone_store::blob::Blobs;

    fn pieces(size: usize) -> ArchiveStream {
        let bytes: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let pieces: Vec<_> = bytes.chunks(70_000).map(Bytes::copy_from_slice).map(Ok).collect();
        futures::stream::iter(pieces).boxed()
    }

    async fn read(stream: ArchiveStream) -> io::Result<Vec<u8>> {
        let pieces: Vec<Bytes> = stream.try_collect().await?;
        Ok(pieces.concat())
    }

    #[tokio::test]
    async fn any_size_is_sealed_and_opened_again_and_nothing_else_opens() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::directory(dir.path()).unwrap();
        let ring = KeyRing::generate();
        let (key, wrapped) = ring.data_key_create("per_1");
        let opened = || ring.data_key_open("per_1", &wrapped.bytes).unwrap();
        let file = FileId::from_raw(7);
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5] {
            let mut writer = blobs.writer("fil_7").await.unwrap();
            let facts = seal(&key, file, pieces(size), &mut writer).await.unwrap();
            writer.finish().await.unwrap();
            assert_eq!(facts.size, size as u64);
            let stored = blobs.get("fil_7").await.unwrap();
            let source = |bytes: Bytes| futures::stream::iter([Ok(bytes)]).boxed();
            let plain = read(open(opened(), file, source(stored.clone()))).await.unwrap();
            assert_eq!(plain, read(pieces(size)).await.unwrap());
            assert_eq!(<[u8; 32]>::from(Sha256::digest(&plain)), facts.sha256);
            let other = FileId::from_raw(8);
            assert!(read(open(opened(), other, source(stored.clone()))).await.is_err());
            let cut = stored.slice(..stored.len() - 1);
            assert!(read(open(opened(), file, source(cut))).await.is_err());
            if size > PIECE {
                let whole_pieces = LENGTH + key.seal_bytes("", &vec![0; PIECE]).len();
                let cut = stored.slice(..whole_pieces);
                assert!(
                    read(open(opened(), file, source(cut))).await.is_err(),
                    "cut between pieces"
                );
            }
        }
    }
}
