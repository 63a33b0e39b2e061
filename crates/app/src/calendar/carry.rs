//! Carrying a corrected calendar to clocks that run already: some tickets at a time, while the desk goes on working. What
//! was carried leaves the list of what is to do, so it can stop and go on anywhere.

use touchstone_domain::calendar::{CalendarVersion, Carry};
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{CalendarId, TicketId};
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::calendar::{
    CalendarRow, calendar_by_id, calendar_carry, calendar_lock, calendar_of_code, calendar_tickets,
    calendar_uncarried,
};

use crate::core::{App, AppError, Call, Caller, calendar_version};
use crate::ticket::Held;

/// Tickets of one transaction, and transactions side by side: PostgreSQL answers them at the same time.
const TICKETS: usize = 100;
const AT_ONCE: u32 = 4;
/// Another process may start clocks by the version before for so long, until it has heard of this one.
const LATE_STARTS: Span = Span::seconds(30);

/// Carries a correction on; whether there is more to do at once.
pub async fn calendar_step(app: &App) -> Result<bool, AppError> {
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| handle.standards.calendars_follow(tx))
        .await?;
    let Some(row) = app.query(Lane::Fast, |tx| Ok(calendar_uncarried(tx)?)).await? else {
        return Ok(false);
    };
    let tickets = waiting(app, &row).await?;
    if tickets.is_empty() {
        return finish(app, &row).await;
    }
    let version = std::sync::Arc::new(calendar_version(&row)?);
    let mut parts = tokio::task::JoinSet::new();
    for part in tickets.chunks(TICKETS) {
        let (app, version, part) = (app.clone(), std::sync::Arc::clone(&version), part.to_vec());
        parts.spawn(async move { correct(&app, &version, part).await });
    }
    let mut reached = 0;
    while let Some(part) = parts.join_next().await {
        reached += part.map_err(|error| AppError::Internal(error.to_string()))??;
    }
    advance(app, row.id, reached).await?;
    Ok(true)
}

/// Some tickets whose clocks still count by another version of the calendar.
async fn waiting(app: &App, row: &CalendarRow) -> Result<Vec<TicketId>, AppError> {
    let (id, code) = (row.id, row.code.clone());
    app.query(Lane::Fast, move |tx| {
        let most = u32::try_from(TICKETS).unwrap_or(u32::MAX) * AT_ONCE;
        for other in calendar_of_code(tx, &code)?.iter().filter(|other| other.id != id) {
            let tickets = calendar_tickets(tx, other.id, None, most)?;
            if !tickets.is_empty() {
                return Ok(tickets);
            }
        }
        Ok(Vec::new())
    })
    .await
}

/// Has the clocks of these tickets count by the version; how many there were.
async fn correct(
    app: &App,
    version: &std::sync::Arc<CalendarVersion>,
    tickets: Vec<TicketId>,
) -> Result<i64, AppError> {
    let version = std::sync::Arc::clone(version);
    let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
    app.command(&call, move |cx| {
        let mut reached = 0;
        for &id in &tickets {
            let mut held = match Held::lock(cx, id) {
                Err(AppError::NotFound { .. }) => continue,
                other => other?,
            };
            let passed = held.correct(&version, cx.now);
            let calendar = version.id;
            held.emit(cx, EventBody::TicketCorrected { calendar, passed })?;
            held.save_marks(cx)?;
            reached += 1;
        }
        Ok(reached)
    })
    .await
}

async fn advance(app: &App, id: CalendarId, reached: i64) -> Result<(), AppError> {
    let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
    app.command(&call, move |cx| {
        if let Some(mut row) = calendar_lock(cx.tx, id)? {
            row.reached += reached;
            calendar_carry(cx.tx, &row)?;
        }
        Ok(())
    })
    .await
}

/// Says that every clock was reached, once no process can start one by an older version any more.
async fn finish(app: &App, row: &CalendarRow) -> Result<bool, AppError> {
    let id = row.id;
    if app.clock.now() < row.created_at + LATE_STARTS {
        return Ok(false);
    }
    let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
    app.command(&call, move |cx| {
        let under_way = calendar_by_id(cx.tx, id)?.is_some_and(|row| row.carry == Carry::UnderWay);
        if let (true, Some(mut row)) = (under_way, calendar_lock(cx.tx, id)?) {
            row.carry = Carry::Done;
            calendar_carry(cx.tx, &row)?;
            let tickets = u64::try_from(row.reached).unwrap_or_default();
            cx.emit(
                Subject::System,
                EventBody::CalendarCarried {
                    calendar: id,
                    tickets,
                },
            )?;
        }
        Ok(true)
    })
    .await
}
