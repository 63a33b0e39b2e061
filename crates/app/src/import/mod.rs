//! Records brought along from another tool: a file is uploaded, understood, looked at, run and, if it was a mistake,
//! undone.
//!
//! Rows are worked on in the background in batches. The effects of a batch and the place in the file are one transaction,
//! so a process that dies loses nothing and doubles nothing. Each record is known by its id in the source from then on,
//! so the same file imported again makes nothing. What a row means is `touchstone_domain::import`'s.

mod apply;
mod batch;
mod change;
mod drive;
mod failed;
mod file;
mod party;
mod preview;
mod resolve;
mod run;
mod step;
mod sweep;
mod ticket;
mod undo;
mod upload;
mod view;

pub use change::{
    import_cancel, import_check, import_discard, import_map, import_run, import_undo, import_unmapped,
};
pub use drive::{ImportOrder, import_drive};
pub use failed::{FailedRows, import_failed};
pub use preview::{PreviewRow, import_preview};
pub(crate) use resolve::RAW_PURPOSE;
pub use step::import_step;
pub use sweep::import_sweep;
pub use upload::{ImportFile, import_upload};
pub use view::{
    Checked, ImportAction, ImportPage, ImportRowPage, ImportRowView, ImportView, import_get, import_list,
    import_rows,
};

/// Rows of one transaction.
const BATCH_ROWS: usize = 100;
/// Bytes of rows of one transaction; one row may be longer.
const BATCH_BYTES: usize = 4 << 20;
/// Failed rows that a check notes one by one; beyond them they are counted.
const CHECK_NOTED: i64 = 200;
