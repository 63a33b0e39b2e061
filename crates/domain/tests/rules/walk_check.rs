//! What must hold after every step of a request's life, and an account of its time that knows nothing of clocks.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use touchstone_domain::clock::{Clock, ClockBasis, ClockSet, ClockState, Metric};
use touchstone_domain::id::CalendarId;
use touchstone_domain::stage::Stage;
use touchstone_domain::ticket::TicketState;
use touchstone_domain::time::{Span, Timestamp};

use crate::shop::Shop;

/// In which stage each stretch of time was spent, and how its working time is counted by hand.
pub struct Account {
    stretches: Vec<(Stage, Timestamp, Timestamp)>,
    until: Timestamp,
    shops: BTreeMap<CalendarId, Shop>,
}

impl Account {
    pub fn new(start: Timestamp, shops: BTreeMap<CalendarId, Shop>) -> Self {
        Self {
            stretches: Vec::new(),
            until: start,
            shops,
        }
    }

    /// The time up to `now` was spent in `stage`.
    pub fn pass(&mut self, stage: Stage, now: Timestamp) {
        self.stretches.push((stage, self.until, now));
        self.until = now;
    }

    /// How much of the time from one instant to another counts for a clock.
    fn counted(&self, clock: &Clock, from: Timestamp, to: Timestamp) -> Span {
        let mut total = Span::ZERO;
        for &(stage, begin, end) in &self.stretches {
            let (begin, end) = (begin.max(from), end.min(to));
            if begin < end && counts(clock.metric, stage) {
                total += self.passed(clock, begin, end);
            }
        }
        total
    }

    fn passed(&self, clock: &Clock, from: Timestamp, to: Timestamp) -> Span {
        match clock.time.calendar_id() {
            None => to - from,
            Some(id) => self.shops[&id].open_between(from, to),
        }
    }

    /// Every clock shows the time that the account knows.
    pub fn holds(&self, clocks: &ClockSet, now: Timestamp) -> Result<(), TestCaseError> {
        for clock in clocks.iter() {
            let until = |end| self.counted(clock, clock.started_at, end);
            match clock.state {
                ClockState::Running => {
                    prop_assert_eq!(clock.elapsed(now), until(now), "{:?}", clock);
                    self.due_is_the_first_instant(clock, now)?;
                }
                ClockState::Paused => prop_assert_eq!(clock.elapsed(now), until(now), "{:?}", clock),
                ClockState::Met => {
                    let counted = until(clock.met_at.unwrap_or(now));
                    prop_assert_eq!(clock.elapsed(now), counted, "{:?}", clock);
                    prop_assert!(counted <= clock.allowance(), "met in time: {:?}", clock);
                }
                ClockState::Breached => {
                    prop_assert_eq!(until(clock.due_at), clock.allowance(), "{:?}", clock);
                }
                ClockState::Cancelled => {}
            }
        }
        Ok(())
    }

    /// The allowance is used up at the due time and not before, if nothing happens any more from now on.
    fn due_is_the_first_instant(&self, clock: &Clock, now: Timestamp) -> Result<(), TestCaseError> {
        let counted = |at: Timestamp| {
            let ahead = if at > now {
                self.passed(clock, now, at)
            } else {
                Span::ZERO
            };
            self.counted(clock, clock.started_at, at.min(now)) + ahead
        };
        prop_assert_eq!(counted(clock.due_at), clock.allowance(), "{:?}", clock);
        // A pause may have begun at the very instant; then it is due when the pause is over.
        if clock.due_at > clock.counts_from {
            let before = clock.due_at + Span::from_micros(-1);
            prop_assert!(counted(before) < clock.allowance(), "{:?}", clock);
        }
        Ok(())
    }
}

/// Whether time in a stage counts for a metric: said anew here, not taken from the code under test.
fn counts(metric: Metric, stage: Stage) -> bool {
    match stage {
        Stage::WaitingRequester => metric == Metric::PeriodicUpdate,
        Stage::WaitingThirdParty => metric != Metric::AgentWork,
        Stage::Resolved => !matches!(
            metric,
            Metric::Resolution | Metric::Closed | Metric::RequesterWait | Metric::AgentWork
        ),
        _ => true,
    }
}

/// What must be true of any request at any time.
pub fn sound(state: &TicketState, clocks: &ClockSet) -> Result<(), TestCaseError> {
    let mut open = BTreeSet::new();
    let mut known = BTreeSet::new();
    for clock in clocks.iter() {
        prop_assert!(clock.held >= Span::ZERO);
        prop_assert_eq!(clock.paused_at.is_some(), clock.state == ClockState::Paused);
        prop_assert_eq!(clock.cause.is_some(), clock.state == ClockState::Breached);
        prop_assert_eq!(clock.breached_in.is_some(), clock.state == ClockState::Breached);
        prop_assert_eq!(
            clock.breached_at,
            (clock.state == ClockState::Breached).then_some(clock.due_at)
        );
        match clock.state {
            ClockState::Met => prop_assert!(clock.met_at.is_some_and(|met| met <= clock.due_at)),
            ClockState::Breached => prop_assert!(clock.met_at.is_none_or(|met| met >= clock.due_at)),
            _ => prop_assert_eq!(clock.met_at, None),
        }
        prop_assert!(
            known.insert((clock.metric, clock.instance)),
            "an instance is one clock"
        );
        if clock.is_open() {
            prop_assert!(
                open.insert(clock.metric),
                "a metric never runs twice: {:?}",
                clock
            );
        }
        rests_where_it_must(state.stage, clock)?;
    }
    let mut until = state.received_at;
    for rest in &state.rests {
        prop_assert!(until <= rest.from && rest.from < rest.to, "{:?}", state.rests);
        until = rest.to;
    }
    let rested: Span = state
        .rests
        .iter()
        .fold(Span::ZERO, |sum, rest| sum + (rest.to - rest.from));
    prop_assert_eq!(rested, state.held_requester + state.held_third_party);
    prop_assert_eq!(state.owner.is_some(), state.accepted_at.is_some());
    prop_assert_eq!(state.assignee.is_some(), state.owner.is_some());
    prop_assert_eq!(state.first_reply_at.is_some(), state.replies > 0);
    prop_assert_eq!(state.close_reason.is_some(), state.stage == Stage::Archived);
    prop_assert_eq!(state.archived_at.is_some(), state.stage == Stage::Archived);
    Ok(())
}

fn rests_where_it_must(stage: Stage, clock: &Clock) -> Result<(), TestCaseError> {
    let running = clock.state == ClockState::Running;
    match stage {
        Stage::WaitingRequester => {
            prop_assert_eq!(running, clock.is_live() && clock.metric == Metric::PeriodicUpdate);
        }
        Stage::Resolved | Stage::Confirmed | Stage::Archived => {
            prop_assert!(!running, "in {}: {:?}", stage, clock);
        }
        Stage::WaitingThirdParty => prop_assert!(!running || clock.metric != Metric::AgentWork),
        _ => prop_assert!(clock.state != ClockState::Paused, "in {}: {:?}", stage, clock),
    }
    if stage.is_closed() {
        prop_assert!(!clock.is_live());
    }
    if clock.basis == ClockBasis::Stage && clock.is_live() {
        prop_assert_eq!(
            clock.metric.stage(),
            Some(stage),
            "a stage is measured while one is in it"
        );
    }
    Ok(())
}

/// A judgement is for ever; only when it happened in the end, and why, may be added. Nothing held is lost.
pub fn judged_stays_judged(before: &ClockSet, after: &ClockSet) -> Result<(), TestCaseError> {
    for old in before.iter() {
        let Some(new) = after.get(old.metric, old.instance) else {
            return Err(TestCaseError::fail(format!("lost {old:?}")));
        };
        prop_assert_eq!(old.started_at, new.started_at);
        prop_assert!(new.held >= old.held, "{:?} then {:?}", old, new);
        match old.state {
            ClockState::Running | ClockState::Paused => {}
            ClockState::Breached if old.met_at.is_none() => {
                prop_assert_eq!(
                    &Clock {
                        met_at: new.met_at,
                        ..old.clone()
                    },
                    new
                );
            }
            _ => prop_assert_eq!(old, new),
        }
    }
    Ok(())
}
