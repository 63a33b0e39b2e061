//! A requester's right to read and answer one ticket for a while, found by the keyed hash of its token.

use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    pub struct TrackSessionRow {
        pub person: PersonId,
        pub ticket: TicketId,
        /// The contact by which ownership was shown; none for whoever has just sent the request in.
        pub contact_kind: Option<ContactKind>,
        pub created_at: Timestamp,
        pub last_seen_at: Timestamp,
        /// Absolute end, however busy the session is.
        pub expires_at: Timestamp,
    }
}

sql!(
    TRACK_SESSION_INSERT =
        "INSERT INTO track_session (mac, person, ticket, contact_kind, created_at, last_seen_at, expires_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
);
sql!(
    TRACK_SESSION_BY_MAC = "SELECT person, ticket, contact_kind, created_at, last_seen_at, expires_at FROM track_session WHERE mac = ?1"
);
sql!(TRACK_SESSION_TOUCH = "UPDATE track_session SET last_seen_at = ?2 WHERE mac = ?1 AND last_seen_at < ?2");
sql!(TRACK_SESSION_DELETE = "DELETE FROM track_session WHERE mac = ?1");
sql!(TRACK_SESSION_DELETE_OF_TICKET = "DELETE FROM track_session WHERE ticket = ?1");
sql!(TRACK_SESSION_PRUNE = "DELETE FROM track_session WHERE expires_at <= ?1 OR last_seen_at <= ?2");

pub fn track_session_insert(tx: &mut Tx<'_>, mac: &[u8], row: &TrackSessionRow) -> Result<(), StoreError> {
    tx.execute(
        &TRACK_SESSION_INSERT,
        &[
            &mac,
            &row.person,
            &row.ticket,
            &row.contact_kind,
            &row.created_at,
            &row.last_seen_at,
            &row.expires_at,
        ],
    )?;
    Ok(())
}

pub fn track_session_by_mac(tx: &mut Tx<'_>, mac: &[u8]) -> Result<Option<TrackSessionRow>, StoreError> {
    tx.query_one(&TRACK_SESSION_BY_MAC, &[&mac], TrackSessionRow::from_row)
}

/// Moves the last-seen time forward, never back.
pub fn track_session_touch(tx: &mut Tx<'_>, mac: &[u8], now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&TRACK_SESSION_TOUCH, &[&mac, &now])?;
    Ok(())
}

pub fn track_session_delete(tx: &mut Tx<'_>, mac: &[u8]) -> Result<(), StoreError> {
    tx.execute(&TRACK_SESSION_DELETE, &[&mac])?;
    Ok(())
}

/// Ends every session of a ticket.
pub fn track_session_delete_of_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<u64, StoreError> {
    tx.execute(&TRACK_SESSION_DELETE_OF_TICKET, &[&ticket])
}

/// Deletes sessions past their absolute end, or not seen since `idle_before`.
pub fn track_session_prune(
    tx: &mut Tx<'_>,
    now: Timestamp,
    idle_before: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(&TRACK_SESSION_PRUNE, &[&now, &idle_before])
}
