//! Blobs: what was put is there, whole, under a harmless name.

use bytes::Bytes;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use touchstone_store::blob::{BlobError, Blobs};
use touchstone_testkit::engines::{TestDirectory, block_on};

fn files_below(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_blob_is_put_read_listed_and_deleted() {
    let dir = TestDirectory::new();
    let blobs = Blobs::directory(&dir.path().join("blobs")).expect("the directory is made");
    block_on(async {
        let bytes = Bytes::from(vec![42u8; 3_000_000]);
        let facts = blobs
            .put("fil_0000000000001", bytes.clone())
            .await
            .expect("a blob is put");
        assert_eq!(facts.size, 3_000_000);
        assert_eq!(facts.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
        assert_eq!(blobs.get("fil_0000000000001").await.expect("it is there"), bytes);
        let (size, mut stream) = blobs.stream("fil_0000000000001").await.expect("it is streamed");
        let mut streamed = Vec::new();
        while let Some(piece) = stream.next().await {
            streamed.extend_from_slice(&piece.expect("a piece"));
        }
        assert_eq!((size, streamed.len()), (3_000_000, 3_000_000));
        let empty = blobs
            .put("empty", Bytes::new())
            .await
            .expect("an empty blob is put");
        assert_eq!(empty.size, 0);
        let mut keys: Vec<_> = blobs
            .list()
            .map(|entry| entry.expect("an entry").key)
            .collect()
            .await;
        keys.sort();
        assert_eq!(keys, ["empty", "fil_0000000000001"]);
        blobs.delete("empty").await.expect("deleted");
        blobs.delete("empty").await.expect("deleting twice is no error");
        assert!(matches!(blobs.get("empty").await, Err(BlobError::NotFound(_))));
    });
    let files = files_below(dir.path());
    assert_eq!(files.len(), 1, "no staging files are left: {files:?}");
    assert_eq!(
        files[0]
            .strip_prefix(dir.path())
            .expect("below")
            .components()
            .count(),
        4,
        "blobs/xx/xx/key"
    );
}

#[test]
fn keys_that_could_leave_the_directory_are_refused() {
    let dir = TestDirectory::new();
    let blobs = Blobs::directory(dir.path()).expect("the directory is made");
    block_on(async {
        for key in [
            "",
            "..",
            "../x",
            "a/b",
            "a\\b",
            "A",
            "a b",
            "a\0",
            "ä",
            &"x".repeat(65),
        ] {
            assert!(
                matches!(blobs.put(key, Bytes::new()).await, Err(BlobError::Key(_))),
                "{key:?}"
            );
            assert!(matches!(blobs.get(key).await, Err(BlobError::Key(_))), "{key:?}");
            assert!(
                matches!(blobs.delete(key).await, Err(BlobError::Key(_))),
                "{key:?}"
            );
        }
    });
    assert!(files_below(dir.path()).is_empty());
}
