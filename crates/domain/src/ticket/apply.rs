//! The functions through which alone a request's state changes: stage machine, clocks and facts in one step. They
//! decide nothing about who may do it, and store nothing.

use super::{CloseReason, ConfirmedBy, FactChange, Facts, TicketState};
use crate::category::CategoryPath;
use crate::clock::{BreachCause, ClockChange, ClockSet, ClockState, Metric, Trigger};
use crate::event::Passed;
use crate::id::{TeamId, TicketId, UserId};
use crate::stage::{Action, InvalidTransition, Judge, Move, Stage, allowed, transition};
use crate::standard::{Plan, Standard};
use crate::ticket::WaitOn;
use crate::time::{Span, Timestamp};

/// Why a move or a change is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error(transparent)]
    InvalidTransition(#[from] InvalidTransition),
    /// Classifying without a category.
    #[error("a category is needed")]
    CategoryMissing,
    #[error("there is no category `{0}`")]
    CategoryUnknown(CategoryPath),
    /// Assigning to neither a person nor a team.
    #[error("a person or a team is needed")]
    AssigneeMissing,
    /// Waiting until a time that is past.
    #[error("the time to wait for is past")]
    UntilPast,
    /// Noting a cause for a clock that was not breached.
    #[error("there is no such breached clock")]
    NotBreached,
}

/// What the caller must do instead: the move itself changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowUp {
    /// The message opens a new ticket, linked to this one.
    NewLinkedTicket,
    /// The message belongs to the ticket this one was merged into.
    Redirect(TicketId),
}

/// The outcome of a move: what to keep, and what to tell in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub state: TicketState,
    pub clocks: ClockSet,
    /// The stages passed, in order; the last is the present one. Empty when it stayed.
    pub stages: Vec<Stage>,
    pub clock_changes: Vec<ClockChange>,
    /// When set, nothing else of this differs from before.
    pub follow_up: Option<FollowUp>,
}

impl Applied {
    /// What its event carries.
    pub fn passed(&self) -> Passed {
        Passed {
            stages: self.stages.clone(),
            clocks: self.clock_changes.clone(),
        }
    }
}

/// The state and the clocks of a request that has just arrived.
pub fn ticket_receive(facts: Facts, standard: &Standard, now: Timestamp) -> Result<Applied, RuleError> {
    facts_check(&facts, standard)?;
    let plan = standard.plan(&facts);
    let mut clocks = ClockSet::default();
    let clock_changes = clocks.apply(Trigger::Received, Stage::Received, now, &plan);
    let state = TicketState::received(facts, now);
    Ok(Applied {
        state,
        clocks,
        stages: vec![Stage::Received],
        clock_changes,
        follow_up: None,
    })
}

/// Applies a move at `now`: all of it, or an error and nothing.
pub fn ticket_apply(
    state: &TicketState,
    clocks: &ClockSet,
    standard: &Standard,
    step: &Move,
    now: Timestamp,
) -> Result<Applied, RuleError> {
    let mut work = Work::begin(state, clocks, standard, now);
    if *step == Move::RequesterMessage
        && let Some(follow_up) = follow_up(state, standard, work.now)
    {
        return Ok(work.finish(Vec::new(), Some(follow_up)));
    }
    let mut ground = state.ground(standard.reopen_window(), work.now);
    if let Move::Classify { change, .. } = step {
        ground.category_known |= change.category.is_some();
    }
    let stages = transition(state.stage, ground, step)?;
    step_check(state, step, standard, work.now)?;
    work.before(step);
    for &stage in &stages {
        work.enter(stage, step);
    }
    work.after(step);
    Ok(work.finish(stages, None))
}

/// Changes the facts of a request without moving it: future due times follow, what was judged stays judged.
pub fn ticket_retarget(
    state: &TicketState,
    clocks: &ClockSet,
    standard: &Standard,
    change: &FactChange,
    now: Timestamp,
) -> Result<Applied, RuleError> {
    if state.stage == Stage::Archived {
        return Err(InvalidTransition {
            stage: state.stage,
            action: "update",
            allowed: Vec::new(),
        }
        .into());
    }
    facts_check(&state.facts.with(change), standard)?;
    let mut work = Work::begin(state, clocks, standard, now);
    work.facts_set(change);
    Ok(work.finish(Vec::new(), None))
}

/// What people may do with a request now, as far as its stage decides.
pub fn ticket_allowed(state: &TicketState, standard: &Standard, now: Timestamp) -> Vec<Action> {
    allowed(state.stage, state.ground(standard.reopen_window(), now))
}

/// Notes why a clock was breached, as a person judged it; a later judgement replaces an earlier one.
pub fn ticket_note_cause(
    clocks: &ClockSet,
    metric: Metric,
    instance: u32,
    cause: BreachCause,
) -> Result<ClockSet, RuleError> {
    let mut clocks = clocks.clone();
    match clocks.get_mut(metric, instance) {
        Some(clock) if clock.state == ClockState::Breached => clock.cause = Some(cause),
        _ => return Err(RuleError::NotBreached),
    }
    Ok(clocks)
}

fn facts_check(facts: &Facts, standard: &Standard) -> Result<(), RuleError> {
    match &facts.category {
        Some(path) if !standard.categories().contains(path) => Err(RuleError::CategoryUnknown(path.clone())),
        _ => Ok(()),
    }
}

/// What makes a move senseless in every stage.
fn step_check(
    state: &TicketState,
    step: &Move,
    standard: &Standard,
    now: Timestamp,
) -> Result<(), RuleError> {
    match step {
        Move::Classify { change, .. } => {
            let facts = state.facts.with(change);
            if facts.category.is_none() {
                return Err(RuleError::CategoryMissing);
            }
            facts_check(&facts, standard)
        }
        Move::Assign {
            assignee: None,
            team: None,
        } => Err(RuleError::AssigneeMissing),
        Move::Wait {
            until: Some(until), ..
        } if *until <= now => Err(RuleError::UntilPast),
        _ => Ok(()),
    }
}

/// Where a requester's message belongs when this ticket can no longer take it.
fn follow_up(state: &TicketState, standard: &Standard, now: Timestamp) -> Option<FollowUp> {
    match (state.stage, state.merged_into) {
        (Stage::Archived, Some(into)) => Some(FollowUp::Redirect(into)),
        (Stage::Archived, None) => Some(FollowUp::NewLinkedTicket),
        (Stage::Confirmed, _) if !state.ground(standard.reopen_window(), now).reopen_open => {
            Some(FollowUp::NewLinkedTicket)
        }
        _ => None,
    }
}

/// A move being applied.
struct Work<'a> {
    standard: &'a Standard,
    plan: Plan,
    state: TicketState,
    clocks: ClockSet,
    changes: Vec<ClockChange>,
    now: Timestamp,
}

impl<'a> Work<'a> {
    /// Time never goes back for a request, also when the machines that serve it disagree a little.
    fn begin(state: &TicketState, clocks: &ClockSet, standard: &'a Standard, now: Timestamp) -> Self {
        let now = now
            .max(state.stage_since)
            .max(clocks.last_instant().unwrap_or(now));
        let plan = standard.plan(&state.facts);
        Self {
            standard,
            plan,
            state: state.clone(),
            clocks: clocks.clone(),
            changes: Vec::new(),
            now,
        }
    }

    fn finish(self, stages: Vec<Stage>, follow_up: Option<FollowUp>) -> Applied {
        Applied {
            state: self.state,
            clocks: self.clocks,
            stages,
            clock_changes: self.changes,
            follow_up,
        }
    }

    fn trigger(&mut self, trigger: Trigger) {
        self.changes
            .extend(self.clocks.apply(trigger, self.state.stage, self.now, &self.plan));
    }

    fn facts_set(&mut self, change: &FactChange) {
        let facts = self.state.facts.with(change);
        if facts != self.state.facts {
            self.plan = self.standard.plan(&facts);
            self.changes
                .extend(self.clocks.retarget(&self.state, &self.plan, self.now));
            self.state.facts = facts;
        }
    }

    /// What a move does before the stages change.
    fn before(&mut self, step: &Move) {
        match step {
            Move::Classify { change, by } => {
                self.facts_set(change);
                if *by == Judge::Person {
                    self.state.assessed_at.get_or_insert(self.now);
                    self.trigger(Trigger::Assessed);
                }
            }
            Move::Assign { assignee, team } => self.assign(*assignee, *team),
            _ => {}
        }
    }

    /// A team alone leaves the person: a request in work is never nobody's.
    fn assign(&mut self, assignee: Option<UserId>, team: Option<TeamId>) {
        self.state.team = team.or(self.state.team);
        if let Some(person) = assignee {
            self.state.assignee = Some(person);
            self.state.owner.get_or_insert(person);
            self.state.accepted_at.get_or_insert(self.now);
            self.trigger(Trigger::PersonAssigned);
        }
    }

    fn enter(&mut self, stage: Stage, step: &Move) {
        if stage == Stage::Resolved {
            self.replied(|earlier| Trigger::Solution { earlier });
        }
        let from = self.state.stage;
        self.leave();
        self.state.stage = stage;
        self.state.stage_since = self.now;
        match stage {
            Stage::InProgress => {
                self.state.started_at.get_or_insert(self.now);
                if from == Stage::Confirmed {
                    self.state.reopened += 1;
                }
            }
            Stage::WaitingRequester | Stage::WaitingThirdParty => {
                if let Move::Wait { until, .. } = step {
                    self.state.wait_until = *until;
                }
            }
            Stage::Resolved => self.state.resolved_at = Some(self.now),
            Stage::Confirmed => {
                let silent = *step == Move::SilenceConfirm;
                let by = if silent {
                    ConfirmedBy::Silence
                } else {
                    ConfirmedBy::Requester
                };
                self.state.confirmed_at = Some(self.now);
                self.state.confirmed_by = Some(by);
                self.state.unanswered_since = None;
            }
            Stage::Archived => self.archive(step),
            Stage::Received | Stage::Classified | Stage::Assigned => {}
        }
        self.trigger(Trigger::Moved { from, to: stage });
    }

    /// What ends with the present stage.
    fn leave(&mut self) {
        let spent = (self.now - self.state.stage_since).max(Span::ZERO);
        match self.state.stage {
            Stage::WaitingRequester | Stage::Resolved => self.state.held_requester += spent,
            Stage::WaitingThirdParty => self.state.held_third_party += spent,
            _ => {}
        }
        self.state.wait_until = None;
        self.state.reminders = 0;
        self.state.reminded_at = None;
        self.state.escalated_at = None;
    }

    fn archive(&mut self, step: &Move) {
        self.state.archived_at = Some(self.now);
        self.state.unanswered_since = None;
        self.state.close_reason = Some(match step {
            Move::Spam => CloseReason::Spam,
            Move::Merge { into } => {
                self.state.merged_into = Some(*into);
                CloseReason::Merged
            }
            Move::Withdraw => CloseReason::Withdrawn,
            Move::Close => CloseReason::Closed,
            Move::GiveUp => CloseReason::NoAnswer,
            _ => CloseReason::Completed,
        });
    }

    fn replied(&mut self, trigger: impl Fn(u32) -> Trigger) {
        self.trigger(trigger(self.state.replies));
        self.state.replies += 1;
        self.state.first_reply_at.get_or_insert(self.now);
        self.state.unanswered_since = None;
    }

    /// What a move does in the stage it led to.
    fn after(&mut self, step: &Move) {
        match step {
            Move::AgentMessage => self.replied(|earlier| Trigger::AgentReply { earlier }),
            Move::Object => {
                self.state.objections += 1;
                self.state.assignee = self.state.owner.or(self.state.assignee);
                self.asked();
            }
            Move::RequesterMessage => self.asked(),
            _ => {}
        }
    }

    fn asked(&mut self) {
        self.state.unanswered_since.get_or_insert(self.now);
        self.trigger(Trigger::RequesterMessage {
            replied: self.state.replies > 0,
        });
    }
}

impl WaitOn {
    /// Whom a stage waits for.
    pub const fn of_stage(stage: Stage) -> Option<Self> {
        match stage {
            Stage::WaitingRequester => Some(Self::Requester),
            Stage::WaitingThirdParty => Some(Self::ThirdParty),
            _ => None,
        }
    }
}
