//! Writing a blob piece by piece, for bodies that come over the network: at most one piece is held in memory.

use object_store::{ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};

use super::{BlobError, BlobFacts, Blobs, error, path_of};

/// A blob being written. Dropped before it is finished, it leaves nothing.
pub struct BlobWriter {
    key: String,
    upload: WriteMultipart,
    hash: Sha256,
    size: u64,
}

impl Blobs {
    /// Begins a blob.
    pub async fn writer(&self, key: &str) -> Result<BlobWriter, BlobError> {
        let upload = self
            .store
            .put_multipart(&path_of(key)?)
            .await
            .map_err(|e| error(key, e))?;
        Ok(BlobWriter {
            key: key.to_owned(),
            upload: WriteMultipart::new(upload),
            hash: Sha256::new(),
            size: 0,
        })
    }
}

impl BlobWriter {
    /// Bytes taken so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.upload
            .wait_for_capacity(1)
            .await
            .map_err(|e| error(&self.key, e))?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.upload.write(bytes);
        Ok(())
    }

    /// Makes the blob appear, whole; durable when it returns.
    pub async fn finish(self) -> Result<BlobFacts, BlobError> {
        self.upload.finish().await.map_err(|e| error(&self.key, e))?;
        Ok(BlobFacts {
            size: self.size,
            sha256: self.hash.finalize().into(),
        })
    }

    /// Throws away what was taken.
    pub async fn abort(self) -> Result<(), BlobError> {
        self.upload.abort().await.map_err(|e| error(&self.key, e))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[tokio::test]
    async fn what_a_dead_writer_left_goes_with_its_blob() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::directory(dir.path()).unwrap();
        let mut writer = blobs.writer("fil_1").await.unwrap();
        for _ in 0..12 {
            writer.write(&[7; 1 << 20]).await.unwrap();
        }
        // As when its process is killed: nothing is tidied up.
        std::mem::forget(writer);
        let left = || walk(dir.path());
        assert_eq!(left(), 1);
        blobs.delete("fil_1").await.unwrap();
        assert_eq!(left(), 0);
    }

    fn walk(dir: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| if path.is_dir() { walk(&path) } else { 1 })
            .sum()
    }

    #[tokio::test]
    async fn pieces_become_one_blob_or_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::directory(dir.path()).unwrap();
        let mut writer = blobs.writer("fil_1").await.unwrap();
        for _ in 0..7 {
            writer.write(&[7; 1 << 20]).await.unwrap();
        }
        assert!(matches!(blobs.get("fil_1").await, Err(BlobError::NotFound(_))));
        let facts = writer.finish().await.unwrap();
        let whole = Bytes::from(vec![7; 7 << 20]);
        assert_eq!(facts.size, 7 << 20);
        assert_eq!(<[u8; 32]>::from(Sha256::digest(&whole)), facts.sha256);
        assert_eq!(blobs.get("fil_1").await.unwrap(), whole);

        let mut writer = blobs.writer("fil_2").await.unwrap();
        writer.write(b"half").await.unwrap();
        writer.abort().await.unwrap();
        let empty = blobs.writer("fil_3").await.unwrap().finish().await.unwrap();
        assert_eq!(empty.size, 0);
        assert!(blobs.get("fil_3").await.unwrap().is_empty());
        assert!(matches!(blobs.get("fil_2").await, Err(BlobError::NotFound(_))));
    }
}
