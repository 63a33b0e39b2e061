//! A new calendar, and another version of one.

use touchstone_domain::access::Permission;
use touchstone_domain::calendar::Carry;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::CalendarId;
use touchstone_store::calendar::{CalendarRow, calendar_insert, calendar_of_code, calendars};

use super::input::{CalendarInput, Checked, code_checked};
use super::look::{CalendarView, calendar_get};
use crate::core::{App, AppError, Call, Cx};

/// Calendars of an installation.
const CALENDARS: usize = 100;
/// Versions of one calendar.
const VERSIONS: usize = 1_000;

/// Makes a calendar that standards can name from now on.
pub async fn calendar_create(
    app: &App,
    call: &Call,
    code: &str,
    input: &CalendarInput,
) -> Result<CalendarView, AppError> {
    call.caller.actor.holds(Permission::CalendarManage)?;
    let (code, checked) = (code_checked(code)?, input.check(app.clock.now())?);
    let name = code.clone();
    app.command(call, move |cx| {
        cx.actor().holds(Permission::CalendarManage)?;
        let known = calendars(cx.tx)?;
        if known.iter().any(|row| row.code == code) {
            return Err(AppError::field("code", "taken"));
        }
        if known.iter().filter(|row| row.number == 1).count() >= CALENDARS {
            return Err(AppError::Conflict {
                code: "too_many_calendars",
            });
        }
        add(cx, &code, 1, &checked)
    })
    .await?;
    app.standards.calendars_forget();
    calendar_get(app, &call.caller, &name).await
}

/// Makes the next version of a calendar; `call.expected_version` is the number of the version it is based on.
pub async fn calendar_revise(
    app: &App,
    call: &Call,
    code: &str,
    input: &CalendarInput,
) -> Result<CalendarView, AppError> {
    call.caller.actor.holds(Permission::CalendarManage)?;
    let (name, checked) = (code.to_owned(), input.check(app.clock.now())?);
    app.command(call, move |cx| {
        cx.actor().holds(Permission::CalendarManage)?;
        let versions = calendar_of_code(cx.tx, &name)?;
        let latest = versions.first().ok_or(AppError::NotFound { what: "calendar" })?;
        cx.check_version(i64::from(latest.number))?;
        if versions.len() >= VERSIONS {
            return Err(AppError::Conflict {
                code: "too_many_calendars",
            });
        }
        add(cx, &name, latest.number + 1, &checked)
    })
    .await?;
    app.standards.calendars_forget();
    calendar_get(app, &call.caller, code).await
}

fn add(cx: &mut Cx<'_, '_>, code: &str, number: u32, checked: &Checked) -> Result<(), AppError> {
    let carry = if checked.reaches_running {
        Carry::UnderWay
    } else {
        Carry::None
    };
    let row = CalendarRow {
        id: cx.id::<CalendarId>(),
        code: code.to_owned(),
        number,
        name: checked.name.clone(),
        document: checked.document.clone(),
        note: checked.note.clone(),
        author: Some(cx.actor().user()?.id),
        effective_from: checked.effective_from.unwrap_or(cx.now),
        carry,
        reached: 0,
        created_at: cx.now,
    };
    // Somebody else was faster.
    if !calendar_insert(cx.tx, &row)? {
        return Err(AppError::VersionConflict {
            current: i64::from(number),
        });
    }
    cx.emit(Subject::System, EventBody::CalendarSet { calendar: row.id })?;
    cx.tx.nudge();
    Ok(())
}
