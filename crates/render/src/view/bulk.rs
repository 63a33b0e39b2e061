//! Actions on many tickets at once.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Choice, Code, Problems, View};

/// `/desk/bulk/new`: what is to be done to the tickets that were chosen.
#[derive(Clone, Debug, Serialize)]
pub struct BulkNewView {
    /// Those ticked; nothing when `all` that the list shows are meant.
    pub tickets: Vec<String>,
    pub all: bool,
    /// How many they are, and whether there are more than one job takes.
    pub count: usize,
    pub more: bool,
    /// Address that takes the form, and the list they were chosen from.
    pub action: String,
    pub back: String,
    pub form: BulkForm,
    pub teams: Vec<Choice>,
    pub agents: Vec<Choice>,
    pub problems: Problems,
    pub idempotency_key: String,
}

impl View for BulkNewView {
    const TEMPLATE: &'static str = "desk/bulk_new.html";
}

/// What was typed, or is being done.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BulkForm {
    pub action: String,
    pub assignee: String,
    pub team: String,
    pub urgency: String,
    pub tag: String,
    pub reason: String,
    pub body: String,
}

/// A job and how far it is.
#[derive(Clone, Debug, Serialize)]
pub struct BulkLine {
    pub id: String,
    pub action: Code,
    pub state: Code,
    pub running: bool,
    pub author: String,
    pub total: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub refused: u64,
    pub restored: u64,
    pub kept: u64,
    /// Tickets that are through, of those there are to reach.
    pub reached: u64,
    pub goal: u64,
    pub may_cancel: bool,
    pub may_undo: bool,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// `/desk/bulk/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct BulkView {
    pub line: BulkLine,
    pub request: BulkForm,
    /// Only tickets with this outcome are shown; empty for all.
    pub outcome: Code,
    pub tickets: Vec<BulkTicketLine>,
    pub next: Option<String>,
    pub problems: Problems,
}

impl View for BulkView {
    const TEMPLATE: &'static str = "desk/bulk.html";
}

/// What became of one ticket.
#[derive(Clone, Debug, Serialize)]
pub struct BulkTicketLine {
    pub id: String,
    pub number: i64,
    pub outcome: Code,
    /// Key of the words for why it was refused or kept.
    pub why: Option<String>,
}

/// `/desk/bulk`
#[derive(Clone, Debug, Serialize)]
pub struct BulksView {
    pub lines: Vec<BulkLine>,
    pub next: Option<String>,
}

impl View for BulksView {
    const TEMPLATE: &'static str = "desk/bulks.html";
}
