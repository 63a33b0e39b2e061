//! Backups: one file with everything an installation keeps, and the way back.
//!
//! The file is a tar archive (docs/backup.md describes it): what it is (`head.json`), the rows of every table in
//! parts of some megabytes, every file of a request, and at the end the list of it all with its hashes
//! (`manifest.json`). A last line after the archive holds the hash of everything before it, so that a missing or changed
//! byte anywhere is noticed. It may be sealed with a passphrase or a key file. The key ring is never in it: whoever has
//! both can read everything.
//!
//! Rows are those of one [`Snapshot`](crate::portable::Snapshot), in a form that both engines read. When to back up, how
//! long to keep it and who may is decided above.

mod archive;
mod bucket;
mod connector;
mod copy;
mod manifest;
mod read;
mod record;
mod restore;
mod seal;
mod shelf;
mod write;

use std::path::PathBuf;

use crate::blob::BlobError;
use crate::{OpenError, StoreError};

pub use self::bucket::{Bucket, BucketAccess, BucketError, Credentials, SCHEME, bucket_address};
pub use self::copy::{Copied, database_copy};
pub use self::manifest::{Head, KeyCheck, Manifest, Part, TableFacts};
pub use self::read::{backup_head, backup_verify};
pub use self::record::{
    BackupRow, backup_beat, backup_by_id, backup_claim, backup_complete, backup_completed, backup_fail,
    backup_insert, backup_list, backup_remove, backup_under_way,
};
pub use self::restore::{Erasure, Restored, Target, restore};
pub use self::seal::{BackupKey, SealWriter, unsealed};
pub use self::shelf::{KeptBackup, Shelf, ShelfEntry};
pub use self::write::{BackupPlan, Written, backup_write, table_facts};

/// How far the work is. Totals are known from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    pub done: u64,
    pub total: u64,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Rows are read or written.
    Rows,
    /// Files of requests are read or written; the last count of this kind is in files.
    Files,
    /// Bytes of a backup are read and compared with their hashes.
    Checking,
}

/// Called now and then while something takes its time.
pub type Watch<'w> = &'w mut dyn FnMut(Progress);

/// Why a backup could not be made, read or restored. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} cannot be read or written: {source}; check the path, its permissions and the space left", .path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error(
        "{} is not a backup of Touchstone; give the file that `touchstone backup` wrote", .path.display()
    )]
    NotABackup { path: PathBuf },
    #[error(
        "the backup {} is cut short, or damaged at its end; fetch it again from where it is kept, or use another one",
        .path.display()
    )]
    Cut { path: PathBuf },
    #[error(
        "the backup {} is damaged ({what}); fetch it again from where it is kept, or use another one", .path.display()
    )]
    Damaged { path: PathBuf, what: String },
    #[error(
        "the backup {} was made by a newer Touchstone (format {found}); restore it with that version or a later one",
        .path.display()
    )]
    Newer { path: PathBuf, found: u32 },
    #[error(
        "the backup {} is sealed; give the passphrase or the key file it was made with (--passphrase-file or --key-file)",
        .path.display()
    )]
    Sealed { path: PathBuf },
    #[error(
        "the backup {} does not open with this passphrase or key file; give the one it was made with", .path.display()
    )]
    WrongKey { path: PathBuf },
    #[error("the key file is too short; it must hold at least {0} bytes of randomness")]
    KeyTooShort(usize),
    #[error("the passphrase is empty")]
    NoPassphrase,
    #[error("no key could be derived: {0}")]
    Key(String),
    #[error(
        "{} file(s) that requests name are missing from the blobs, the first is {first}; nothing was backed up. Bring \
         them back from an earlier backup", .count
    )]
    FilesMissing { count: usize, first: String },
    #[error("{} is not empty; name a directory that is empty or does not exist yet", .path.display())]
    PlaceNotEmpty { path: PathBuf },
    #[error(
        "what was restored differs from the backup in table {table}; nothing was put in place. Try again, and check the \
         disk if it happens again"
    )]
    Differs { table: String },
    #[error(
        "{place} is not empty: it is in use, or holds part of a copy of another state, because somebody worked with the \
         source in between. Name an empty directory or database"
    )]
    CopyNotEmpty { place: String },
    #[error(
        "{place} is kept elsewhere than backups are now; remove it there by hand when it is no longer wanted"
    )]
    ElsewhereKept { place: String },
    #[error("the backup at {0}")]
    Bucket(#[from] BucketError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the database could not be read or written: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blob(#[from] BlobError),
}
