//! Walking the event log from its newest entry, a chunk at a time, narrowed by one index; everything else is asked by the
//! caller, row by row.

use touchstone_domain::event::{ActorRef, EventKind, Subject};
use touchstone_domain::id::{EventId, Id, SessionId, TokenId};

use crate::event::EventRow;
use crate::event_origin::EventOrigin;
use crate::{Row, StoreError, ToValue, Tx, sql, sql_list};

/// What a walk is narrowed to by its index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditLead {
    All,
    Subject(Subject),
    Token(TokenId),
    Session(SessionId),
    /// As text, the way it is stored.
    Address(String),
    Actor(ActorRef),
    /// Any of these: one walk each, merged.
    Kinds(Vec<EventKind>),
}

/// Where a walk stands: entries before `before` and not before `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditPlace {
    pub before: EventId,
    pub from: EventId,
}

/// An event with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    pub event: EventRow,
    pub origin: EventOrigin,
}

macro_rules! columns {
    () => {
        "e.id, e.at, e.actor, e.origin, e.subject_kind, e.subject, e.kind, e.body, e.hash,
            o.address, o.agent, o.session, o.token"
    };
}

macro_rules! by_event {
    ($lead:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM event e LEFT JOIN event_origin o ON o.event_id = e.id
             WHERE ",
            $lead,
            "e.id < ?1 AND e.id >= ?2 ORDER BY e.id DESC LIMIT ?3"
        )
    };
}

macro_rules! by_origin {
    ($column:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM event_origin o JOIN event e ON e.id = o.event_id
             WHERE o.",
            $column,
            " = ?4 AND o.event_id < ?1 AND o.event_id >= ?2 ORDER BY o.event_id DESC LIMIT ?3"
        )
    };
}

sql_list!(AUDIT_ALL = by_event!(""));
sql_list!(AUDIT_SUBJECT = by_event!("e.subject_kind = ?4 AND e.subject = ?5 AND "));
sql_list!(AUDIT_ACTOR = by_event!("e.actor = ?4 AND "));
sql_list!(AUDIT_KIND = by_event!("e.kind = ?4 AND "));
sql_list!(AUDIT_TOKEN = by_origin!("token"));
sql_list!(AUDIT_SESSION = by_origin!("session"));
sql_list!(AUDIT_ADDRESS = by_origin!("address"));
sql!(
    AUDIT_BY_ID = concat!(
        "SELECT ",
        columns!(),
        " FROM event e LEFT JOIN event_origin o ON o.event_id = e.id WHERE e.id = ?1"
    )
);
sql!(AUDIT_POSITION = "SELECT pos FROM event_order WHERE event_id = ?1");

impl AuditRow {
    fn from_row(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            event: EventRow::from_row(row)?,
            origin: EventOrigin {
                address: row.get("address")?,
                agent: row.get("agent")?,
                session: row.get("session")?,
                token: row.get("token")?,
            },
        })
    }
}

/// The next entries of a walk, newest first.
pub fn audit_walk(
    tx: &mut Tx<'_>,
    lead: &AuditLead,
    place: AuditPlace,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let (before, from) = (place.before, place.from);
    let mut walk = |sql, narrowed: &[&dyn ToValue]| {
        let given: [&dyn ToValue; 3] = [&before, &from, &limit];
        tx.query(sql, &[&given, narrowed].concat(), AuditRow::from_row)
    };
    match lead {
        AuditLead::All => walk(&AUDIT_ALL, &[]),
        AuditLead::Subject(subject) => {
            let (kind, id) = subject.parts();
            walk(&AUDIT_SUBJECT, &[&kind, &id])
        }
        AuditLead::Token(token) => walk(&AUDIT_TOKEN, &[token]),
        AuditLead::Session(session) => walk(&AUDIT_SESSION, &[session]),
        AuditLead::Address(address) => walk(&AUDIT_ADDRESS, &[address]),
        AuditLead::Actor(actor) => walk(&AUDIT_ACTOR, &[&actor.to_text()]),
        AuditLead::Kinds(kinds) => {
            let mut found = Vec::new();
            for kind in kinds {
                found.extend(walk(&AUDIT_KIND, &[kind])?);
            }
            // The newest of each are among the newest of all, and no more than these can be.
            found.sort_unstable_by_key(|row| std::cmp::Reverse(row.event.id.raw()));
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(found)
        }
    }
}

/// One entry.
pub fn audit_by_id(tx: &mut Tx<'_>, id: EventId) -> Result<Option<AuditRow>, StoreError> {
    tx.query_one(&AUDIT_BY_ID, &[&id], AuditRow::from_row)
}

/// The place of an event in the log, as soon as it has one.
pub fn audit_position(tx: &mut Tx<'_>, id: EventId) -> Result<Option<i64>, StoreError> {
    tx.query_one(&AUDIT_POSITION, &[&id], |row| row.get("pos"))
}
