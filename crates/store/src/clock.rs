//! Clocks of tickets, one row each. They are read and written as whole sets by the command that holds the ticket; what
//! they mean is `touchstone_domain::clock`'s business.

use std::sync::Arc;

use touchstone_domain::calendar::CalendarBook;
use touchstone_domain::clock::{Charge, Clock, ClockTime};
use touchstone_domain::id::{CalendarId, TicketId};

use crate::breach::charge;
use crate::user::id_array;
use crate::{Row, StoreError, Tx, sql};

macro_rules! columns {
    () => {
        "metric, instance, basis, target, state, started_at, due_at, held, paused_at, met_at, breached_at, breached_in,
         cause, warned, calendar, extended, counted, counts_from, charged_to,
         charged"
    };
}

sql!(CLOCK_OF_TICKET = concat!("SELECT ", columns!(), " FROM clock WHERE ticket = ?1"));
sql!(CLOCK_OF_TICKETS =
    sqlite concat!("SELECT ticket, ", columns!(), " FROM clock
        WHERE ticket IN (SELECT value FROM json_each(?1))"),
    postgres concat!("SELECT ticket, ", columns!(), " FROM clock
        WHERE ticket IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))"));
sql!(CLOCK_SAVE = concat!(
    "INSERT INTO clock (ticket, ", columns!(), ")
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
     ON CONFLICT (ticket, metric, instance) DO UPDATE SET basis = excluded.basis, target = excluded.target, state = excluded.state,
        due_at = excluded.due_at, held = excluded.held, paused_at = excluded.paused_at, met_at = excluded.met_at,
        breached_at = excluded.breached_at, breached_in = excluded.breached_in, cause = excluded.cause,
        warned = excluded.warned, calendar = excluded.calendar, extended = excluded.extended,
        counted = excluded.counted, counts_from = excluded.counts_from, charged_to = excluded.charged_to,
        charged = excluded.charged"));

/// The column that names a version of a calendar which the book given does not have: it is older than that version.
pub const CALENDAR_COLUMN: &str = "calendar";

fn clock(row: &Row<'_>, calendars: &CalendarBook) -> Result<Clock, StoreError> {
    let calendar: Option<CalendarId> = row.get(CALENDAR_COLUMN)?;
    let version = |id| {
        let version = calendars.version(id);
        version.ok_or_else(|| StoreError::value(CALENDAR_COLUMN, "not in the book"))
    };
    let time = match calendar {
        None => ClockTime::Always,
        Some(id) => ClockTime::Business(Arc::clone(version(id)?)),
    };
    Ok(Clock {
        time,
        metric: row.get("metric")?,
        instance: row.get("instance")?,
        basis: row.get("basis")?,
        target: row.get("target")?,
        state: row.get("state")?,
        started_at: row.get("started_at")?,
        due_at: row.get("due_at")?,
        held: row.get("held")?,
        paused_at: row.get("paused_at")?,
        met_at: row.get("met_at")?,
        breached_at: row.get("breached_at")?,
        breached_in: row.get("breached_in")?,
        cause: row.get("cause")?,
        charge: charge(row)?,
        warned: row.get("warned")?,
        extended: row.get("extended")?,
        counted: row.get("counted")?,
        counts_from: row.get("counts_from")?,
    })
}

/// The clocks of a ticket, in the order they started.
pub fn clock_of_ticket(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    calendars: &CalendarBook,
) -> Result<Vec<Clock>, StoreError> {
    let mut clocks = tx.query(&CLOCK_OF_TICKET, &[&ticket], |row| clock(row, calendars))?;
    clocks.sort_by_key(|clock| (clock.started_at, clock.instance, clock.metric));
    Ok(clocks)
}

/// The clocks of several tickets in one read, in no order.
pub fn clock_of_tickets(
    tx: &mut Tx<'_>,
    tickets: &[TicketId],
    calendars: &CalendarBook,
) -> Result<Vec<(TicketId, Clock)>, StoreError> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&CLOCK_OF_TICKETS, &[&id_array(tickets)], |row| {
        Ok((row.get("ticket")?, clock(row, calendars)?))
    })
}

/// Saves those clocks of a ticket that differ from what was read. The ticket must be held under its lock.
pub fn clock_save(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    before: &[Clock],
    after: &[Clock],
) -> Result<(), StoreError> {
    for clock in after.iter().filter(|clock| !before.contains(clock)) {
        tx.execute(
            &CLOCK_SAVE,
            &[
                &ticket,
                &clock.metric,
                &clock.instance,
                &clock.basis,
                &clock.target,
                &clock.state,
                &clock.started_at,
                &clock.due_at,
                &clock.held,
                &clock.paused_at,
                &clock.met_at,
                &clock.breached_at,
                &clock.breached_in,
                &clock.cause,
                &clock.warned,
                &clock.time.calendar_id(),
                &clock.extended,
                &clock.counted,
                &clock.counts_from,
                &clock.charge.as_ref().map(Charge::to),
                &clock.charge.as_ref().map(Charge::reference),
            ],
        )?;
    }
    Ok(())
}
