//! Clocks of tickets, one row each. They are read and written as whole sets by the command that holds the ticket; what
//! they mean is `touchstone_domain::clock`'s business.

use touchstone_domain::clock::Clock;
use touchstone_domain::id::TicketId;

use crate::user::id_array;
use crate::{Row, StoreError, Tx, sql};

macro_rules! columns {
    () => {
        "metric, instance, basis, target, state, started_at, due_at, held, paused_at, met_at, breached_at, breached_in,
         cause, warned"
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
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
     ON CONFLICT (ticket, metric, instance) DO UPDATE SET target = excluded.target, state = excluded.state,
        due_at = excluded.due_at, held = excluded.held, paused_at = excluded.paused_at, met_at = excluded.met_at,
        breached_at = excluded.breached_at, breached_in = excluded.breached_in, cause = excluded.cause,
        warned = excluded.warned"));

fn clock(row: &Row<'_>) -> Result<Clock, StoreError> {
    Ok(Clock {
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
        warned: row.get("warned")?,
    })
}

/// The clocks of a ticket, in the order they started.
pub fn clock_of_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<Clock>, StoreError> {
    let mut clocks = tx.query(&CLOCK_OF_TICKET, &[&ticket], clock)?;
    clocks.sort_by_key(|clock| (clock.started_at, clock.instance, clock.metric));
    Ok(clocks)
}

/// The clocks of several tickets in one read, in no order.
pub fn clock_of_tickets(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<Vec<(TicketId, Clock)>, StoreError> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&CLOCK_OF_TICKETS, &[&id_array(tickets)], |row| {
        Ok((row.get("ticket")?, clock(row)?))
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
            ],
        )?;
    }
    Ok(())
}
