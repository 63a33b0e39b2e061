//! What a member of staff was told of.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, LiveView, View};

/// `/notifications`
#[derive(Clone, Debug, Serialize)]
pub struct StaffNoticesView {
    pub lines: Vec<StaffNoticeLine>,
    /// Those not read yet alone.
    pub unread: bool,
    /// Read up to here when everything shown is marked; empty when nothing waits.
    pub through: String,
    /// Where older ones are.
    pub next: Option<String>,
    pub live: LiveView,
}

impl View for StaffNoticesView {
    const TEMPLATE: &'static str = "desk/notifications.html";
}

/// One of them.
#[derive(Clone, Debug, Serialize)]
pub struct StaffNoticeLine {
    pub id: String,
    /// Locale key `told-<kind>`.
    pub kind: Code,
    /// Of the ticket; none when it is about none, or about one out of sight.
    pub number: Option<i64>,
    pub subject: String,
    /// It is about a ticket out of sight.
    pub hidden: bool,
    /// Locale key `metric-<code>`.
    pub metric: Option<Code>,
    /// Who did it; empty when no member of staff did.
    pub author: String,
    pub at: Timestamp,
    pub unread: bool,
}
