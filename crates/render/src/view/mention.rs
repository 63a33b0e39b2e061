//! Notes in which the reader was mentioned.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{LiveView, View};

/// `/desk/mentions`
#[derive(Clone, Debug, Serialize)]
pub struct MentionsView {
    pub lines: Vec<MentionLine>,
    /// Where older ones are.
    pub next: Option<String>,
    pub live: LiveView,
}

impl View for MentionsView {
    const TEMPLATE: &'static str = "desk/mentions.html";
}

/// A note in which the reader was mentioned.
#[derive(Clone, Debug, Serialize)]
pub struct MentionLine {
    pub message: String,
    pub number: i64,
    pub subject: String,
    pub author: String,
    pub excerpt: String,
    pub at: Timestamp,
    pub unread: bool,
}
