//! The event log: what happened, appended in the transaction that made it happen, never changed.
//!
//! A subject's own history is read straight from the log; everything that must see every event exactly once reads it
//! by position (see [`crate::reader`]).

use touchstone_domain::event::{ActorRef, EventBody, EventKind, Origin, Subject, SubjectKind, hash};
use touchstone_domain::id::{EventId, Id};
use touchstone_domain::time::Timestamp;

use crate::{Row, StoreError, Tx, sql, sql_list};

/// An event about to be appended.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub id: EventId,
    pub at: Timestamp,
    pub actor: ActorRef,
    pub origin: Origin,
    pub subject: Subject,
    pub body: EventBody,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    pub id: EventId,
    pub at: Timestamp,
    pub actor: ActorRef,
    pub origin: Origin,
    pub subject: Subject,
    pub kind: EventKind,
    /// Canonical JSON: the bytes the hash was made from.
    pub body: String,
    pub hash: [u8; 32],
}

/// An event with its final place in the log. Positions are dense and start at 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    pub pos: i64,
    pub event: EventRow,
}

/// Which end of a history comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryOrder {
    NewestFirst,
    OldestFirst,
}

impl HistoryOrder {
    /// What every id of a history stands behind.
    pub(crate) const fn beginning(self) -> i64 {
        match self {
            Self::NewestFirst => i64::MAX,
            Self::OldestFirst => i64::MIN,
        }
    }
}

macro_rules! event_columns {
    () => {
        "e.id, e.at, e.actor, e.origin, e.subject_kind, e.subject, e.kind, e.body, e.hash"
    };
}
pub(crate) use event_columns;

sql!(
    EVENT_INSERT = "INSERT INTO event (id, at, actor, origin, subject_kind, subject, kind, body, hash)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
);
sql!(EVENT_PLACE = sqlite "INSERT INTO event_order (event_id) VALUES (?1)",
    postgres "INSERT INTO event_inbox (event_id) VALUES (?1)");
sql!(EVENT_BY_ID = concat!("SELECT ", event_columns!(), " FROM event e WHERE e.id = ?1"));
sql_list!(
    EVENT_HISTORY_NEWEST = concat!(
        "SELECT ",
        event_columns!(),
        " FROM event e
     WHERE e.subject_kind = ?1 AND e.subject = ?2 AND e.id < ?3 ORDER BY e.id DESC LIMIT ?4"
    )
);
sql_list!(
    EVENT_HISTORY_OLDEST = concat!(
        "SELECT ",
        event_columns!(),
        " FROM event e
     WHERE e.subject_kind = ?1 AND e.subject = ?2 AND e.id > ?3 ORDER BY e.id LIMIT ?4"
    )
);
sql_list!(
    EVENT_LOG = concat!(
        "SELECT o.pos, ",
        event_columns!(),
        " FROM event_order o JOIN event e ON e.id = o.event_id
     WHERE o.pos > ?1 ORDER BY o.pos LIMIT ?2"
    )
);
sql_list!(
    EVENT_AFTER = concat!(
        "SELECT ",
        event_columns!(),
        " FROM event e WHERE e.id > ?1 ORDER BY e.id LIMIT ?2"
    )
);
sql!(
    EVENT_AT = concat!(
        "SELECT o.pos, ",
        event_columns!(),
        " FROM event_order o JOIN event e ON e.id = o.event_id
     WHERE o.pos = ?1"
    )
);
sql_list!(EVENT_LOG_END = "SELECT pos FROM event_order WHERE pos > 0 ORDER BY pos DESC LIMIT 1");

sql!(EVENTS_UNPLACED = sqlite "SELECT FALSE AS unplaced",
    postgres "SELECT EXISTS (SELECT 1 FROM event_inbox) AS unplaced");

impl Tx<'_> {
    /// Appends an event. Its position follows with the commit (SQLite) or shortly after (PostgreSQL).
    pub fn event_append(&mut self, event: &NewEvent) -> Result<(), StoreError> {
        let body = event
            .body
            .canonical_json()
            .map_err(|e| StoreError::value("body", e.to_string()))?;
        let (kind, subject) = event.subject.parts();
        let actor = event.actor.to_text();
        let digest =
            hash(preimage(event.id, event.at, &actor, event.origin, kind, subject, &body).as_bytes());
        self.execute(
            &EVENT_INSERT,
            &[
                &event.id,
                &event.at,
                &actor,
                &event.origin,
                &kind,
                &subject,
                &event.body.kind(),
                &body,
                &digest,
            ],
        )?;
        self.execute(&EVENT_PLACE, &[&event.id])?;
        self.events_appended();
        Ok(())
    }
}

/// What the hash covers: every stored column, a line each. None of them can contain a line break, so two different
/// events never have the same bytes.
fn preimage(
    id: EventId,
    at: Timestamp,
    actor: &str,
    origin: Origin,
    subject_kind: SubjectKind,
    subject: i64,
    body: &str,
) -> String {
    format!(
        "{}\n{}\n{actor}\n{origin}\n{subject_kind}\n{subject}\n{body}",
        id.raw(),
        at.as_micros()
    )
}

impl EventRow {
    pub(crate) fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let (id, at, actor) = (row.get("id")?, row.get("at")?, row.get::<String>("actor")?);
        let actor = ActorRef::from_text(&actor).ok_or_else(|| StoreError::value("actor", "unknown form"))?;
        let origin = row.get("origin")?;
        let (subject_kind, subject) = (row.get("subject_kind")?, row.get("subject")?);
        Ok(Self {
            id,
            at,
            actor,
            origin,
            subject: Subject::from_parts(subject_kind, subject),
            kind: row.get("kind")?,
            body: row.get("body")?,
            hash: row.get("hash")?,
        })
    }

    /// The body, read.
    pub fn parsed(&self) -> Result<EventBody, StoreError> {
        EventBody::from_json(&self.body).map_err(|e| StoreError::value("body", e.to_string()))
    }

    /// The hash of the bytes as they are stored now.
    pub fn hash_again(&self) -> [u8; 32] {
        let (kind, subject) = self.subject.parts();
        let bytes = preimage(
            self.id,
            self.at,
            &self.actor.to_text(),
            self.origin,
            kind,
            subject,
            &self.body,
        );
        hash(bytes.as_bytes())
    }

    /// Whether the stored bytes are those the hash was made from, and the kind is the one they name.
    pub fn is_intact(&self) -> bool {
        self.hash_again() == self.hash && self.parsed().is_ok_and(|body| body.kind() == self.kind)
    }
}

impl LoggedEvent {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            pos: row.get("pos")?,
            event: EventRow::from_row(row)?,
        })
    }
}

/// One event.
pub fn event_by_id(tx: &mut Tx<'_>, id: EventId) -> Result<Option<EventRow>, StoreError> {
    tx.query_one(&EVENT_BY_ID, &[&id], EventRow::from_row)
}

/// What happened to a subject, from one end, behind `after`.
pub fn event_history(
    tx: &mut Tx<'_>,
    subject: Subject,
    order: HistoryOrder,
    after: Option<EventId>,
    limit: u32,
) -> Result<Vec<EventRow>, StoreError> {
    let (kind, raw) = subject.parts();
    let sql = match order {
        HistoryOrder::NewestFirst => &EVENT_HISTORY_NEWEST,
        HistoryOrder::OldestFirst => &EVENT_HISTORY_OLDEST,
    };
    let after = after.map_or(order.beginning(), Id::raw);
    tx.query(sql, &[&kind, &raw, &after, &limit], EventRow::from_row)
}

/// The log behind a position.
pub fn event_log_after(tx: &mut Tx<'_>, pos: i64, limit: u32) -> Result<Vec<LoggedEvent>, StoreError> {
    tx.query(&EVENT_LOG, &[&pos, &limit], LoggedEvent::from_row)
}

/// Every event behind an id, by id: of a state of the database that stands still. Whoever reads on while others write goes
/// by position.
pub fn event_after(tx: &mut Tx<'_>, after: EventId, limit: u32) -> Result<Vec<EventRow>, StoreError> {
    tx.query(&EVENT_AFTER, &[&after, &limit], EventRow::from_row)
}

/// The event at a position.
pub fn event_log_at(tx: &mut Tx<'_>, pos: i64) -> Result<Option<LoggedEvent>, StoreError> {
    tx.query_one(&EVENT_AT, &[&pos], LoggedEvent::from_row)
}

/// Whether something is committed that has no position yet, so that readers do not see it.
pub fn events_unplaced(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx
        .query_one(&EVENTS_UNPLACED, &[], |row| row.get("unplaced"))?
        .unwrap_or(false))
}

/// The last position; 0 for an empty log.
pub fn event_log_end(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx
        .query_one(&EVENT_LOG_END, &[], |row| row.get("pos"))?
        .unwrap_or(0))
}
