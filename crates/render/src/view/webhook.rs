//! `/admin/webhooks`: other systems that are told of events.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{AuditFamily, Code, Problems, View};

/// `/admin/webhooks`
#[derive(Clone, Debug, Serialize)]
pub struct WebhooksView {
    pub webhooks: Vec<WebhookLine>,
    /// There can be no more.
    pub full: bool,
}

impl View for WebhooksView {
    const TEMPLATE: &'static str = "admin/webhooks.html";
}

/// One system and how calls to it go.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookLine {
    pub id: String,
    pub name: String,
    pub url: String,
    pub state: Code,
    pub stopped_at: Option<Timestamp>,
    /// Calls in a row that failed, and since when.
    pub failures: u32,
    pub failing_since: Option<Timestamp>,
    /// It is only probed.
    pub probed: bool,
    pub rest_until: Option<Timestamp>,
    pub succeeded_at: Option<Timestamp>,
    pub failed_at: Option<Timestamp>,
    pub failed_status: Option<i64>,
    pub failed_problem: Option<Code>,
    /// Entries of the log it has not come to.
    pub behind: i64,
    /// Counted up to a thousand.
    pub waiting: i64,
    pub dead: i64,
}

/// What is set of a system.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WebhookForm {
    /// Sent with a new one, so that sending it twice makes one.
    pub key: String,
    pub version: i64,
    pub name: String,
    pub url: String,
    /// Chosen kinds, families (`ticket.*`), or `*`.
    pub events: Vec<String>,
    pub families: Vec<AuditFamily>,
    pub problems: Problems,
}

/// `/admin/webhooks/new`
#[derive(Clone, Debug, Serialize)]
pub struct WebhookNewView {
    pub form: WebhookForm,
}

impl View for WebhookNewView {
    const TEMPLATE: &'static str = "admin/webhook_new.html";
}

/// `/admin/webhooks/{webhook}`
#[derive(Clone, Debug, Serialize)]
pub struct WebhookView {
    pub line: WebhookLine,
    pub form: WebhookForm,
    /// A secret that was just made, shown once.
    pub secret: Option<String>,
    /// Until when secrets before it sign too.
    pub overlaps: Vec<Timestamp>,
    pub trial: Option<WebhookTrialView>,
    pub creator: String,
    pub created_at: Timestamp,
    /// Only deliveries of this state are shown.
    pub state: Option<Code>,
    pub states: Vec<Code>,
    pub deliveries: Vec<DeliveryLine>,
    pub next: Option<String>,
    /// The newest ones; the first may be under way.
    pub replays: Vec<ReplayLine>,
    /// From when to send again, as typed.
    pub from: String,
    /// What is wrong with anything but the form.
    pub problems: Problems,
}

impl View for WebhookView {
    const TEMPLATE: &'static str = "admin/webhook.html";
}

/// What came of a trial.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookTrialView {
    pub taken: bool,
    pub status: Option<u16>,
    pub problem: Option<Code>,
    pub took_ms: u64,
    pub sent: String,
    pub answer: String,
}

/// One event on its way.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveryLine {
    pub id: String,
    pub event: String,
    pub kind: Code,
    pub subject: String,
    /// Where the subject is shown, if anywhere.
    pub href: Option<String>,
    pub state: Code,
    pub attempts: u32,
    pub queued_at: Timestamp,
    pub last_at: Option<Timestamp>,
    pub next_at: Option<Timestamp>,
    pub status: Option<i64>,
    pub problem: Option<Code>,
    pub took_ms: Option<i64>,
    pub replayed: bool,
}

/// Past events that are or were sent again.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayLine {
    pub id: String,
    pub state: Code,
    pub from: Timestamp,
    pub percent: i64,
    pub queued: i64,
    pub created_at: Timestamp,
}
