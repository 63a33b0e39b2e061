//! Files as bytes under a key, in a directory (any store of `object_store` may take its place).
//!
//! `put` returns when the bytes and the directories that lead to them are on the disk, so a command may name the blob
//! the moment after. Nothing here knows whose a blob is; what no row names is found with [`Blobs::list`] and deleted.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use touchstone_domain::time::Timestamp;

use crate::directory::make_durably;

mod writer;

pub use writer::BlobWriter;

/// Where blobs are kept. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    directory: Arc<Path>,
}

/// What was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobFacts {
    pub size: u64,
    pub sha256: [u8; 32],
}

/// A blob that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobEntry {
    pub key: String,
    pub size: u64,
    pub written_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("no blob {0}")]
    NotFound(String),
    #[error("{0:?} cannot be the key of a blob")]
    Key(String),
    #[error("the disk of the blobs is full")]
    Full,
    #[error("the blobs cannot be reached: {0}")]
    Unavailable(String),
}

impl Blobs {
    /// A directory, made when it is missing.
    pub fn directory(dir: &Path) -> Result<Self, BlobError> {
        let unavailable = |e: String| BlobError::Unavailable(format!("{}: {e}", dir.display()));
        make_durably(dir).map_err(|e| unavailable(e.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(dir).map_err(|e| unavailable(e.to_string()))?;
        // Syncs the file, its directory, and directories it had to make, before a put returns.
        Ok(Self {
            store: Arc::new(store.with_fsync(true)),
            directory: dir.into(),
        })
    }

    /// Writes a blob, whole or not at all; durable when it returns. An existing one is replaced.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<BlobFacts, BlobError> {
        let path = path_of(key)?;
        let facts = BlobFacts {
            size: bytes.len() as u64,
            sha256: Sha256::digest(&bytes).into(),
        };
        self.store
            .put(&path, bytes.into())
            .await
            .map_err(|e| error(key, e))?;
        Ok(facts)
    }

    /// A whole blob.
    pub async fn get(&self, key: &str) -> Result<Bytes, BlobError> {
        let found = self.store.get(&path_of(key)?).await.map_err(|e| error(key, e))?;
        found.bytes().await.map_err(|e| error(key, e))
    }

    /// A blob's size and its bytes in pieces.
    pub async fn stream(
        &self,
        key: &str,
    ) -> Result<(u64, BoxStream<'static, Result<Bytes, BlobError>>), BlobError> {
        let found = self.store.get(&path_of(key)?).await.map_err(|e| error(key, e))?;
        let (size, key) = (found.meta.size, key.to_owned());
        Ok((size, found.into_stream().map_err(move |e| error(&key, e)).boxed()))
    }

    /// A blob's bytes in pieces, from one of them on. There must be one.
    pub async fn stream_from(
        &self,
        key: &str,
        from: u64,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let options = GetOptions {
            range: Some(GetRange::Offset(from)),
            ..GetOptions::default()
        };
        let found = self.store.get_opts(&path_of(key)?, options).await;
        let (found, key) = (found.map_err(|e| error(key, e))?, key.to_owned());
        Ok(found.into_stream().map_err(move |e| error(&key, e)).boxed())
    }

    /// Removes a blob, and what a writer left of it whose process died; removing what is not there is no error.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        let staged = self.directory.join(path_of(key)?.as_ref());
        // A writer's bytes lie beside the place of the blob, under its name and a number, until it is finished.
        let mut number = 1;
        while std::fs::remove_file(format!("{}#{number}", staged.display())).is_ok() {
            number += 1;
        }
        match self.store.delete(&path_of(key)?).await.map_err(|e| error(key, e)) {
            Err(BlobError::NotFound(_)) => Ok(()),
            other => other,
        }
    }

    /// Every blob there is, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<BlobEntry, BlobError>> {
        self.store
            .list(None)
            .map_ok(|meta| BlobEntry {
                key: meta.location.filename().unwrap_or_default().to_owned(),
                size: meta.size,
                written_at: Timestamp::from_micros(meta.last_modified.timestamp_micros()),
            })
            .map_err(|e| error("", e))
            .boxed()
    }
}

/// `ab/cd/key`, the directories from the key's hash: keys may be ordered by time, directories should fill evenly.
fn path_of(key: &str) -> Result<ObjectPath, BlobError> {
    let fits = (1..=64).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if !fits {
        return Err(BlobError::Key(key.chars().take(64).collect()));
    }
    let hash = Sha256::digest(key.as_bytes());
    Ok(ObjectPath::from(format!("{:02x}/{:02x}/{key}", hash[0], hash[1])))
}

fn error(key: &str, e: object_store::Error) -> BlobError {
    if let object_store::Error::NotFound { .. } = e {
        return BlobError::NotFound(key.to_owned());
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&e);
    while let Some(at) = cause {
        let io = at.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::StorageFull) {
            return BlobError::Full;
        }
        cause = at.source();
    }
    BlobError::Unavailable(e.to_string())
}
