//! One clock as people see it.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{Code, ConditionView};

/// A clock with the time it has left. The template chooses colour *and* shape from `state`, `warned` and `remaining`.
#[derive(Clone, Debug, Serialize)]
pub struct ClockView {
    pub metric: Code,
    pub instance: u32,
    /// `sla`, `procedure` or `stage`.
    pub basis: Code,
    /// `running`, `paused`, `met`, `breached` or `cancelled`.
    pub state: Code,
    pub target: Span,
    pub started_at: Timestamp,
    pub due_at: Timestamp,
    pub paused_at: Option<Timestamp>,
    pub met_at: Option<Timestamp>,
    pub breached_at: Option<Timestamp>,
    /// Time left: until `due_at` while running, what is kept while paused. Negative when late.
    pub remaining: Span,
    /// How many warnings have passed (0 none, 1 half of the time used, 2 most of it).
    pub warned: u8,
    /// Why it was late (`workload`, …), once somebody has said so.
    pub cause: Option<Code>,
    /// Who answers for it, once somebody has said so.
    pub charged: Option<ChargedView>,
    /// The stage in which it was breached.
    pub breach_stage: Option<Code>,
    /// Why it is due when it is, where that is told.
    pub why: Option<ClockWhy>,
}

/// Who answers for a breach.
#[derive(Clone, Debug, Serialize)]
pub struct ChargedView {
    /// `stage`, `team`, `person`, `partner` or `merchant`.
    pub to: Code,
    /// A stage's code; else a name.
    pub party: String,
}

/// What a due time comes from.
#[derive(Clone, Debug, Serialize)]
pub struct ClockWhy {
    /// Place of its rule among the rules of its basis, from 1; none for limits of stages.
    pub rule: Option<usize>,
    /// What the rule asks of a request.
    pub when: ConditionView,
    /// Name, version and zone of the calendar; none when every minute counts.
    pub calendar: Option<(String, u32, String)>,
    /// Years whose holidays that calendar does not know.
    pub unknown_years: Vec<i16>,
    /// What has counted so far.
    pub elapsed: Span,
    /// What it was given beyond its target.
    pub extended: Option<Span>,
    /// Pauses that are over: the stage, from when to when.
    pub pauses: Vec<(Code, Timestamp, Timestamp)>,
}
