//! Where an event came from: address, program, and the session or token of whoever was signed in. Kept apart from the event
//! because the first two are personal data and must be erasable while the event stays.

use std::collections::HashMap;

use touchstone_domain::event::Subject;
use touchstone_domain::id::{EventId, SessionId, TokenId};

use crate::{StoreError, Tx, sql};

sql!(
    EVENT_ORIGIN_INSERT =
        "INSERT INTO event_origin (event_id, address, agent, session, token) VALUES (?1, ?2, ?3, ?4, ?5)"
);
sql!(
    EVENT_ORIGINS_OF_SUBJECT = "SELECT o.event_id, o.address, o.agent, o.session, o.token
     FROM event e JOIN event_origin o ON o.event_id = e.id
     WHERE e.subject_kind = ?1 AND e.subject = ?2 AND e.id BETWEEN ?3 AND ?4"
);

/// Where one event came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventOrigin {
    pub address: Option<String>,
    pub agent: Option<String>,
    /// The session of a browser, or the API token of a program, that the caller was known by.
    pub session: Option<SessionId>,
    pub token: Option<TokenId>,
}

/// Records where an event came from, if anything is known of it, in the transaction that appends it.
pub fn event_origin_insert(tx: &mut Tx<'_>, event: EventId, origin: &EventOrigin) -> Result<(), StoreError> {
    if *origin == EventOrigin::default() {
        return Ok(());
    }
    let EventOrigin {
        address,
        agent,
        session,
        token,
    } = origin;
    tx.execute(&EVENT_ORIGIN_INSERT, &[&event, address, agent, session, token])?;
    Ok(())
}

/// Where the events of a subject between two ids (a page of its history) came from.
pub fn event_origins_of_subject(
    tx: &mut Tx<'_>,
    subject: Subject,
    first: EventId,
    last: EventId,
) -> Result<HashMap<EventId, EventOrigin>, StoreError> {
    let (kind, id) = subject.parts();
    let found = tx.query(&EVENT_ORIGINS_OF_SUBJECT, &[&kind, &id, &first, &last], |row| {
        Ok((
            row.get("event_id")?,
            EventOrigin {
                address: row.get("address")?,
                agent: row.get("agent")?,
                session: row.get("session")?,
                token: row.get("token")?,
            },
        ))
    })?;
    Ok(found.into_iter().collect())
}
