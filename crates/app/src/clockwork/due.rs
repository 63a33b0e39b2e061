//! One timer that came due, carried out in one transaction with its removal.

use touchstone_domain::deadline::Effect;
use touchstone_domain::event::{EventBody, Passed};
use touchstone_domain::ticket::{CloseReason, ConfirmedBy, Happened, WaitOn};
use touchstone_store::timer::{Timer, timer_clear, timer_take};

use crate::core::{AppError, Cx};
use crate::privacy::request::{PRIVACY_TIMER, privacy_fall_due};
use crate::ticket::{Held, TICKET_TIMER};

/// Applies what is due to the timer's subject. A timer that was set anew meanwhile is left alone.
pub(super) fn timer_fall_due(cx: &mut Cx<'_, '_>, timer: &Timer) -> Result<(), AppError> {
    if timer.kind == PRIVACY_TIMER {
        return privacy_fall_due(cx, timer);
    }
    if timer.kind != TICKET_TIMER {
        return Err(AppError::Internal(format!(
            "no such kind of timer: {}",
            timer.kind
        )));
    }
    let mut held = match Held::lock(cx, timer.subject()) {
        // Nothing is left to be late with.
        Err(AppError::NotFound { .. }) => {
            timer_clear(
                cx.tx,
                &timer.kind,
                timer.subject::<touchstone_domain::id::TicketId>(),
            )?;
            return Ok(());
        }
        other => other?,
    };
    if !timer_take(cx.tx, timer)? {
        return Ok(());
    }
    held.timer_was_taken();
    let due = held.due(cx.now)?;
    for happened in due.happened {
        held.emit(cx, event_of(happened))?;
    }
    if held.is_changed() {
        held.save(cx).map(|_| ())
    } else {
        held.save_marks(cx)
    }
}

/// How the history tells what happened.
fn event_of(happened: Happened) -> EventBody {
    let Happened {
        effect,
        stage,
        stages,
        clock_changes,
    } = happened;
    let passed = Passed {
        stages,
        clocks: clock_changes,
    };
    match effect {
        Effect::Warn(clock) => EventBody::ClockWarned { clock },
        Effect::Breach(clock) => EventBody::ClockBreached { clock, stage },
        Effect::RemindRequester { number } => EventBody::ReminderSent {
            to: WaitOn::Requester,
            number,
        },
        Effect::RemindThirdParty { number } => EventBody::ReminderSent {
            to: WaitOn::ThirdParty,
            number,
        },
        Effect::EscalateThirdParty => EventBody::TicketEscalated { stage },
        Effect::GiveUp => archived(CloseReason::NoAnswer, passed),
        Effect::SilenceConfirms => EventBody::TicketConfirmed {
            by: ConfirmedBy::Silence,
            passed,
        },
        Effect::Archive => archived(CloseReason::Completed, passed),
    }
}

fn archived(reason: CloseReason, passed: Passed) -> EventBody {
    EventBody::TicketArchived {
        reason,
        merged_into: None,
        passed,
    }
}
