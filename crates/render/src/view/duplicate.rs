//! Requests that may be repeated ones.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, View};

/// What was found, beside a ticket or a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DuplicatesCard {
    pub lines: Vec<DuplicateLine>,
    /// Requests of the same sender that were rejected as spam.
    pub spam_before: u32,
}

/// A request that may be the same.
#[derive(Clone, Debug, Serialize)]
pub struct DuplicateLine {
    pub id: String,
    pub number: i64,
    pub href: String,
    pub subject: String,
    pub stage: Code,
    /// It can take others up.
    pub open: bool,
    pub created_at: Timestamp,
    /// `same_requester`, `same_contact`, `same_order`, `same_text`.
    pub because: Vec<Code>,
}

/// `/desk/new/duplicates`: what is shown beside the form of a new request.
#[derive(Clone, Debug, Serialize)]
pub struct DuplicatesView {
    pub duplicates: DuplicatesCard,
}

impl View for DuplicatesView {
    const TEMPLATE: &'static str = "desk/duplicates.html";
}
