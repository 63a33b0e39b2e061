//! What passing time does to clocks: warnings before the due time, and the breach at it.

use super::{Clock, ClockChange, ClockChangeKind, ClockSet, ClockState};
use crate::stage::Stage;
use crate::standard::Plan;
use crate::time::{Span, Timestamp};

impl ClockSet {
    /// The earliest instant at which a clock warns or runs out.
    pub fn next_instant(&self, plan: &Plan) -> Option<Timestamp> {
        let running = self.iter().filter(|clock| clock.state == ClockState::Running);
        running
            .map(|clock| clock.next_warning(plan).unwrap_or(clock.due_at).min(clock.due_at))
            .min()
    }

    /// Breaches what has run out by `now`, and warns of what is near it. Warnings that were slept through are given
    /// as one, the latest.
    pub fn due(&mut self, stage: Stage, now: Timestamp, plan: &Plan) -> Vec<ClockChange> {
        let mut changes = Vec::new();
        for clock in self.running_mut() {
            if clock.due_at <= now {
                changes.extend(clock.breach(stage, now));
            } else {
                changes.extend(clock.warn(now, plan));
            }
        }
        changes
    }
}

impl Clock {
    fn next_warning(&self, plan: &Plan) -> Option<Timestamp> {
        let points = plan.warn_points(self.metric, self.allowance());
        let point = *points.get(usize::from(self.warned))?;
        Some(
            self.time
                .after(self.counts_from, (point - self.counted).max(Span::ZERO)),
        )
    }

    /// How many of its warning points are behind it at `now`.
    pub(super) fn warnings_passed(&self, now: Timestamp, plan: &Plan) -> u8 {
        let elapsed = self.elapsed(now);
        let points = plan.warn_points(self.metric, self.allowance());
        u8::try_from(points.iter().filter(|&&point| point <= elapsed).count()).unwrap_or(u8::MAX)
    }

    fn warn(&mut self, now: Timestamp, plan: &Plan) -> Option<ClockChange> {
        let passed = self.warnings_passed(now, plan);
        if passed <= self.warned {
            return None;
        }
        self.warned = passed;
        Some(ClockChange {
            level: Some(passed),
            ..self.change(ClockChangeKind::Warned)
        })
    }
}
