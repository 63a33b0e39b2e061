//! The history of a ticket: who did what, when, from where.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::Code;

/// One event: locale key `event-<kind with hyphens>`.
#[derive(Clone, Debug, Serialize)]
pub struct EventLine {
    pub id: String,
    /// `ticket.assigned`, …
    pub kind: Code,
    pub at: Timestamp,
    pub actor: ActorView,
    /// `desk`, `api`, `public_form`, … (locale key `origin-<code>`).
    pub origin: Code,
    pub address: Option<String>,
    /// Stages passed through, in order.
    pub stages: Vec<Code>,
    pub clocks: Vec<ClockChangeLine>,
    pub details: Vec<EventDetail>,
}

/// Who did it.
#[derive(Clone, Debug, Serialize)]
pub struct ActorView {
    /// `user`, `requester`, `public`, or a system actor (`timer`, `setup`, `import`, `demo`): locale key `actor-<kind>`.
    pub kind: Code,
    /// Name of a user.
    pub name: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ClockChangeLine {
    pub metric: Code,
    /// `activated`, `paused`, `resumed`, `met`, `breached`, `warned`, `cancelled`, `retargeted`.
    pub change: Code,
    pub late: bool,
}

/// One fact of the event: what it is (locale key `detail-<label>`) and its value, worded by the prefix `family`
/// (`reason` → `close`, `kind`, `urgency` …) when it is a code, shown as it is when `family` is empty.
#[derive(Clone, Debug, Serialize)]
pub struct EventDetail {
    pub label: Code,
    pub value: String,
    pub family: Option<Code>,
}
