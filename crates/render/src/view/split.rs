//! Messages of a ticket about to become a ticket of their own.

use serde::Serialize;

use super::{CategoryGroup, Choice, MessageLine, Problems, View};

/// `/desk/tickets/{id}/split`
#[derive(Clone, Debug, Serialize)]
pub struct SplitView {
    pub id: String,
    pub number: i64,
    pub version: i64,
    pub messages: Vec<SplitLine>,
    /// Where older messages are.
    pub earlier: Option<String>,
    pub form: SplitForm,
    pub categories: Vec<CategoryGroup>,
    pub teams: Vec<Choice>,
    pub agents: Vec<Choice>,
    pub problems: Problems,
    pub idempotency_key: String,
}

impl View for SplitView {
    const TEMPLATE: &'static str = "desk/split.html";
}

/// A message and whether it is taken out.
#[derive(Clone, Debug, Serialize)]
pub struct SplitLine {
    pub message: MessageLine,
    /// Another requester's stay where they are.
    pub may: bool,
    pub picked: bool,
}

/// What was typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SplitForm {
    pub subject: String,
    pub category: String,
    pub team: String,
    pub assignee: String,
}
