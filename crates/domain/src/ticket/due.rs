//! What time does to a request, applied: what [`crate::deadline`] finds due becomes new state and entries for the
//! history. Applying it twice at one instant does nothing the second time.

use super::{Applied, TicketState, ticket_apply};
use crate::clock::{ClockChange, ClockSet};
use crate::deadline::{Effect, clock_effect, stage_due};
use crate::stage::{Move, Stage};
use crate::standard::Standard;
use crate::ticket::RuleError;
use crate::time::Timestamp;

/// One thing that fell due, with what it did besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub effect: Effect,
    /// The stage it fell due in.
    pub stage: Stage,
    /// The stages passed because of it.
    pub stages: Vec<Stage>,
    /// What it did to clocks, its own warning or breach apart.
    pub clock_changes: Vec<ClockChange>,
}

/// All that fell due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub state: TicketState,
    pub clocks: ClockSet,
    /// In the order in which it is to be told.
    pub happened: Vec<Happened>,
}

/// Applies everything that is due by `now`, including what that makes due in turn.
pub fn ticket_due(
    state: &TicketState,
    clocks: &ClockSet,
    standard: &Standard,
    now: Timestamp,
) -> Result<Due, RuleError> {
    let mut due = Due {
        state: state.clone(),
        clocks: clocks.clone(),
        happened: Vec::new(),
    };
    let stage = due.state.stage;
    let changes = due.clocks.due(stage, now, &standard.plan(&due.state.facts));
    let told = |change| Happened {
        effect: clock_effect(change),
        stage,
        stages: vec![],
        clock_changes: vec![],
    };
    due.happened.extend(changes.into_iter().map(told));
    // Each effect either moves the request towards the archive or is done once per stage, so this ends.
    while let Some(effect) = stage_due(&due.state, standard, now).into_iter().next() {
        due_apply(&mut due, effect, standard, now)?;
    }
    Ok(due)
}

fn due_apply(due: &mut Due, effect: Effect, standard: &Standard, now: Timestamp) -> Result<(), RuleError> {
    let stage = due.state.stage;
    let step = match &effect {
        Effect::GiveUp => Some(Move::GiveUp),
        Effect::SilenceConfirms => Some(Move::SilenceConfirm),
        Effect::Archive => Some(Move::Archive),
        Effect::RemindRequester { number } | Effect::RemindThirdParty { number } => {
            due.state.reminders = *number;
            due.state.reminded_at = Some(now);
            None
        }
        Effect::EscalateThirdParty => {
            due.state.escalated_at = Some(now);
            None
        }
        Effect::Warn(_) | Effect::Breach(_) => None,
    };
    let mut happened = Happened {
        effect,
        stage,
        stages: vec![],
        clock_changes: vec![],
    };
    if let Some(step) = step {
        let Applied {
            state,
            clocks,
            stages,
            clock_changes,
            ..
        } = ticket_apply(&due.state, &due.clocks, standard, &step, now)?;
        (due.state, due.clocks) = (state, clocks);
        (happened.stages, happened.clock_changes) = (stages, clock_changes);
    }
    due.happened.push(happened);
    Ok(())
}
