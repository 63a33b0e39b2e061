//! Public pledges: on a request, and over a period at `/quality/pledges`.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

/// A pledge on one request.
#[derive(Clone, Debug, Serialize)]
pub struct PledgeOnTicket {
    pub pledge: String,
    pub title: String,
    pub remedy_text: String,
    /// `pending`, `kept` or `broken`.
    pub state: Code,
    /// When it was kept or broken, or will be broken.
    pub at: Timestamp,
    /// `owed`, `given` or `waived`.
    pub remedy: Option<Code>,
    pub decided_at: Option<Timestamp>,
    pub may_give: bool,
    pub may_waive: bool,
}

/// The form beside a remedy that is owed, when it came back.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RemedyForm {
    pub pledge: String,
    pub outcome: String,
    pub reason: String,
    pub problems: Problems,
}

#[derive(Clone, Debug, Serialize)]
pub struct PledgesView {
    /// Days as they are written, `2026-01-31`.
    pub from: String,
    pub to: String,
    pub pledges: Vec<PledgeFiguresLine>,
    /// Of which remedies the list is: `owed`, `given` or `waived`.
    pub state: Code,
    pub broken: Vec<BrokenPledgeLine>,
    pub next: Option<String>,
    /// Address of the first page, on a later one.
    pub first: Option<String>,
}

impl View for PledgesView {
    const TEMPLATE: &'static str = "quality/pledges.html";
}

/// How often a pledge was kept.
#[derive(Clone, Debug, Serialize)]
pub struct PledgeFiguresLine {
    pub title: String,
    pub remedy_text: String,
    pub kept: i64,
    pub broken: i64,
    /// In words, such as `97.5 %`; empty where nothing was decided.
    pub share: String,
}

/// A request on which a pledge was broken.
#[derive(Clone, Debug, Serialize)]
pub struct BrokenPledgeLine {
    pub number: i64,
    pub href: String,
    pub title: String,
    pub metric: Code,
    pub broken_at: Timestamp,
    pub decided_by: Option<String>,
    pub decided_at: Option<Timestamp>,
    pub assignee: Option<String>,
    pub team: Option<String>,
}
