//! How one clock runs: the only code that changes one. Every function keeps `due_at` at the instant at which the clock's
//! allowance is used up if it runs on from `counts_from`, or was used up, and leaves judgements alone.

use std::sync::Arc;

use super::{BreachCause, Clock, ClockChange, ClockChangeKind, ClockState, ClockTime, Rest};
use crate::calendar::CalendarVersion;
use crate::stage::Stage;
use crate::standard::Target;
use crate::time::{Span, Timestamp};

impl Clock {
    /// A clock that runs since `started_at`.
    pub(super) fn start(instance: u32, target: &Target, time: ClockTime, started_at: Timestamp) -> Self {
        Self {
            metric: target.metric,
            instance,
            basis: target.basis,
            target: target.span,
            extended: Span::ZERO,
            state: ClockState::Running,
            started_at,
            due_at: time.after(started_at, target.span),
            time,
            counted: Span::ZERO,
            counts_from: started_at,
            held: Span::ZERO,
            paused_at: None,
            met_at: None,
            breached_at: None,
            breached_in: None,
            cause: None,
            charge: None,
            warned: 0,
        }
    }

    /// Whether it may still run: neither judged nor cancelled.
    pub fn is_live(&self) -> bool {
        matches!(self.state, ClockState::Running | ClockState::Paused)
    }

    /// Whether what it measures is still to come: live, or breached and not yet met.
    pub fn is_open(&self) -> bool {
        self.is_live() || (self.state == ClockState::Breached && self.met_at.is_none())
    }

    /// The time it is given in all: the target and what it was extended by.
    pub fn allowance(&self) -> Span {
        self.target + self.extended
    }

    /// How long it is until the due time at `now`, by the clock on the wall, negative when overdue; of a paused clock, how
    /// long it was when it was paused. `None` when nothing is to come.
    pub fn remaining(&self, now: Timestamp) -> Option<Span> {
        self.is_open()
            .then(|| self.due_at - self.paused_at.unwrap_or(now))
    }

    /// The time that counts towards the target, up to `now` at the latest.
    pub fn elapsed(&self, now: Timestamp) -> Span {
        let end = self.met_at.or(self.paused_at).unwrap_or(now);
        self.counted + self.time.between(self.counts_from, end)
    }

    /// An entry of its history.
    pub(super) fn change(&self, change: ClockChangeKind) -> ClockChange {
        ClockChange {
            metric: self.metric,
            instance: self.instance,
            change,
            late: false,
            level: None,
            at: None,
        }
    }

    pub(super) fn pause(&mut self, now: Timestamp) -> Option<ClockChange> {
        if self.state != ClockState::Running {
            return None;
        }
        let now = now.max(self.counts_from);
        self.counted += self.time.between(self.counts_from, now);
        self.counts_from = now;
        self.state = ClockState::Paused;
        self.paused_at = Some(now);
        Some(self.change(ClockChangeKind::Paused))
    }

    pub(super) fn resume(&mut self, now: Timestamp) -> Option<ClockChange> {
        let paused_at = self.paused_at.take()?;
        let now = now.max(paused_at);
        self.held += now - paused_at;
        self.counts_from = now;
        let left = self.allowance() - self.counted;
        // With nothing left it ran out before the pause, and stays due at that instant.
        if left >= Span::ZERO {
            self.due_at = self.time.after(now, left);
        }
        self.state = ClockState::Running;
        Some(self.change(ClockChangeKind::Resumed))
    }

    /// What it measures has happened. A breached clock stays breached and learns how late.
    pub(super) fn meet(&mut self, now: Timestamp) -> Option<ClockChange> {
        if !self.is_open() {
            return None;
        }
        // A pause that ends by being met is over: its length counts as held.
        self.resume(now);
        self.met_at = Some(now);
        let late = self.state == ClockState::Breached;
        if !late {
            self.state = ClockState::Met;
        }
        Some(ClockChange {
            late,
            ..self.change(ClockChangeKind::Met)
        })
    }

    pub(super) fn cancel(&mut self, now: Timestamp) -> Option<ClockChange> {
        if !self.is_live() {
            return None;
        }
        self.resume(now);
        self.state = ClockState::Cancelled;
        Some(self.change(ClockChangeKind::Cancelled))
    }

    /// It has run out, at its due time, whenever that is noticed.
    pub(super) fn breach(&mut self, stage: Stage, now: Timestamp) -> Option<ClockChange> {
        if !self.is_live() {
            return None;
        }
        self.state = ClockState::Breached;
        self.paused_at = None;
        self.breached_at = Some(self.due_at);
        self.breached_in = Some(stage);
        self.cause = Some(BreachCause::Unset);
        let at = (self.due_at < now).then_some(self.due_at);
        Some(ClockChange {
            at,
            ..self.change(ClockChangeKind::Breached)
        })
    }

    /// Gives it another target, counted in the time given, as if it had been so from its start.
    pub(super) fn retarget(
        &mut self,
        target: &Target,
        time: ClockTime,
        rests: &[Rest],
    ) -> Option<ClockChange> {
        let same = self.target == target.span && self.basis == target.basis && self.time == time;
        if !self.is_live() || same {
            return None;
        }
        self.basis = target.basis;
        self.target = target.span;
        self.time = time;
        self.recount(rests);
        Some(self.change(ClockChangeKind::Retargeted))
    }

    /// Counts by another version of its calendar, from its start.
    pub(super) fn correct(&mut self, version: &Arc<CalendarVersion>, rests: &[Rest]) -> Option<ClockChange> {
        let present = self.time.calendar()?;
        if !self.is_live() || present == version || present.code != version.code {
            return None;
        }
        self.time = ClockTime::Business(Arc::clone(version));
        self.recount(rests);
        Some(self.change(ClockChangeKind::Corrected))
    }

    /// Gives it more time.
    pub(super) fn extend(&mut self, by: Span, rests: &[Rest]) -> Option<ClockChange> {
        if !self.is_live() || by <= Span::ZERO {
            return None;
        }
        self.extended += by;
        self.recount(rests);
        Some(self.change(ClockChangeKind::Extended))
    }

    /// Counts anew from the start what counts of a live clock's life, and when its time is or was used up.
    pub(super) fn recount(&mut self, rests: &[Rest]) {
        let allowance = self.allowance();
        let (mut counted, mut held, mut from) = (Span::ZERO, Span::ZERO, self.started_at);
        let mut used_up = None;
        let mut run = |from: Timestamp, to: Timestamp, counted: &mut Span| {
            let passed = self.time.between(from, to);
            if used_up.is_none() && *counted + passed > allowance {
                used_up = Some(self.time.after(from, allowance - *counted));
            }
            *counted += passed;
        };
        for rest in Rest::of(rests, self.metric, self.started_at) {
            run(from, rest.from, &mut counted);
            held += rest.to - rest.from;
            from = rest.to;
        }
        if let Some(paused_at) = self.paused_at {
            run(from, paused_at, &mut counted);
            from = paused_at;
        }
        self.due_at = used_up.unwrap_or_else(|| self.time.after(from, allowance - counted));
        (self.counted, self.held, self.counts_from) = (counted, held, from);
    }
}
