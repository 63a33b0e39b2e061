//! What a change of a request's own facts does to its clocks: what was judged stays judged, what is live gets its
//! new due time, what is newly measured counts from the receipt as if it had been measured all along.

use std::sync::Arc;

use super::{Clock, ClockChange, ClockSet, ClockState, Metric};
use crate::calendar::CalendarVersion;
use crate::stage::Stage;
use crate::standard::Plan;
use crate::ticket::TicketState;
use crate::time::{Span, Timestamp};

impl ClockSet {
    /// Brings the clocks in line with the plan for the changed facts. `state` is the request before the move that
    /// changes them.
    pub fn retarget(&mut self, state: &TicketState, plan: &Plan, now: Timestamp) -> Vec<ClockChange> {
        let mut changes = self.overtake(state.stage, now);
        for clock in self.live_mut() {
            match plan.target(clock.metric) {
                Some(target) => {
                    let time = target.time.kept(&clock.time, clock.started_at);
                    changes.extend(clock.retarget(target, time, &state.rests));
                    clock.warned = clock.warned.min(clock.warnings_passed(now, plan));
                }
                None => changes.extend(clock.cancel(now)),
            }
        }
        for target in plan.targets() {
            if let Some((started_at, paused_at)) = self.late_start(state, target.metric, now) {
                self.begin_at(target, started_at, &state.rests, paused_at, now, &mut changes);
            }
        }
        changes.extend(self.overtake(state.stage, now));
        changes
    }

    /// Has the live clocks of a calendar count by another version of it, as if they always had.
    pub fn correct(
        &mut self,
        state: &TicketState,
        version: &Arc<CalendarVersion>,
        plan: &Plan,
        now: Timestamp,
    ) -> Vec<ClockChange> {
        let mut changes = self.overtake(state.stage, now);
        for clock in self.iter_mut() {
            if let Some(change) = clock.correct(version, &state.rests) {
                changes.push(change);
                clock.warned = clock.warned.min(clock.warnings_passed(now, plan));
            }
        }
        changes.extend(self.overtake(state.stage, now));
        changes
    }

    /// Gives the live clock of a metric more time; nothing when there is none.
    pub fn extend(
        &mut self,
        state: &TicketState,
        metric: Metric,
        by: Span,
        plan: &Plan,
        now: Timestamp,
    ) -> Vec<ClockChange> {
        let mut changes = self.overtake(state.stage, now);
        for clock in self.iter_mut().filter(|clock| clock.metric == metric) {
            if let Some(change) = clock.extend(by, &state.rests) {
                changes.push(change);
                clock.warned = clock.warned.min(clock.warnings_passed(now, plan));
            }
        }
        changes
    }

    /// From when a metric counts that was not measured before, and the pause it is in. `None` when it is or was measured,
    /// when what it measures has happened, or when it is too late to begin.
    fn late_start(
        &self,
        state: &TicketState,
        metric: Metric,
        now: Timestamp,
    ) -> Option<(Timestamp, Option<Timestamp>)> {
        let closing = matches!(state.stage, Stage::Resolved | Stage::Confirmed | Stage::Archived);
        let measured = |clock: &Clock| clock.metric == metric && clock.state != ClockState::Cancelled;
        if metric.stage().is_some() || closing || state.reopened > 0 || self.iter().any(measured) {
            return None;
        }
        let start = match metric {
            Metric::NextResponse => state.unanswered_since.filter(|_| state.replies > 0)?,
            Metric::PeriodicUpdate | Metric::PausableUpdate if state.replies > 0 => now,
            Metric::PeriodicUpdate | Metric::PausableUpdate => return None,
            _ if state.has_happened(metric) => return None,
            _ => state.received_at,
        };
        let rests = metric
            .rests_in(state.stage)
            .then_some(state.stage_since.max(start));
        Some((start, rests))
    }
}

impl TicketState {
    /// Whether what a metric measures from the receipt on has happened, or is without a purpose by now.
    fn has_happened(&self, metric: Metric) -> bool {
        let solved = self.resolved_at.is_some();
        match metric {
            Metric::Resolution | Metric::Closed | Metric::RequesterWait | Metric::AgentWork => false,
            Metric::Accepted => solved || self.accepted_at.is_some(),
            Metric::Assessment => solved || self.assessed_at.is_some(),
            Metric::EmergencyStart => solved || self.started_at.is_some(),
            Metric::FirstResponse | Metric::FirstHandlingTold => self.replies > 0,
            Metric::ProgressTold => solved || self.replies > 1,
            _ => solved,
        }
    }
}
