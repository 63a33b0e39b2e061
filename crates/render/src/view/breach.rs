//! `/quality/breaches`: promises that were not kept, why, and who answers for them.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{ChargedView, Choice, Code, View};

#[derive(Clone, Debug, Serialize)]
pub struct BreachesView {
    /// Days as they are written, `2026-01-31`.
    pub from: String,
    pub to: String,
    /// A cause, or `branch:` and a branch.
    pub cause: String,
    pub charged_to: String,
    pub team: String,
    pub teams: Vec<Choice>,
    /// Branches of the tree of causes, each with its causes.
    pub causes: Vec<(Code, Vec<Code>)>,
    pub count: i64,
    /// Only so many of the newest were counted.
    pub capped: bool,
    pub unset: i64,
    pub unset_href: String,
    pub uncharged: i64,
    pub branches: Vec<BranchLine>,
    pub parties: Vec<PartyLine>,
    pub breaches: Vec<BreachLine>,
    pub next: Option<String>,
    /// Address of the first page, on a later one.
    pub first: Option<String>,
}

impl View for BreachesView {
    const TEMPLATE: &'static str = "quality/breaches.html";
}

/// A branch of the tree with the causes that occurred.
#[derive(Clone, Debug, Serialize)]
pub struct BranchLine {
    pub branch: Code,
    pub href: String,
    pub count: i64,
    /// Of all breaches, in words.
    pub share: String,
    /// Cause, its list, breaches.
    pub causes: Vec<(Code, String, i64)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PartyLine {
    pub charged: ChargedView,
    pub count: i64,
}

/// One breach.
#[derive(Clone, Debug, Serialize)]
pub struct BreachLine {
    pub number: i64,
    /// The ticket, if the reader may open it.
    pub href: Option<String>,
    pub metric: Code,
    pub instance: u32,
    pub basis: Code,
    pub breached_at: Timestamp,
    /// By how much it was late; none while it is still to come.
    pub late: Option<Span>,
    pub stage: Option<Code>,
    pub cause: Code,
    pub charged: Option<ChargedView>,
    pub assignee: Option<String>,
    pub team: Option<String>,
}
