//! The whole archive as one file: every record as a line of JSON, the files, and a manifest (docs/exports.md).
//!
//! It is of one instant: a state of the database that stands still while it is read, as a backup's does. So it cannot be
//! taken up in its middle; after a crash, and when somebody is erased meanwhile, it begins again with a later instant. Bytes
//! pass through memory in pieces. What is kept for fetching is sealed with a key of its own that is destroyed with it.

mod make;
mod manifest;
mod member;
mod record;
mod rows;
mod step;
mod take;
mod write;

pub use make::{ArchiveOrder, ArchiveWritten, archive_make};
pub use manifest::{ArchiveManifest, MemberFacts};
pub use record::{ExportInput, ExportPage, ExportView, export_ask, export_get, export_remove, exports};
pub(crate) use step::exports_expire;
pub use step::{EXPORT_SILENCE, export_step};
pub use take::{ExportDownload, export_take};

use touchstone_domain::time::Timestamp;
use touchstone_store::blob::BlobError;
use touchstone_store::{OpenError, StoreError};

use crate::core::AppError;

/// How far the work is: records written, of so many.
pub type ArchiveProgress = (u64, u64);

/// What an archive is called: `touchstone-20261122T012411Z.zip`.
fn archive_name(at: Timestamp) -> String {
    let text = at.to_string();
    let second = text.split(['.', 'Z']).next().unwrap_or_default();
    let second: String = second.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("touchstone-{second}Z.zip")
}

/// Why an archive could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error("the archive cannot be written: {0}")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "{count} file(s) that requests name are missing or changed, the first is {first}; bring them back from a backup"
    )]
    FilesMissing { count: usize, first: String },
    #[error("the archive cannot be sealed: {0}")]
    Seal(String),
    /// It is not wanted any more.
    #[error("the export was taken back")]
    Unwanted,
}

impl From<StoreError> for ArchiveError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

impl From<BlobError> for ArchiveError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => Self::App(AppError::StorageFull),
            other => Self::App(AppError::Internal(other.to_string())),
        }
    }
}

impl ArchiveError {
    /// What the page says of it.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::App(AppError::StorageFull) => "storage_full",
            Self::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => "storage_full",
            Self::FilesMissing { .. } => "files_missing",
            _ => "internal",
        }
    }

    /// Whether the same may succeed a little later.
    pub(super) fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::App(AppError::Busy | AppError::Unavailable) | Self::Open(_)
        )
    }
}
