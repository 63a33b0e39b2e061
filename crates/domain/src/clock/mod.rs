//! What a request is measured by: its clocks, each for one metric, and how they run, stop, are met and breached.
//! Which clocks a request gets, how long they are and in which time they count is the standard's to say, when timers wake is
//! [`crate::deadline`]'s, and how working time passes [`crate::calendar`]'s.

mod breach;
mod due;
mod rest;
mod retarget;
mod run;
mod set;
mod time;

pub use breach::{BreachCause, CHARGED_NAME, CauseBranch, Charge, ChargeError, ChargedTo};
pub use rest::Rest;
pub use set::{ClockSet, Trigger};
pub use time::{ClockTime, TargetTime};

use crate::stage::Stage;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

codes! {
    /// What a clock measures. What meets each is written in `ClockSet`.
    pub enum Metric ("metric") {
        Accepted = "accepted",
        FirstResponse = "first_response",
        NextResponse = "next_response",
        PeriodicUpdate = "periodic_update",
        PausableUpdate = "pausable_update",
        Assessment = "assessment",
        EmergencyStart = "emergency_start",
        ProgressTold = "progress_told",
        Resolution = "resolution",
        RequesterWait = "requester_wait",
        AgentWork = "agent_work",
        Restored = "restored",
        UsersTold = "users_told",
        FirstHandlingTold = "first_handling_told",
        Investigated = "investigated",
        ResultTold = "result_told",
        Closed = "closed",
        StageReceived = "stage_received",
        StageClassified = "stage_classified",
        StageAssigned = "stage_assigned",
        StageInProgress = "stage_in_progress",
    }
}

codes! {
    /// Where a clock stands. `met`, `breached` and `cancelled` are judgements: they stay.
    pub enum ClockState ("clock state") {
        Running = "running",
        Paused = "paused",
        Met = "met",
        Breached = "breached",
        Cancelled = "cancelled",
    }
}

codes! {
    /// Which part of the standard brought the clock.
    pub enum ClockBasis ("clock basis") {
        Sla = "sla",
        Procedure = "procedure",
        Stage = "stage",
    }
}

codes! {
    /// What happened to a clock.
    pub enum ClockChangeKind ("clock change") {
        Activated = "activated",
        Paused = "paused",
        Resumed = "resumed",
        Met = "met",
        Breached = "breached",
        Warned = "warned",
        Cancelled = "cancelled",
        Retargeted = "retargeted",
        Corrected = "corrected",
        Extended = "extended",
        /// What met it was taken back.
        Unmet = "unmet",
    }
}

impl Metric {
    /// The metric of staying in a stage, where that is measured.
    pub const fn of_stage(stage: Stage) -> Option<Self> {
        match stage {
            Stage::Received => Some(Self::StageReceived),
            Stage::Classified => Some(Self::StageClassified),
            Stage::Assigned => Some(Self::StageAssigned),
            Stage::InProgress => Some(Self::StageInProgress),
            _ => None,
        }
    }

    /// The stage whose length this measures.
    pub const fn stage(self) -> Option<Stage> {
        match self {
            Self::StageReceived => Some(Stage::Received),
            Self::StageClassified => Some(Stage::Classified),
            Self::StageAssigned => Some(Stage::Assigned),
            Self::StageInProgress => Some(Stage::InProgress),
            _ => None,
        }
    }
}

/// One clock of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub metric: Metric,
    /// 1, 2, …: which run of this metric it is. A metric never has two live clocks.
    pub instance: u32,
    pub basis: ClockBasis,
    pub target: Span,
    /// What it was given beyond the target, by a person and for a reason.
    pub extended: Span,
    pub state: ClockState,
    pub started_at: Timestamp,
    /// When the target and the extension are used up, if it runs on as it does.
    pub due_at: Timestamp,
    /// The time it counts in.
    pub time: ClockTime,
    /// What counted up to `counts_from`.
    pub counted: Span,
    /// Since when it runs without a pause, or the beginning of the pause it is in.
    pub counts_from: Timestamp,
    /// Time spent in finished pauses, by the clock on the wall.
    pub held: Span,
    /// Since when it is paused; set in the state `paused` only.
    pub paused_at: Option<Timestamp>,
    /// When what it measures happened, in time or (in the state `breached`) late.
    pub met_at: Option<Timestamp>,
    /// When it ran out: its due time, however late that was noticed.
    pub breached_at: Option<Timestamp>,
    /// The stage the request was in when the clock ran out.
    pub breached_in: Option<Stage>,
    /// Set with the breach.
    pub cause: Option<BreachCause>,
    /// Who answers for the breach, once somebody has said so.
    pub charge: Option<Charge>,
    /// How many of its warning points lie behind it.
    pub warned: u8,
}

/// One entry of the clocks' history, as events carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockChange {
    pub metric: Metric,
    pub instance: u32,
    pub change: ClockChangeKind,
    /// Met after the due time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Which warning point, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// When it took effect, if that was before it was noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}
