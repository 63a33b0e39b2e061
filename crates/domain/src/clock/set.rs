//! All clocks of one request, and what each happening does to them.

use super::{Clock, ClockBasis, ClockChange, ClockChangeKind, ClockState, Metric, Rest};
use crate::stage::Stage;
use crate::standard::{Plan, Target};
use crate::time::{Span, Timestamp};

/// What happens to the clocks of a request. The stage passed beside it is the one the request is in afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The request has arrived.
    Received,
    /// A person was assigned.
    PersonAssigned,
    /// A person classified it.
    Assessed,
    /// A person wrote to the requester; so many public messages went before.
    AgentReply { earlier: u32 },
    /// A person told the requester the solution; so many public messages went before.
    Solution { earlier: u32 },
    /// The requester wrote; whether anybody of the desk had answered them by then.
    RequesterMessage { replied: bool },
    /// One step from stage to stage.
    Moved { from: Stage, to: Stage },
}

/// The clocks of one request, in any order. Of one metric at most one is open at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockSet(Vec<Clock>);

/// Met when the loop is closed, and paused while a solution waits for the requester's word.
const UNTIL_CONFIRMED: &[Metric] = &[
    Metric::Resolution,
    Metric::Closed,
    Metric::RequesterWait,
    Metric::AgentWork,
];
/// Met by the solution itself.
const UNTIL_RESOLVED: &[Metric] = &[
    Metric::FirstResponse,
    Metric::FirstHandlingTold,
    Metric::Restored,
    Metric::UsersTold,
    Metric::Investigated,
    Metric::ResultTold,
];
/// Without a purpose once there is a solution.
const ENDED_BY_SOLUTION: &[Metric] = &[
    Metric::Accepted,
    Metric::Assessment,
    Metric::EmergencyStart,
    Metric::ProgressTold,
    Metric::NextResponse,
    Metric::PeriodicUpdate,
    Metric::PausableUpdate,
];
/// Owed from one public message of the desk to the next.
const UPDATES: [Metric; 2] = [Metric::PeriodicUpdate, Metric::PausableUpdate];
/// Measured anew, with the full target, when a confirmed request is taken up again.
const RENEWED: &[Metric] = &[
    Metric::Resolution,
    Metric::RequesterWait,
    Metric::AgentWork,
    Metric::Restored,
];

impl Metric {
    /// Whether its clock starts when the request arrives; the others start with what they measure.
    pub(super) fn starts_at_receipt(self) -> bool {
        self.stage().is_none() && self != Self::NextResponse && !UPDATES.contains(&self)
    }

    /// Whether its clock stops in a stage. Waiting for the requester stops all but the promise to report at least so often;
    /// waiting for others only the desk's own working time; a solution that waits for the requester's word what it may end.
    pub(super) fn rests_in(self, stage: Stage) -> bool {
        match stage {
            Stage::WaitingRequester => self != Self::PeriodicUpdate,
            Stage::WaitingThirdParty => self == Self::AgentWork,
            Stage::Resolved => UNTIL_CONFIRMED.contains(&self),
            _ => false,
        }
    }
}

impl ClockSet {
    /// The clocks as they were kept.
    pub fn new(clocks: Vec<Clock>) -> Self {
        Self(clocks)
    }

    /// All clocks, new ones last.
    pub fn iter(&self) -> std::slice::Iter<'_, Clock> {
        self.0.iter()
    }

    /// One clock.
    pub fn get(&self, metric: Metric, instance: u32) -> Option<&Clock> {
        self.0
            .iter()
            .find(|clock| clock.metric == metric && clock.instance == instance)
    }

    /// The latest clock of a metric.
    pub fn latest(&self, metric: Metric) -> Option<&Clock> {
        self.0
            .iter()
            .filter(|clock| clock.metric == metric)
            .max_by_key(|clock| clock.instance)
    }

    /// The due time that presses most among the SLA's and the procedures' clocks that are not at rest: what a queue
    /// is sorted by. Overdue ones count until what they measure has happened.
    pub fn next_due(&self) -> Option<Timestamp> {
        let pressing =
            |clock: &&Clock| clock.is_open() && clock.paused_at.is_none() && clock.basis != ClockBasis::Stage;
        self.0.iter().filter(pressing).map(|clock| clock.due_at).min()
    }

    pub(crate) fn get_mut(&mut self, metric: Metric, instance: u32) -> Option<&mut Clock> {
        self.0
            .iter_mut()
            .find(|clock| clock.metric == metric && clock.instance == instance)
    }

    /// The latest instant these clocks know of: time must not go back before it.
    pub(crate) fn last_instant(&self) -> Option<Timestamp> {
        let of = |clock: &Clock| clock.met_at.max(clock.paused_at).max(Some(clock.started_at));
        self.0.iter().filter_map(of).max()
    }

    /// Applies a happening at `now`. Clocks that ran out before `now` are breached first, in the stage given, so
    /// that nothing which comes late passes as in time.
    pub fn apply(&mut self, trigger: Trigger, stage: Stage, now: Timestamp, plan: &Plan) -> Vec<ClockChange> {
        let ran_out_in = if let Trigger::Moved { from, .. } = trigger {
            from
        } else {
            stage
        };
        let mut changes = self.overtake(ran_out_in, now);
        match trigger {
            Trigger::Received => {
                for target in plan
                    .targets()
                    .iter()
                    .filter(|target| target.metric.starts_at_receipt())
                {
                    self.begin(target, stage, now, &mut changes);
                }
                self.begin_stage(stage, now, plan, &mut changes);
            }
            Trigger::PersonAssigned => self.meet(&[Metric::Accepted], now, &mut changes),
            Trigger::Assessed => self.meet(&[Metric::Assessment], now, &mut changes),
            Trigger::AgentReply { earlier } => {
                self.reply(earlier, now, &mut changes);
                if !matches!(stage, Stage::Resolved | Stage::Confirmed | Stage::Archived) {
                    self.begin_metrics(&UPDATES, stage, now, plan, &mut changes);
                }
            }
            Trigger::Solution { earlier } => self.reply(earlier, now, &mut changes),
            Trigger::RequesterMessage { replied: true } => {
                self.begin_metrics(&[Metric::NextResponse], stage, now, plan, &mut changes);
            }
            // Their first answer is on its way already: the clock for it is that of the first response.
            Trigger::RequesterMessage { replied: false } => {}
            Trigger::Moved { from, to } => self.step(from, to, now, plan, &mut changes),
        }
        changes
    }

    /// Breaches what ran out before `now`; a paused clock only if a new target was used up before the pause. Exactly
    /// at its due time a clock can still be met.
    pub(super) fn overtake(&mut self, stage: Stage, now: Timestamp) -> Vec<ClockChange> {
        let overdue = self
            .0
            .iter_mut()
            .filter(|clock| clock.remaining(now).is_some_and(|left| left < Span::ZERO));
        overdue.filter_map(|clock| clock.breach(stage, now)).collect()
    }

    fn reply(&mut self, earlier: u32, now: Timestamp, changes: &mut Vec<ClockChange>) {
        self.meet(&[Metric::FirstResponse, Metric::FirstHandlingTold], now, changes);
        if earlier > 0 {
            self.meet(&[Metric::ProgressTold], now, changes);
        }
        self.meet(&[Metric::NextResponse], now, changes);
        self.meet(&UPDATES, now, changes);
    }

    /// One step from stage to stage: what leaving ends, what arriving does, and the new stage's own clock.
    fn step(&mut self, from: Stage, to: Stage, now: Timestamp, plan: &Plan, changes: &mut Vec<ClockChange>) {
        if let Some(metric) = Metric::of_stage(from) {
            self.meet(&[metric], now, changes);
        }
        if to != Stage::Archived {
            if to != Stage::Confirmed {
                self.each(
                    |clock| clock.metric.rests_in(from),
                    |clock| clock.resume(now),
                    changes,
                );
            }
            self.each(
                |clock| clock.metric.rests_in(to),
                |clock| clock.pause(now),
                changes,
            );
        }
        match (from, to) {
            (Stage::Assigned, Stage::InProgress) => self.meet(&[Metric::EmergencyStart], now, changes),
            (Stage::Resolved, Stage::InProgress) => {
                self.begin_metrics(&UPDATES, to, now, plan, changes);
            }
            (Stage::Confirmed, Stage::InProgress) => {
                self.begin_metrics(RENEWED, to, now, plan, changes);
                self.begin_metrics(&UPDATES, to, now, plan, changes);
            }
            (_, Stage::Resolved) => {
                self.meet(UNTIL_RESOLVED, now, changes);
                let ended = |clock: &Clock| ENDED_BY_SOLUTION.contains(&clock.metric);
                self.each(ended, |clock| clock.cancel(now), changes);
            }
            (_, Stage::Confirmed) => self.meet(UNTIL_CONFIRMED, now, changes),
            (_, Stage::Archived) => self.each(|_| true, |clock| clock.cancel(now), changes),
            _ => {}
        }
        self.begin_stage(to, now, plan, changes);
    }

    fn each(
        &mut self,
        which: impl Fn(&Clock) -> bool,
        act: impl Fn(&mut Clock) -> Option<ClockChange>,
        changes: &mut Vec<ClockChange>,
    ) {
        changes.extend(self.0.iter_mut().filter(|clock| which(clock)).filter_map(act));
    }

    fn meet(&mut self, metrics: &[Metric], now: Timestamp, changes: &mut Vec<ClockChange>) {
        self.each(
            |clock| metrics.contains(&clock.metric),
            |clock| clock.meet(now),
            changes,
        );
    }

    fn begin_stage(&mut self, stage: Stage, now: Timestamp, plan: &Plan, changes: &mut Vec<ClockChange>) {
        self.begin_metrics(Metric::of_stage(stage).as_slice(), stage, now, plan, changes);
    }

    fn begin_metrics(
        &mut self,
        metrics: &[Metric],
        stage: Stage,
        now: Timestamp,
        plan: &Plan,
        changes: &mut Vec<ClockChange>,
    ) {
        for target in metrics.iter().filter_map(|&metric| plan.target(metric)) {
            self.begin(target, stage, now, changes);
        }
    }

    /// Starts the next instance of a metric, unless one is open; at rest when the stage has it rest.
    fn begin(&mut self, target: &Target, stage: Stage, now: Timestamp, changes: &mut Vec<ClockChange>) {
        let rest = target.metric.rests_in(stage).then_some(now);
        self.begin_at(target, now, &[], rest, now, changes);
    }

    pub(super) fn begin_at(
        &mut self,
        target: &Target,
        started_at: Timestamp,
        rests: &[Rest],
        paused_at: Option<Timestamp>,
        now: Timestamp,
        changes: &mut Vec<ClockChange>,
    ) {
        let earlier = self.0.iter().filter(|clock| clock.metric == target.metric);
        let (open, instance) = earlier.fold((false, 1), |(open, next), clock| {
            (open || clock.is_open(), next.max(clock.instance + 1))
        });
        if open {
            return;
        }
        let mut clock = Clock::start(instance, target, target.time.at(started_at), started_at);
        clock.recount(rests);
        let at = (started_at < now).then_some(started_at);
        changes.push(ClockChange {
            at,
            ..clock.change(ClockChangeKind::Activated)
        });
        if let Some(paused_at) = paused_at {
            let at = (paused_at < now).then_some(paused_at);
            changes.extend(clock.pause(paused_at).map(|change| ClockChange { at, ..change }));
        }
        self.0.push(clock);
    }

    pub(super) fn running_mut(&mut self) -> impl Iterator<Item = &mut Clock> {
        self.0
            .iter_mut()
            .filter(|clock| clock.state == ClockState::Running)
    }

    pub(super) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Clock> {
        self.0.iter_mut()
    }

    /// Clocks that a change of facts may touch.
    pub(super) fn live_mut(&mut self) -> impl Iterator<Item = &mut Clock> {
        self.0
            .iter_mut()
            .filter(|clock| clock.is_live() && clock.basis != ClockBasis::Stage)
    }
}
