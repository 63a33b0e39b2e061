//! The time limit of a request: working days of the platform's zone, by the figures of the standard in force when it came.

use touchstone_domain::calendar::{Calendar, CalendarError};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{PrivacyRequestId, StandardId};
use touchstone_domain::privacy::{PrivacyClock, PrivacyMark, PrivacyPhase};
use touchstone_domain::standard::{PrivacyFigures, Standard};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Tx;
use touchstone_store::privacy_request::{PrivacyRequestRow, privacy_lock, privacy_save};
use touchstone_store::timer::{Timer, timer_clear, timer_set, timer_take};

use super::LATE_KEY;
use crate::core::{App, AppError, Cx};

/// Kind of the timers.
pub(crate) const PRIVACY_TIMER: &str = "privacy_request";

/// The figures a standard gives; the shipped pack's where it says nothing.
pub(super) fn figures(standard: &Standard) -> Result<PrivacyFigures, AppError> {
    if let Some(figures) = standard.privacy() {
        return Ok(figures);
    }
    let missing = || AppError::Internal("the shipped pack has no figures for privacy requests".to_owned());
    let shipped = Standard::default_pack().map_err(|error| AppError::Internal(error.to_string()))?;
    shipped.privacy().ok_or_else(missing)
}

/// The standard in force and the end of the time it gives a request received now.
pub(super) fn time_limit(cx: &mut Cx<'_, '_>) -> Result<(StandardId, Timestamp), AppError> {
    let (id, standard) = cx.app.standards.in_force(cx.tx, cx.now)?;
    let days = figures(&standard)?.days;
    Ok((id, days_after(cx.app, cx.now, days)?))
}

/// The end of so many working days more.
pub(super) fn days_more(app: &App, due: Timestamp, days: u32) -> Result<Timestamp, AppError> {
    // The limit ends with the midnight that begins the next day.
    days_after(app, due - Span::from_micros(1), days)
}

fn days_after(app: &App, from: Timestamp, days: u32) -> Result<Timestamp, AppError> {
    let wrong = |error: CalendarError| AppError::Internal(format!("a time limit cannot be counted: {error}"));
    let local = app.renderer.local(from);
    let zone = local.as_ref().and_then(|local| local.time_zone().iana_name());
    let calendar = Calendar::of_workdays(zone.unwrap_or("UTC")).map_err(wrong)?;
    Ok(calendar.workdays_after(from, days).map_err(wrong)?.at)
}

fn clock_of(row: &PrivacyRequestRow) -> PrivacyClock {
    PrivacyClock {
        received_at: row.received_at,
        due_at: row.due_at,
        warned: row.warned,
        late_at: row.late_at,
    }
}

fn fractions(tx: &mut Tx<'_>, app: &App, row: &PrivacyRequestRow) -> Result<Vec<f64>, AppError> {
    Ok(app.standards.get(tx, row.standard)?.warn_fractions().to_vec())
}

/// Sets the request's one timer to its next mark, or clears it.
pub(super) fn timer_arm(tx: &mut Tx<'_>, app: &App, row: &PrivacyRequestRow) -> Result<(), AppError> {
    let next = match row.state.phase() {
        PrivacyPhase::Open => clock_of(row).next(&fractions(tx, app, row)?),
        PrivacyPhase::Closed => None,
    };
    match next {
        Some(at) => timer_set(tx, PRIVACY_TIMER, row.id, at)?,
        None => timer_clear(tx, PRIVACY_TIMER, row.id)?,
    }
    Ok(())
}

/// Marks what is due by now. Time alone changes nothing that anybody edits, so the version stays.
pub(crate) fn privacy_fall_due(cx: &mut Cx<'_, '_>, timer: &Timer) -> Result<(), AppError> {
    let id: PrivacyRequestId = timer.subject();
    let Some(mut row) = privacy_lock(cx.tx, id)? else {
        return Ok(timer_clear(cx.tx, PRIVACY_TIMER, id)?);
    };
    if !timer_take(cx.tx, timer)? {
        return Ok(());
    }
    if row.state.phase() == PrivacyPhase::Closed {
        return Ok(());
    }
    let mut clock = clock_of(&row);
    let marks = clock.due(&fractions(cx.tx, cx.app, &row)?, cx.now);
    (row.warned, row.late_at) = (clock.warned, clock.late_at);
    privacy_save(cx.tx, &row)?;
    for mark in marks {
        let body = match mark {
            PrivacyMark::Warned(number) => EventBody::PrivacyWarned { number },
            PrivacyMark::Late => {
                cx.tx.counter_add(LATE_KEY, 1);
                EventBody::PrivacyLate
            }
        };
        cx.emit(Subject::PrivacyRequest(id), body)?;
    }
    timer_arm(cx.tx, cx.app, &row)
}
