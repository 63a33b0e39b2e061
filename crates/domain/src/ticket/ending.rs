//! Requests that people end by hand (spam, merged, withdrawn, closed), and taking such an ending back: what the request was is
//! kept beside it, and comes back exactly. Time went on meanwhile, so a clock that ran is as late as if nothing had been.

use serde::{Deserialize, Serialize};

use super::{Applied, CloseReason, TicketState};
use crate::clock::{Clock, ClockChange, ClockChangeKind, ClockSet, ClockState, Metric};
use crate::id::{PersonId, TicketId};
use crate::stage::Stage;
use crate::time::{Span, Timestamp};

/// How long an ending by hand can be taken back.
pub const UNDO_WINDOW: Span = Span::hours(24);

/// What a request was before a change that may be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketBefore {
    pub state: TicketState,
    /// The clocks whose end was still to come.
    clocks: Vec<OpenClock>,
    /// All clocks there were.
    known: Vec<(Metric, u32)>,
}

/// How a clock stood whose end was still to come; the ending cancelled it, or met that of the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OpenClock {
    metric: Metric,
    instance: u32,
    state: ClockState,
    due_at: Timestamp,
    counted: Span,
    counts_from: Timestamp,
    held: Span,
    paused_at: Option<Timestamp>,
}

impl TicketBefore {
    /// The request as it is now, about to be changed.
    pub fn of(state: &TicketState, clocks: &ClockSet) -> Self {
        Self {
            state: state.clone(),
            clocks: clocks
                .iter()
                .filter(|clock| clock.is_open())
                .map(OpenClock::of)
                .collect(),
            known: clocks
                .iter()
                .map(|clock| (clock.metric, clock.instance))
                .collect(),
        }
    }
}

impl OpenClock {
    fn of(clock: &Clock) -> Self {
        Self {
            metric: clock.metric,
            instance: clock.instance,
            state: clock.state,
            due_at: clock.due_at,
            counted: clock.counted,
            counts_from: clock.counts_from,
            held: clock.held,
            paused_at: clock.paused_at,
        }
    }

    /// Sets a clock back, if the change touched it. A breach stays, also one that was noticed only by the ending.
    fn restore(&self, clock: &mut Clock) -> Option<ClockChange> {
        let change = |change, late| ClockChange {
            metric: self.metric,
            instance: self.instance,
            change,
            late,
            level: None,
            at: None,
        };
        let met_at = clock.met_at.take();
        let told = match clock.state {
            ClockState::Cancelled => change(ClockChangeKind::Resumed, false),
            // It was not met after all: what counted it takes that back at the instant it was counted for.
            ClockState::Met => ClockChange {
                at: met_at,
                ..change(ClockChangeKind::Unmet, false)
            },
            ClockState::Breached if met_at.is_some() => {
                return Some(ClockChange {
                    at: met_at,
                    ..change(ClockChangeKind::Unmet, true)
                });
            }
            _ => return None,
        };
        clock.state = self.state;
        clock.due_at = self.due_at;
        clock.counted = self.counted;
        clock.counts_from = self.counts_from;
        clock.held = self.held;
        clock.paused_at = self.paused_at;
        Some(told)
    }
}

impl TicketState {
    /// Until when its ending can be taken back; `None` unless a person ended it by hand.
    pub fn restorable_until(&self) -> Option<Timestamp> {
        let by_hand = matches!(
            self.close_reason,
            Some(CloseReason::Spam | CloseReason::Merged | CloseReason::Withdrawn | CloseReason::Closed)
        );
        self.archived_at.filter(|_| by_hand).map(|at| at + UNDO_WINDOW)
    }
}

/// Takes the last change back: an ending by hand, or an assignment. Clocks that it started are cancelled; what time alone has
/// judged since stays judged.
pub fn ticket_restore(clocks: &ClockSet, before: &TicketBefore) -> Applied {
    let state = before.state.clone();
    let (mut clocks, mut clock_changes) = (clocks.clone(), Vec::new());
    for open in &before.clocks {
        if let Some(clock) = clocks.get_mut(open.metric, open.instance) {
            clock_changes.extend(open.restore(clock));
        }
    }
    let new = |clock: &&Clock| !before.known.contains(&(clock.metric, clock.instance));
    let started: Vec<_> = clocks
        .iter()
        .filter(new)
        .map(|clock| (clock.metric, clock.instance))
        .collect();
    for (metric, instance) in started {
        if let Some(clock) = clocks.get_mut(metric, instance) {
            clock_changes.extend(never_started(clock));
        }
    }
    Applied {
        stages: vec![state.stage],
        state,
        clocks,
        clock_changes,
        follow_up: None,
    }
}

/// Cancels a clock that the change started; one that it met at once was not met after all.
fn never_started(clock: &mut Clock) -> Option<ClockChange> {
    let change = match clock.state {
        ClockState::Running | ClockState::Paused => ClockChangeKind::Cancelled,
        ClockState::Met => ClockChangeKind::Unmet,
        ClockState::Breached | ClockState::Cancelled => return None,
    };
    clock.state = ClockState::Cancelled;
    clock.paused_at = None;
    Some(ClockChange {
        metric: clock.metric,
        instance: clock.instance,
        change,
        late: false,
        level: None,
        at: clock.met_at.take(),
    })
}

/// Why a request cannot be merged into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    #[error("a request is not merged into itself")]
    Itself,
    /// What is over takes nothing up; this also keeps chains of merges from ever closing.
    #[error("the request to merge into is closed")]
    IntoClosed,
    /// Two people asked, and nobody said that this is meant.
    #[error("the requests are of different people")]
    OtherRequester,
}

/// Whether a request may be merged into another. `agreed`: whoever merges knows that the requesters differ.
pub fn merge_check(
    from: (TicketId, PersonId),
    into: (TicketId, PersonId),
    target: &TicketState,
    agreed: bool,
) -> Result<(), MergeError> {
    if from.0 == into.0 {
        return Err(MergeError::Itself);
    }
    if target.stage.is_closed() {
        return Err(MergeError::IntoClosed);
    }
    if from.1 != into.1 && !agreed {
        return Err(MergeError::OtherRequester);
    }
    Ok(())
}

/// Whether merging brings the target a message that waits for its answer there. One that is older than the wait or the
/// solution the target rests in has been seen to by that.
pub fn merge_asks(from: &TicketState, target: &TicketState) -> bool {
    let rests = matches!(target.stage, Stage::WaitingRequester | Stage::Resolved);
    from.unanswered_since
        .is_some_and(|since| !rests || since > target.stage_since)
}

#[cfg(test)]
mod tests;
