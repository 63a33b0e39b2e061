//! What a backtest finds: clocks late before and after, counted apart by metric, people, matter, and hour of the day.
//! Counts of two batches add up to those of both, in any order.

use std::collections::BTreeMap;

use super::{Dimension, FigureSide, KpiFigure, LateChange, LeftOut, Replayed};
use crate::clock::{Clock, ClockBasis, ClockSet, ClockState, Metric};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Clocks of one kind on one side. Cancelled ones are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub clocks: u64,
    /// Met in time.
    pub kept: u64,
    /// Ran out, whether what they measure came late or never.
    pub late: u64,
    /// By how much in all, in ms by the clock on the wall: what would have had to be gained for none to be late.
    pub overrun: i64,
}

/// The same of what was and of what the draft would have made of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides<T> {
    pub before: T,
    pub after: T,
}

/// Requests, by whether any promise to the requester was broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketCount {
    pub replayed: u64,
    pub late: Sides<u64>,
    /// In time before, late by the draft.
    pub newly_late: u64,
    /// Late before, in time by the draft.
    pub no_longer_late: u64,
}

/// Everything found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub tickets: TicketCount,
    pub left_out: BTreeMap<LeftOut, u64>,
    /// Every metric, the stages' own limits included.
    pub metrics: BTreeMap<Metric, Sides<Tally>>,
    /// Promises only, by who had the request last and what it was about. The key is an id or a code; empty for none.
    pub lines: BTreeMap<Dimension, BTreeMap<String, Sides<Tally>>>,
    /// Due times of promises, by the hour of the day from 0 to 23.
    pub hours: BTreeMap<u8, Sides<u64>>,
    /// By the name of the target.
    pub figures: BTreeMap<String, Sides<FigureSide>>,
}

/// A clock that is late on one side only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    pub metric: Metric,
    pub instance: u32,
    pub change: LateChange,
    /// Of the clock that was; none where nothing was measured.
    pub due_before: Option<Timestamp>,
    /// Of the draft's clock.
    pub due_after: Option<Timestamp>,
    /// When what it measures happened, on the side on which it is late.
    pub met_at: Option<Timestamp>,
}

fn is_promise(clock: &Clock) -> bool {
    clock.basis != ClockBasis::Stage
}

fn is_late(clock: &Clock) -> bool {
    clock.state == ClockState::Breached
}

impl Tally {
    fn add(&mut self, clock: &Clock, end: Timestamp) {
        self.clocks += 1;
        self.kept += u64::from(clock.state == ClockState::Met);
        if is_late(clock) {
            self.late += 1;
            let over = (clock.met_at.unwrap_or(end) - clock.due_at).max(Span::ZERO);
            self.overrun = self.overrun.saturating_add(over.as_micros() / 1_000);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.clocks += other.clocks;
        self.kept += other.kept;
        self.late += other.late;
        self.overrun = self.overrun.saturating_add(other.overrun);
    }

    /// The share kept of what is judged; none where nothing is.
    #[expect(clippy::cast_precision_loss, reason = "a share to read, not to count with")]
    pub fn share_kept(&self) -> Option<f64> {
        let judged = self.kept + self.late;
        (judged > 0).then(|| self.kept as f64 / judged as f64)
    }

    /// How long the late ones were late in all.
    pub fn overrun(&self) -> Span {
        Span::from_micros(self.overrun.saturating_mul(1_000))
    }
}

impl Findings {
    /// Adds one request, as it was and as it would have been; answers the clocks that are late on one side only. `until` is
    /// up to when both were lived, `hour` the hour of the day at an instant.
    pub fn add(
        &mut self,
        lives: &Sides<Replayed>,
        until: Timestamp,
        hour: impl Fn(Timestamp) -> u8,
    ) -> Vec<Late> {
        let (before, after) = (&lives.before, &lives.after);
        // A broken promise costs time until it is kept, or until nobody waits any more.
        let end = before.state.archived_at.unwrap_or(until);
        let keys = keys(before);
        for clock in counted(&before.clocks) {
            self.count(
                clock,
                end,
                &keys,
                &hour,
                |sides| &mut sides.before,
                |hours| &mut hours.before,
            );
        }
        for clock in counted(&after.clocks) {
            self.count(
                clock,
                end,
                &keys,
                &hour,
                |sides| &mut sides.after,
                |hours| &mut hours.after,
            );
        }
        for figure in KpiFigure::ALL {
            let sides = self.figures.entry(figure.kpi.to_owned()).or_default();
            figure.add(&mut sides.before, &before.state.facts, &before.clocks, until);
            figure.add(&mut sides.after, &after.state.facts, &after.clocks, until);
        }
        let broken = |clocks: &ClockSet| clocks.iter().any(|clock| is_late(clock) && is_promise(clock));
        let (was, would) = (broken(&before.clocks), broken(&after.clocks));
        self.tickets.replayed += 1;
        self.tickets.late.before += u64::from(was);
        self.tickets.late.after += u64::from(would);
        self.tickets.newly_late += u64::from(would && !was);
        self.tickets.no_longer_late += u64::from(was && !would);
        differing(&before.clocks, &after.clocks)
    }

    /// Counts a request that could not be replayed.
    pub fn leave_out(&mut self, reason: LeftOut) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    fn count(
        &mut self,
        clock: &Clock,
        end: Timestamp,
        keys: &[(Dimension, String)],
        hour: impl Fn(Timestamp) -> u8,
        side: impl Fn(&mut Sides<Tally>) -> &mut Tally,
        hours: impl Fn(&mut Sides<u64>) -> &mut u64,
    ) {
        side(self.metrics.entry(clock.metric).or_default()).add(clock, end);
        if !is_promise(clock) {
            return;
        }
        for (dimension, key) in keys {
            let lines = self.lines.entry(*dimension).or_default();
            if !lines.contains_key(key) {
                lines.insert(key.clone(), Sides::default());
            }
            if let Some(sides) = lines.get_mut(key) {
                side(sides).add(clock, end);
            }
        }
        if clock.due_at < Timestamp::MAX {
            *hours(self.hours.entry(hour(clock.due_at)).or_default()) += 1;
        }
    }

    /// Adds what another batch found.
    pub fn merge(&mut self, other: &Self) {
        self.tickets.replayed += other.tickets.replayed;
        self.tickets.late.before += other.tickets.late.before;
        self.tickets.late.after += other.tickets.late.after;
        self.tickets.newly_late += other.tickets.newly_late;
        self.tickets.no_longer_late += other.tickets.no_longer_late;
        for (reason, n) in &other.left_out {
            *self.left_out.entry(*reason).or_default() += n;
        }
        for (metric, sides) in &other.metrics {
            self.metrics.entry(*metric).or_default().merge(sides);
        }
        for (dimension, lines) in &other.lines {
            let known = self.lines.entry(*dimension).or_default();
            for (key, sides) in lines {
                known.entry(key.clone()).or_default().merge(sides);
            }
        }
        for (hour, sides) in &other.hours {
            let known = self.hours.entry(*hour).or_default();
            known.before += sides.before;
            known.after += sides.after;
        }
        for (kpi, sides) in &other.figures {
            let known = self.figures.entry(kpi.clone()).or_default();
            known.before.merge(&sides.before);
            known.after.merge(&sides.after);
        }
    }

    /// All promises together.
    pub fn promises(&self) -> Sides<Tally> {
        let mut all = Sides::<Tally>::default();
        for sides in self.lines.get(&Dimension::Kind).into_iter().flatten() {
            all.merge(sides.1);
        }
        all
    }
}

impl Sides<Tally> {
    fn merge(&mut self, other: &Self) {
        self.before.merge(&other.before);
        self.after.merge(&other.after);
    }
}

fn counted(clocks: &ClockSet) -> impl Iterator<Item = &Clock> {
    clocks.iter().filter(|clock| clock.state != ClockState::Cancelled)
}

/// Whose and what a request was, which is the same on both sides.
fn keys(life: &Replayed) -> Vec<(Dimension, String)> {
    let (state, facts) = (&life.state, &life.state.facts);
    let person = state.assignee.or(state.owner);
    vec![
        (
            Dimension::Team,
            state.team.map_or_else(String::new, |team| team.to_string()),
        ),
        (
            Dimension::Person,
            person.map_or_else(String::new, |person| person.to_string()),
        ),
        (
            Dimension::Category,
            facts
                .category
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        ),
        (Dimension::Channel, facts.channel.to_string()),
        (Dimension::Kind, facts.kind.to_string()),
    ]
}

/// The promises that are late on one side only.
fn differing(before: &ClockSet, after: &ClockSet) -> Vec<Late> {
    let missing = |in_set: &ClockSet, clock: &Clock| {
        let other = in_set.get(clock.metric, clock.instance);
        (other.map(|other| other.due_at), other.is_some_and(is_late))
    };
    let late = |clocks: &ClockSet| -> Vec<Clock> {
        let late = clocks.iter().filter(|clock| is_late(clock) && is_promise(clock));
        late.cloned().collect()
    };
    let mut found = Vec::new();
    for clock in late(after) {
        let (due_before, also) = missing(before, &clock);
        if !also {
            found.push(Late {
                metric: clock.metric,
                instance: clock.instance,
                change: LateChange::NewlyLate,
                due_before,
                due_after: Some(clock.due_at),
                met_at: clock.met_at,
            });
        }
    }
    for clock in late(before) {
        let (due_after, also) = missing(after, &clock);
        if !also {
            found.push(Late {
                metric: clock.metric,
                instance: clock.instance,
                change: LateChange::NoLongerLate,
                due_before: Some(clock.due_at),
                due_after,
                met_at: clock.met_at,
            });
        }
    }
    found
}
