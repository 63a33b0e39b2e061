//! What the other system of a demonstration is told by webhook.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, View};

/// `/demo/webhooks`
#[derive(Clone, Debug, Serialize)]
pub struct DemoHooksView {
    /// The other system answers that it cannot take anything.
    pub out_of_order: bool,
    /// How many calls were not signed as they must be.
    pub refused: u64,
    /// Newest first.
    pub calls: Vec<DemoHookLine>,
    pub next: Option<String>,
    /// The newest are among them, so that the page asks for more by itself.
    pub newest: bool,
}

impl View for DemoHooksView {
    const TEMPLATE: &'static str = "demo/webhooks.html";
}

/// One call.
#[derive(Clone, Debug, Serialize)]
pub struct DemoHookLine {
    pub number: u64,
    pub at: Timestamp,
    /// Locale key `event-<code>`; none for kinds of which nothing is known here.
    pub kind: Option<Code>,
    pub ticket: Option<String>,
    pub ticket_number: Option<i64>,
    /// `webhook-id`
    pub id: String,
    /// Counted from 1.
    pub attempt: u32,
    /// Seconds since the try before.
    pub waited: Option<i64>,
    /// Locale key `demo-hook-<code>`.
    pub reception: Code,
    pub status: u16,
    /// JSON, indented.
    pub body: String,
}
