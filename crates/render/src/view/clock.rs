//! One clock as people see it.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::Code;

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
    /// The stage in which it was breached.
    pub breach_stage: Option<Code>,
}
