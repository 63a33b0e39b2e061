//! How one clock runs: the only code that changes one. Every function keeps `due_at == started_at + target + held`
//! and leaves judgements alone.

use super::{BreachCause, Clock, ClockBasis, ClockChange, ClockChangeKind, ClockState, Metric};
use crate::stage::Stage;
use crate::time::{Span, Timestamp};

impl Clock {
    /// A clock that runs since `started_at`, of which `held` was spent in pauses already.
    pub(super) fn start(
        metric: Metric,
        instance: u32,
        basis: ClockBasis,
        target: Span,
        started_at: Timestamp,
        held: Span,
    ) -> Self {
        Self {
            metric,
            instance,
            basis,
            target,
            state: ClockState::Running,
            started_at,
            due_at: started_at + target + held,
            held,
            paused_at: None,
            met_at: None,
            breached_at: None,
            breached_in: None,
            cause: None,
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

    /// The time left at `now`, negative when overdue; `None` when nothing is to come.
    pub fn remaining(&self, now: Timestamp) -> Option<Span> {
        self.is_open()
            .then(|| self.due_at - self.paused_at.unwrap_or(now))
    }

    /// The time that counts towards the target, up to `now` at the latest.
    pub fn elapsed(&self, now: Timestamp) -> Span {
        self.met_at.or(self.paused_at).unwrap_or(now) - self.started_at - self.held
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
        self.state = ClockState::Paused;
        self.paused_at = Some(now.max(self.started_at));
        Some(self.change(ClockChangeKind::Paused))
    }

    pub(super) fn resume(&mut self, now: Timestamp) -> Option<ClockChange> {
        let paused_at = self.paused_at.take()?;
        self.held += (now - paused_at).max(Span::ZERO);
        self.due_at = self.started_at + self.target + self.held;
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

    pub(super) fn retarget(&mut self, basis: ClockBasis, target: Span) -> Option<ClockChange> {
        if !self.is_live() || (self.target == target && self.basis == basis) {
            return None;
        }
        self.basis = basis;
        self.target = target;
        self.due_at = self.started_at + target + self.held;
        Some(self.change(ClockChangeKind::Retargeted))
    }
}
