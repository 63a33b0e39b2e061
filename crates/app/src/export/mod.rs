//! Records as files that people take away: lists as tables, one ticket as an archive that needs nothing else.
//!
//! Whoever exports sees what they see on their screen, personal fields masked; that they did is an event, committed before
//! the first byte leaves.

mod archive;
pub(crate) mod table;
mod ticket;
mod tickets;

pub use archive::ArchiveStream;
pub use ticket::{Document, ticket_archive};
pub(crate) use ticket::{archive_of, file_path};
pub use tickets::{EXPORT_ROWS_MAX, tickets_export};

use bytes::Bytes;

/// A finished file.
#[derive(Debug, Clone)]
pub struct ExportFile {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: Bytes,
}
