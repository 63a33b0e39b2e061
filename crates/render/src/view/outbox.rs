//! Notifications that were sent, wait, or failed.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, View};

/// `/admin/outbox`
#[derive(Clone, Debug, Serialize)]
pub struct OutboxView {
    pub notifications: Vec<OutboxLine>,
    pub next: Option<String>,
}

impl View for OutboxView {
    const TEMPLATE: &'static str = "admin/outbox.html";
}

/// `/demo/outbox`: what the people of the demonstration would have found in their mailboxes.
#[derive(Clone, Debug, Serialize)]
pub struct DemoOutboxView {
    pub notifications: Vec<OutboxLine>,
    pub next: Option<String>,
}

impl View for DemoOutboxView {
    const TEMPLATE: &'static str = "demo/outbox.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct OutboxLine {
    pub id: String,
    /// Template of the text (`receipt`, `one_time_code`, …): locale key `notification-<code>`.
    pub template: Code,
    /// `email` or `sms`.
    pub medium: Code,
    pub language: Code,
    /// Masked, except in the demonstration.
    pub to: String,
    /// `queued`, `sent`, `failed` or `held`: locale key `delivery-<code>`.
    pub state: Code,
    pub attempts: u32,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// Locale key `send-problem-<code>`; a text that is no code is shown as it is.
    pub problem: Option<String>,
    /// The reader may have it sent once more.
    pub again: bool,
    /// Subject and text, in the demonstration only.
    pub subject: Option<String>,
    pub text: Option<String>,
}
