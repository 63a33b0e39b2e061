//! `/admin/exports`: the whole archive as a file, from the wish to its destruction.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{Code, Problems, View};

#[derive(Clone, Debug, Serialize)]
pub struct ExportsView {
    /// Whether the reader may want contacts in clear.
    pub may_reveal: bool,
    /// How long a file can be fetched.
    pub kept: Span,
    /// One is queued or being made.
    pub under_way: bool,
    pub exports: Vec<ExportLine>,
    pub next: Option<String>,
    pub form: ExportForm,
}

impl View for ExportsView {
    const TEMPLATE: &'static str = "admin/exports.html";
}

/// What is wanted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ExportForm {
    /// Contacts in clear.
    pub contacts: bool,
    pub reason: String,
    pub open: bool,
    pub problems: Problems,
}

/// One export, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct ExportLine {
    pub id: String,
    /// `queued`, `running`, `ready`, `failed` or `removed`.
    pub state: Code,
    pub at: Timestamp,
    pub by: Option<String>,
    /// Contacts are in clear.
    pub contacts: bool,
    pub reason: String,
    pub percent: Option<u8>,
    /// The instant whose state it holds.
    pub of_at: Option<Timestamp>,
    pub records: Option<i64>,
    /// Bytes.
    pub size: Option<u64>,
    pub sha256: Option<String>,
    pub expires_at: Option<Timestamp>,
    pub downloads: i64,
    pub problem: Option<Code>,
}
