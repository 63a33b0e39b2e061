//! The functions through which alone a request's state changes: stage machine, clocks and facts in one step. They
//! decide nothing about who may do it, and store nothing.

use std::sync::Arc;

use super::work::Work;
use super::{FactChange, Facts, TicketState};
use crate::calendar::CalendarVersion;
use crate::category::CategoryPath;
use crate::clock::{BreachCause, Charge, Clock, ClockChange, ClockSet, ClockState, Metric, Trigger};
use crate::event::Passed;
use crate::id::TicketId;
use crate::stage::{Action, InvalidTransition, Move, Stage, allowed, transition};
use crate::standard::Standard;
use crate::time::{Span, Timestamp};

/// By how much a clock is extended at most, at a time.
pub const EXTENSION_MAX: Span = Span::days(366);

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
    /// Extending a clock that does not run, or has run out.
    #[error("this clock is not live")]
    NotLive,
    /// Extending by nothing, or by more than [`EXTENSION_MAX`].
    #[error("must be longer than nothing and at most a year")]
    ExtensionOutOfBounds,
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

/// Has the clocks that run by a calendar count by another version of it, as a correction that reaches running work.
pub fn ticket_correct(
    state: &TicketState,
    clocks: &ClockSet,
    standard: &Standard,
    version: &Arc<CalendarVersion>,
    now: Timestamp,
) -> Applied {
    let mut work = Work::begin(state, clocks, standard, now);
    work.correct(version);
    work.finish(Vec::new(), None)
}

/// Has a request judged by another version of the standard from now on, as a correction that reaches running work: what was
/// judged stays judged, live clocks are counted anew from their start.
pub fn ticket_rebind(state: &TicketState, clocks: &ClockSet, standard: &Standard, now: Timestamp) -> Applied {
    let mut work = Work::begin(state, clocks, standard, now);
    work.rebind();
    work.finish(Vec::new(), None)
}

/// Gives a live clock more time (a toll); the reason is kept with whoever had the authority.
pub fn ticket_extend(
    state: &TicketState,
    clocks: &ClockSet,
    standard: &Standard,
    metric: Metric,
    by: Span,
    now: Timestamp,
) -> Result<Applied, RuleError> {
    let live = |clock: &Clock| {
        let left = clock.remaining(now).is_some_and(|left| left >= Span::ZERO);
        clock.metric == metric && clock.is_live() && left
    };
    if !clocks.iter().any(live) {
        return Err(RuleError::NotLive);
    }
    if by <= Span::ZERO || by > EXTENSION_MAX {
        return Err(RuleError::ExtensionOutOfBounds);
    }
    let mut work = Work::begin(state, clocks, standard, now);
    work.extend(metric, by);
    Ok(work.finish(Vec::new(), None))
}

/// What people may do with a request now, as far as its stage decides.
pub fn ticket_allowed(state: &TicketState, standard: &Standard, now: Timestamp) -> Vec<Action> {
    allowed(state.stage, state.ground(standard.reopen_window(), now))
}

/// Notes why a clock was breached and who answers for it, as a person judged it; a later judgement replaces an earlier one.
pub fn ticket_note_cause(
    clocks: &ClockSet,
    metric: Metric,
    instance: u32,
    cause: BreachCause,
    charge: Option<Charge>,
) -> Result<ClockSet, RuleError> {
    let mut clocks = clocks.clone();
    match clocks.get_mut(metric, instance) {
        Some(clock) if clock.state == ClockState::Breached => {
            clock.cause = Some(cause);
            clock.charge = charge;
        }
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
