//! Where an event came from: address, program, and the session or token of whoever was signed in. Kept apart from the event
//! because the first two are personal data and must be erasable while the event stays.

use touchstone_domain::event::Subject;
use touchstone_domain::id::{EventId, Id, SessionId, TokenId};

use crate::event::{EventRow, HistoryOrder, event_columns};
use crate::{Row, StoreError, Tx, sql, sql_list};

sql!(
    EVENT_ORIGIN_INSERT =
        "INSERT INTO event_origin (event_id, address, agent, session, token) VALUES (?1, ?2, ?3, ?4, ?5)"
);
macro_rules! history {
    () => {
        concat!(
            "SELECT o.address, o.agent, o.session, o.token, ",
            event_columns!(),
            " FROM event e LEFT JOIN event_origin o ON o.event_id = e.id WHERE e.subject_kind = ?1 AND e.subject = ?2 AND e.id "
        )
    };
}
sql_list!(ORIGINS_NEWEST = concat!(history!(), "< ?3 ORDER BY e.id DESC LIMIT ?4"));
sql_list!(ORIGINS_OLDEST = concat!(history!(), "> ?3 ORDER BY e.id LIMIT ?4"));

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

/// What happened to a subject and where it came from, from one end, behind `after`.
pub fn event_history_with_origins(
    tx: &mut Tx<'_>,
    subject: Subject,
    order: HistoryOrder,
    after: Option<EventId>,
    limit: u32,
) -> Result<Vec<(EventRow, EventOrigin)>, StoreError> {
    let (kind, raw) = subject.parts();
    let sql = match order {
        HistoryOrder::NewestFirst => &ORIGINS_NEWEST,
        HistoryOrder::OldestFirst => &ORIGINS_OLDEST,
    };
    let after = after.map_or(order.beginning(), Id::raw);
    tx.query(sql, &[&kind, &raw, &after, &limit], |row| {
        Ok((EventRow::from_row(row)?, EventOrigin::from_row(row)?))
    })
}

impl EventOrigin {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            address: row.get("address")?,
            agent: row.get("agent")?,
            session: row.get("session")?,
            token: row.get("token")?,
        })
    }
}
