//! What time alone does to a request, and when: warnings and breaches of its clocks, reminders, giving up, silence
//! that confirms, archiving. A request needs one timer only, set to [`next_instant`]; firing it and carrying the
//! effects out is done elsewhere ([`crate::ticket::ticket_due`] applies them).

use crate::clock::{ClockChange, ClockSet};
use crate::stage::Stage;
use crate::standard::{StageRule, Standard};
use crate::ticket::TicketState;
use crate::time::{Span, Timestamp};

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A clock comes near its due time.
    Warn(ClockChange),
    /// A clock has run out.
    Breach(ClockChange),
    /// The requester is reminded, for the time of this number.
    RemindRequester { number: u8 },
    /// The desk is told to press the third party, for the time of this number.
    RemindThirdParty { number: u8 },
    /// The responsible post is told that the third party does not answer.
    EscalateThirdParty,
    /// The requester was waited for long enough.
    GiveUp,
    /// The requester's silence confirms the solution.
    SilenceConfirms,
    /// The time for reopening is over.
    Archive,
}

/// The earliest instant at which something is due; `None` when nothing ever will be.
pub fn next_instant(state: &TicketState, clocks: &ClockSet, standard: &Standard) -> Option<Timestamp> {
    let clock = clocks.next_instant(&standard.plan(&state.facts));
    let stage = stage_effects(state, standard).into_iter().map(|(at, _)| at).min();
    clock.into_iter().chain(stage).min()
}

/// Everything that is due by `now`, clocks first. What an effect brings about in turn is not foreseen here.
pub fn due_effects(
    state: &TicketState,
    clocks: &ClockSet,
    standard: &Standard,
    now: Timestamp,
) -> Vec<Effect> {
    let changes = clocks.clone().due(state.stage, now, &standard.plan(&state.facts));
    let mut effects: Vec<Effect> = changes.into_iter().map(clock_effect).collect();
    effects.extend(stage_due(state, standard, now));
    effects
}

pub(crate) fn clock_effect(change: ClockChange) -> Effect {
    if change.level.is_some() {
        Effect::Warn(change)
    } else {
        Effect::Breach(change)
    }
}

/// The effects of staying in the present stage that are due by `now`, in order of their times.
pub(crate) fn stage_due(state: &TicketState, standard: &Standard, now: Timestamp) -> Vec<Effect> {
    let mut due = stage_effects(state, standard);
    due.retain(|(at, _)| *at <= now);
    due.sort_by_key(|(at, _)| *at);
    due.into_iter()
        .map(|(_, effect)| effect_merged(effect, state, standard, now))
        .collect()
}

/// The next effects of staying in the present stage.
fn stage_effects(state: &TicketState, standard: &Standard) -> Vec<(Timestamp, Effect)> {
    let Some(rule) = standard.stage_rule(state.stage) else {
        return Vec::new();
    };
    let since = wait_start(state);
    let after = |span: Option<Span>, effect: Effect| span.map(|span| (since + span, effect));
    let number = state.reminders.saturating_add(1);
    let reminder = rule.remind.get(usize::from(state.reminders)).copied();
    let effects = match state.stage {
        Stage::WaitingRequester if reminder.is_some() => {
            [after(reminder, Effect::RemindRequester { number }), None]
        }
        Stage::WaitingRequester => [give_up_at(state, rule).map(|at| (at, Effect::GiveUp)), None],
        Stage::WaitingThirdParty => {
            let escalate = rule.escalate.filter(|_| state.escalated_at.is_none());
            [
                after(reminder, Effect::RemindThirdParty { number }),
                after(escalate, Effect::EscalateThirdParty),
            ]
        }
        Stage::Resolved => [after(rule.silence_confirms, Effect::SilenceConfirms), None],
        Stage::Confirmed => [after(rule.archive_after, Effect::Archive), None],
        _ => [None, None],
    };
    effects.into_iter().flatten().collect()
}

/// From when a wait counts: the stage's beginning, or the date the wait was given.
fn wait_start(state: &TicketState) -> Timestamp {
    state
        .wait_until
        .map_or(state.stage_since, |until| until.max(state.stage_since))
}

/// When the requester is given up on. Between the last reminder and that the requester has the time the standard
/// gives, also when the reminder went out late (after an outage, say).
fn give_up_at(state: &TicketState, rule: &StageRule) -> Option<Timestamp> {
    let give_up = rule.give_up?;
    let planned = wait_start(state) + give_up;
    Some(match (state.reminded_at, rule.remind.last()) {
        (Some(reminded_at), Some(&last)) => planned.max(reminded_at + (give_up - last)),
        _ => planned,
    })
}

/// Reminders whose times have passed unsent go out as one, under the number of the latest.
fn effect_merged(effect: Effect, state: &TicketState, standard: &Standard, now: Timestamp) -> Effect {
    let passed = || {
        let times = standard
            .stage_rule(state.stage)
            .map_or(&[][..], |rule| &rule.remind);
        let passed = times
            .iter()
            .filter(|&&time| wait_start(state) + time <= now)
            .count();
        u8::try_from(passed).unwrap_or(u8::MAX)
    };
    match effect {
        Effect::RemindRequester { .. } => Effect::RemindRequester { number: passed() },
        Effect::RemindThirdParty { .. } => Effect::RemindThirdParty { number: passed() },
        other => other,
    }
}
