//! Pages for what went wrong.

use serde::Serialize;
use touchstone_domain::time::Span;

use super::{Code, View};

/// What happened, what was kept, what to try.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorView {
    /// HTTP status.
    pub status: u16,
    /// Locale key `error-<code>`.
    pub code: Code,
    /// Given in the log and in the answer's header, so that somebody can be told.
    pub request_id: Option<String>,
    pub retry_after: Option<Span>,
    /// Local path worth trying.
    pub back: Option<String>,
    /// Something was being written: the browser kept it.
    pub kept: bool,
}

impl View for ErrorView {
    const TEMPLATE: &'static str = "error/error.html";
}
