//! What can go wrong while keeping things, in words that name no engine.
//!
//! It does not decide what a person is told: `app` maps these to its stable codes.

use std::path::PathBuf;

/// Why a statement or a whole transaction did not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Too much at once: the queue is full, a statement ran into its time-out, or every retry met a conflict.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached, or the outcome of a commit could not be learnt.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// No room on the disk.
    #[error("the disk of the database is full")]
    Full,
    /// The database, or this kind of transaction, does not accept writes.
    #[error("the database is read-only")]
    ReadOnly,
    /// The file or a page of it is damaged.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// A rule of the schema refused a row. Expected conflicts use ON CONFLICT and never come here.
    #[error("constraint {name} refused the row")]
    Constraint { name: String },
    /// A deadlock, a serialisation failure, or a lost lease: the same command may succeed when run again.
    #[error("the transaction met a conflict: {0}")]
    Conflict(String),
    /// A statement the engine does not accept: a defect of the program.
    #[error("statement refused: {0}")]
    Sql(String),
    /// A value that does not fit its column or its type.
    #[error("value of {column}: {reason}")]
    Value { column: String, reason: String },
    /// An earlier statement of this transaction failed; nothing more can be done in it.
    #[error("an earlier statement of this transaction failed")]
    Poisoned,
    /// The closure panicked. Its work is undone; its neighbours are not disturbed.
    #[error("the command panicked: {0}")]
    Panicked(String),
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the same closure may succeed when it is simply run again.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }

    pub(crate) fn value(column: &str, reason: impl Into<String>) -> Self {
        Self::Value {
            column: column.to_owned(),
            reason: reason.into(),
        }
    }
}

/// Why a store could not be opened or migrated. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the data directory {} is in use by another Touchstone process{}; stop that process, or give this one \
         another directory with --data-dir", .dir.display(), holder(.pid.as_ref())
    )]
    DirectoryInUse { dir: PathBuf, pid: Option<u32> },
    #[error(
        "the data directory {} cannot be written to ({reason}); make it writable for the user that runs Touchstone, \
         or choose another with --data-dir", .dir.display()
    )]
    DirectoryNotWritable { dir: PathBuf, reason: String },
    #[error(
        "{place} is not a Touchstone database ({reason}); point Touchstone at an empty directory or database, or at \
         its own"
    )]
    Foreign { place: String, reason: String },
    #[error(
        "the database was written by a newer Touchstone (schema {found}, this program knows {known}); run that \
         version or a later one, or restore a backup made with this one"
    )]
    SchemaNewer { found: u32, known: u32 },
    #[error(
        "the database has schema {found}, this program needs {wanted}; make a backup, then run `touchstone migrate`"
    )]
    SchemaOlder { found: u32, wanted: u32 },
    #[error(
        "migration {version} in the database differs from the one in this program; the database was made by a build \
         that was never released: restore a backup, or start with an empty one"
    )]
    SchemaDiffers { version: u32 },
    #[error(
        "migration {version} failed: {source}; nothing was changed, the version that wrote the database still runs on it"
    )]
    Migration { version: u32, source: StoreError },
    #[error("the copy before migrating could not be made in {}: {reason}; free some space and start again", .dir.display())]
    Copy { dir: PathBuf, reason: String },
    #[error(
        "there is no copy of an older schema than {schema} in {}; restore a backup into an empty place instead", .dir.display()
    )]
    NoCopy { dir: PathBuf, schema: u32 },
    #[error("the copy {} cannot be gone back to: {reason}; nothing was changed", .path.display())]
    CopyUnfit { path: PathBuf, reason: String },
    #[error("the database at {place} cannot be reached: {reason}; check the address and that it is running")]
    Unreachable { place: String, reason: String },
    #[error("the database address cannot be used: {0}")]
    Address(String),
    #[error(
        "all {0} node numbers are taken; stop a process, or wait a minute for the lease of a dead one to end"
    )]
    NodesExhausted(u16),
    #[error("there is no Touchstone database in {place}; check the path, or --data-dir")]
    Absent { place: String },
    #[error("{place} is not empty; name an empty directory or database, which nothing else uses")]
    NotEmpty { place: String },
    #[error(
        "the database was filled in part by a restore or a copy that was broken off; run that command again to finish \
         it, or start over with an empty place"
    )]
    Unfinished,
    #[error("the database could not be opened: {0}")]
    Store(#[from] StoreError),
}

fn holder(pid: Option<&u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}
