//! The addresses that are written to no more, for those who keep the product running, and for whoever works on a ticket of
//! somebody who cannot be reached.

use touchstone_domain::access::Permission;
use touchstone_domain::contact::{ContactKind, mask_email};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{NotificationId, PersonId, SuppressionId, TicketId};
use touchstone_domain::mail::BounceCause;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::notification::{Recipient, notification_by_id};
use touchstone_store::suppression::{
    SuppressionRow, suppression_by_id, suppression_delete, suppression_forget, suppression_list,
    suppression_lock,
};
use touchstone_store::{Lane, Tx};

use super::bounce::{address_hash, suppressed};
use crate::account::user_address;
use crate::core::{App, AppError, Call, Caller, page_limit};
use crate::person::contact_open;
use crate::ticket::visible;

/// How long it is remembered that an address rested, or that a letter came back from it.
const REMEMBERED: Span = Span::days(90);

/// Which page.
#[derive(Debug, Clone, Default)]
pub struct SuppressionQuery {
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// An address that is written to no more.
#[derive(Debug, Clone)]
pub struct SuppressionEntry {
    pub id: SuppressionId,
    /// Masked; none when whose it was has another one by now.
    pub address: Option<String>,
    /// It is a member of staff's.
    pub staff: bool,
    pub cause: BounceCause,
    /// What the mail server said (RFC 3463).
    pub status: Option<String>,
    pub letter: NotificationId,
    /// The ticket that letter was about.
    pub ticket: Option<TicketId>,
    /// Letters in a row that came back.
    pub strikes: u32,
    pub suppressed_at: Timestamp,
    /// When it is written to again by itself.
    pub ends_at: Option<Timestamp>,
}

/// One page, newest first.
#[derive(Debug, Clone)]
pub struct SuppressionPage {
    pub items: Vec<SuppressionEntry>,
    pub next_cursor: Option<String>,
}

/// That the requester of a ticket cannot be reached by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable {
    pub cause: BounceCause,
    pub since: Timestamp,
}

/// Addresses that are written to no more, newest first.
pub async fn suppressions(
    app: &App,
    caller: &Caller,
    query: SuppressionQuery,
) -> Result<SuppressionPage, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    let before = match &query.cursor {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| AppError::field("cursor", "malformed"))?),
    };
    let limit = page_limit(query.limit)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let mut rows = suppression_list(tx, before, limit + 1)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| more).map(|last| last.id.to_string());
        let now = handle.clock.now();
        rows.retain(|row| row.standing().is_suppressed(now));
        let items = rows
            .into_iter()
            .map(|row| entry(tx, &handle, row))
            .collect::<Result<_, _>>()?;
        Ok(SuppressionPage { items, next_cursor })
    })
    .await
}

/// One of them.
pub async fn suppression_get(
    app: &App,
    caller: &Caller,
    id: SuppressionId,
) -> Result<SuppressionEntry, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let now = handle.clock.now();
        let row = suppression_by_id(tx, id)?
            .filter(|row| row.standing().is_suppressed(now))
            .ok_or(AppError::NotFound { what: "suppression" })?;
        entry(tx, &handle, row)
    })
    .await
}

/// Has an address written to again. What was not sent meanwhile stays unsent.
pub async fn suppression_release(app: &App, call: &Call, id: SuppressionId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    app.command(call, move |cx| {
        let row = suppression_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "suppression" })?;
        suppression_delete(cx.tx, &row)?;
        cx.emit(Subject::System, EventBody::AddressReleased { suppression: id })?;
        Ok(())
    })
    .await
}

/// Whether the requester of a ticket cannot be reached by mail, and why; for whoever may see the ticket.
pub async fn requester_unreachable(
    app: &App,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Option<Unreachable>, AppError> {
    let (handle, actor) = (app.clone(), caller.actor.clone());
    app.query(Lane::Fast, move |tx| {
        let row = visible(tx, &actor, ticket)?;
        unreachable_of(tx, &handle, row.requester)
    })
    .await
}

/// The same of a person.
pub(crate) fn unreachable_of(
    tx: &mut Tx<'_>,
    app: &App,
    person: PersonId,
) -> Result<Option<Unreachable>, AppError> {
    let Some(address) = contact_open(tx, &app.keys, person, ContactKind::Email)? else {
        return Ok(None);
    };
    let found = suppressed(tx, &app.keys, &address, app.clock.now())?;
    Ok(found.map(|(cause, since)| Unreachable { cause, since }))
}

fn entry(tx: &mut Tx<'_>, app: &App, row: SuppressionRow) -> Result<SuppressionEntry, AppError> {
    let (address, staff) = match row.of() {
        Recipient::Person(person) => {
            let address = contact_open(tx, &app.keys, person, ContactKind::Email)?;
            (address.map(|address| address.to_string()), false)
        }
        Recipient::User(user) => (user_address(tx, &app.keys, user)?, true),
    };
    let same = |address: &String| address_hash(&app.keys, address).as_deref() == Some(&row.address[..]);
    let letter = notification_by_id(tx, row.letter)?;
    Ok(SuppressionEntry {
        id: row.id,
        address: address.filter(same).map(|address| mask_email(&address)),
        staff,
        cause: row.cause,
        status: row.status,
        letter: row.letter,
        ticket: letter.and_then(|letter| letter.ticket),
        strikes: row.strikes,
        suppressed_at: row.suppressed_at.unwrap_or(row.struck_at),
        ends_at: row.ends_at,
    })
}

/// Forgets addresses that are written to again and from which nothing came back for long.
pub(crate) async fn suppressions_forget(app: &App) -> Result<u64, AppError> {
    let now = app.clock.now();
    app.store
        .write(move |tx| Ok::<_, AppError>(suppression_forget(tx, now - REMEMBERED, now - REMEMBERED)?))
        .await
}
