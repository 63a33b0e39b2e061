//! Records as files that people take away: lists as tables, one ticket as an archive that needs nothing else.
//!
//! Whoever exports sees what they see on their screen, personal fields masked; that they did is an event, committed before
//! the first byte leaves.

mod archive;
mod board;
pub(crate) mod list;
mod outbox;
mod people;
pub(crate) mod sealed;
pub(crate) mod table;
mod teams;
mod ticket;
mod tickets;
mod users;
mod whole;

pub use archive::ArchiveStream;
pub use board::board_export;
pub use list::EXPORT_ROWS_MAX;
pub use outbox::outbox_export;
pub use people::people_export;
pub use teams::teams_export;
pub use ticket::{Document, ticket_archive};
pub(crate) use ticket::{archive_of, file_path};
pub use tickets::tickets_export;
pub use users::users_export;
pub(crate) use whole::exports_expire;
pub use whole::{
    ArchiveError, ArchiveManifest, ArchiveOrder, ArchiveProgress, ArchiveWritten, EXPORT_SILENCE,
    ExportDownload, ExportInput, ExportPage, ExportView, MemberFacts, archive_make, export_ask, export_get,
    export_remove, export_step, export_take, exports,
};

use bytes::Bytes;

/// A finished file.
#[derive(Debug, Clone)]
pub struct ExportFile {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Bytes,
}
