//! `/admin/suppressions`: addresses that are written to no more.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, View};

#[derive(Clone, Debug, Serialize)]
pub struct SuppressionsView {
    pub addresses: Vec<SuppressionLine>,
    pub next: Option<String>,
}

impl View for SuppressionsView {
    const TEMPLATE: &'static str = "admin/suppressions.html";
}

/// One address.
#[derive(Clone, Debug, Serialize)]
pub struct SuppressionLine {
    pub id: String,
    /// Masked; none when whose it was has another one by now.
    pub address: Option<String>,
    pub staff: bool,
    /// Locale key `send-problem-<code>`.
    pub cause: Code,
    /// The mail server's status code.
    pub status: Option<String>,
    pub ticket: Option<String>,
    pub strikes: u32,
    pub since: Timestamp,
    pub ends_at: Option<Timestamp>,
}

/// That nothing is sent to a requester any more.
#[derive(Clone, Debug, Serialize)]
pub struct UnreachableNote {
    /// Locale key `send-problem-<code>`.
    pub cause: Code,
    pub since: Timestamp,
}
