//! The index of search: which terms stand in which text. It is kept by the functions that write and destroy the texts
//! themselves, in their transaction, so nobody who writes a text can forget it.
//!
//! It finds candidates, newest first. Whether a candidate is a hit, and who may see it, is decided in `app`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use touchstone_domain::id::{FileId, Id, MessageId, TicketId};
use touchstone_domain::search::{SearchPart, Term, terms};
use touchstone_domain::ticket::Visibility;
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{EngineKind, StoreError, Tx, record, sql};

/// Texts looked at one after the other, the newest first, before the index is asked.
const RECENT: u32 = 2_000;
/// What so many texts have is not looked for beyond them.
const MANY: u32 = 200;

record! {
    /// A text that has the terms asked for.
    #[derive(Copy, PartialEq, Eq)]
    pub struct SearchHit {
        /// Raw id of the ticket, message or file; falls along a list.
        pub id: i64,
        pub ticket: TicketId,
        pub part: SearchPart,
        /// Of an internal note.
        pub internal: bool,
    }
}

record! {
    /// The text of a message, with what is asked of it.
    pub struct SearchedMessage {
        pub id: MessageId,
        pub ticket: TicketId,
        pub visibility: Visibility,
        pub created_at: Timestamp,
        pub body: String,
    }
}

record! {
    /// The name of a file that came with a message.
    pub struct SearchedFile {
        pub id: FileId,
        pub ticket: TicketId,
        pub message: MessageId,
        pub visibility: Visibility,
        pub created_at: Timestamp,
        pub name: String,
    }
}

sql!(
    SEARCH_TEXT_INSERT = "INSERT INTO search_text (id, ticket, part, internal) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (id) DO NOTHING"
);
sql!(SEARCH_TERMS_INSERT =
    sqlite "INSERT INTO search_fts (rowid, terms) VALUES (?1, ?2)",
    postgres "INSERT INTO search_fts (rowid, terms) VALUES (?1, CAST(CAST(?2 AS TEXT) AS TSVECTOR))");
sql!(SEARCH_TERMS_DELETE = "DELETE FROM search_fts WHERE rowid = ?1");
macro_rules! of_ticket {
    () => {
        "(SELECT id FROM search_text WHERE ticket = ?1)"
    };
}
sql!(SEARCH_TERMS_DESTROY = concat!("DELETE FROM search_fts WHERE rowid IN ", of_ticket!()));
sql!(SEARCH_TEXTS_DESTROY = "DELETE FROM search_text WHERE ticket = ?1");
macro_rules! of_person {
    () => {
        "(SELECT id FROM search_text WHERE ticket IN (SELECT id FROM ticket WHERE requester = ?1))"
    };
}
sql!(pub(crate) SEARCH_TERMS_OF_PERSON = concat!("DELETE FROM search_fts WHERE rowid IN ", of_person!()));
sql!(pub(crate) SEARCH_TEXTS_OF_PERSON =
    "DELETE FROM search_text WHERE ticket IN (SELECT id FROM ticket WHERE requester = ?1)");
// How common a term is decides which index PostgreSQL had best walk: what asks for terms goes by `query_afresh`.
//
// The engine's own index leads and gives its rows newest first. PostgreSQL guesses badly how many there are, so it is told to read
// what belongs to them of each of those that are wanted, and of nothing else.
sql!(SEARCH_HITS =
    sqlite "SELECT s.id, s.ticket, s.part, s.internal FROM search_fts f CROSS JOIN search_text s ON s.id = f.rowid
        WHERE f.search_fts MATCH ?1 AND f.rowid < ?2 ORDER BY f.rowid DESC LIMIT ?3",
    postgres "SELECT s.id, s.ticket, s.part, s.internal FROM
        (SELECT rowid FROM search_fts WHERE terms @@ CAST(CAST(?1 AS TEXT) AS TSQUERY) AND rowid < ?2
         ORDER BY rowid DESC LIMIT ?3) f
        CROSS JOIN LATERAL (SELECT id, ticket, part, internal FROM search_text WHERE id = f.rowid LIMIT 1) s
        ORDER BY f.rowid DESC");
sql!(SEARCH_PROBE =
    sqlite "SELECT COUNT(*) AS n FROM (SELECT rowid FROM search_fts WHERE search_fts MATCH ?1 LIMIT ?2)",
    postgres "SELECT COUNT(*) AS n FROM (SELECT rowid FROM search_fts
        WHERE terms @@ CAST(CAST(?1 AS TEXT) AS TSQUERY) LIMIT ?2) x");
sql!(SEARCH_NEWEST = sqlite
    "SELECT rowid FROM search_fts WHERE search_fts MATCH ?1 ORDER BY rowid DESC LIMIT ?2");
// In no order, so that the walk ends at the limit.
sql!(SEARCH_FEW = postgres
    "SELECT rowid FROM search_fts WHERE terms @@ CAST(CAST(?1 AS TEXT) AS TSQUERY) LIMIT ?2");
// Read from the end until enough are found.
sql!(SEARCH_RECENT = postgres
    "SELECT rowid FROM (SELECT rowid, terms FROM search_fts ORDER BY rowid DESC LIMIT ?3) n
     WHERE n.terms @@ CAST(CAST(?1 AS TEXT) AS TSQUERY) ORDER BY rowid DESC LIMIT ?2");
sql!(MESSAGE_VISIBILITY = "SELECT visibility FROM message WHERE id = ?1");
macro_rules! messages {
    () => {
        "SELECT m.id, m.ticket, m.visibility, m.created_at, x.body
         FROM message m JOIN message_text x ON x.message = m.id WHERE m.ticket IN "
    };
}
macro_rules! files {
    () => {
        "SELECT f.id, f.ticket, f.message, m.visibility, f.created_at, f.name
         FROM file f JOIN message m ON m.id = f.message WHERE f.ticket IN "
    };
}
// What a ticket shows besides its own, since it was made of it.
macro_rules! split_messages {
    () => {
        " UNION ALL SELECT m.id, s.ticket, m.visibility, m.created_at, x.body FROM ticket_split s
         JOIN message m ON m.id = s.message JOIN message_text x ON x.message = m.id WHERE s.ticket IN "
    };
}
macro_rules! split_files {
    () => {
        " UNION ALL SELECT f.id, s.ticket, f.message, m.visibility, f.created_at, f.name FROM ticket_split s
         JOIN message m ON m.id = s.message JOIN file f ON f.message = m.id WHERE s.ticket IN "
    };
}
macro_rules! listed {
    () => {
        "(SELECT value FROM json_each(?1))"
    };
}
macro_rules! among {
    () => {
        "(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))"
    };
}
sql!(SEARCHED_MESSAGES =
    sqlite concat!(messages!(), listed!()),
    postgres concat!(messages!(), among!()));
sql!(SEARCHED_FILES =
    sqlite concat!(files!(), listed!()),
    postgres concat!(files!(), among!()));
sql!(SHOWN_MESSAGES =
    sqlite concat!(messages!(), listed!(), split_messages!(), listed!()),
    postgres concat!(messages!(), among!(), split_messages!(), among!()));
sql!(SHOWN_FILES =
    sqlite concat!(files!(), listed!(), split_files!(), listed!()),
    postgres concat!(files!(), among!(), split_files!(), among!()));
macro_rules! shown_too {
    ($ids:expr) => {
        concat!(
            "SELECT s.message AS id, s.ticket FROM ticket_split s WHERE s.message IN ", $ids,
            " UNION ALL SELECT f.id, s.ticket FROM file f JOIN ticket_split s ON s.message = f.message WHERE f.id IN ", $ids
        )
    };
}
sql!(SHOWN_TOO = sqlite shown_too!(listed!()), postgres shown_too!(among!()));

/// Puts a text into the index, in place of what was known under its id.
fn put(
    tx: &mut Tx<'_>,
    (id, ticket): (i64, TicketId),
    part: SearchPart,
    internal: bool,
    text: &str,
) -> Result<(), StoreError> {
    let known = tx.execute(&SEARCH_TEXT_INSERT, &[&id, &ticket, &part, &internal])? == 0;
    if known {
        tx.execute(&SEARCH_TERMS_DELETE, &[&id])?;
    }
    let listed = terms(text).into_iter().collect::<Vec<_>>().join(" ");
    tx.execute(&SEARCH_TERMS_INSERT, &[&id, &listed])?;
    Ok(())
}

/// Subject, demand and order number of a ticket.
pub(crate) fn search_put_ticket(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    texts: [Option<&str>; 3],
) -> Result<(), StoreError> {
    let all: Vec<&str> = texts.into_iter().flatten().collect();
    put(
        tx,
        (ticket.raw(), ticket),
        SearchPart::Ticket,
        false,
        &all.join("\n\n"),
    )
}

/// A message.
pub(crate) fn search_put_message(
    tx: &mut Tx<'_>,
    (id, ticket): (MessageId, TicketId),
    visibility: Visibility,
    body: &str,
) -> Result<(), StoreError> {
    let internal = visibility == Visibility::Internal;
    put(tx, (id.raw(), ticket), SearchPart::Message, internal, body)
}

/// The name of a file that a message was given.
pub(crate) fn search_put_file(
    tx: &mut Tx<'_>,
    (id, ticket): (FileId, TicketId),
    message: MessageId,
    name: &str,
) -> Result<(), StoreError> {
    let visibility = tx.query_one(&MESSAGE_VISIBILITY, &[&message], |row| row.get("visibility"))?;
    let internal = visibility != Some(Visibility::Public);
    put(tx, (id.raw(), ticket), SearchPart::File, internal, name)
}

/// Destroys what the index knows of a ticket's texts.
pub(crate) fn search_destroy(tx: &mut Tx<'_>, ticket: TicketId) -> Result<(), StoreError> {
    tx.execute(&SEARCH_TERMS_DESTROY, &[&ticket])?;
    tx.execute(&SEARCH_TEXTS_DESTROY, &[&ticket])?;
    Ok(())
}

/// Texts that have all these terms, newest first, behind one. Nothing has no terms.
pub fn search_hits(
    tx: &mut Tx<'_>,
    wanted: &BTreeSet<Term>,
    before: i64,
    limit: u32,
) -> Result<Vec<SearchHit>, StoreError> {
    let asked = asked(tx.engine(), wanted);
    tx.query_afresh(&SEARCH_HITS, &[&asked, &before, &limit], SearchHit::from_row)
}

/// Raw ids of the newest texts with all these terms, of tickets, messages and files. PostgreSQL finds every text that has them
/// before it knows the newest: what [`MANY`] texts have is looked for among the last [`RECENT`] texts only.
pub fn search_newest(tx: &mut Tx<'_>, wanted: &BTreeSet<Term>, limit: u32) -> Result<Vec<i64>, StoreError> {
    let asked = asked(tx.engine(), wanted);
    if tx.engine() == EngineKind::Sqlite {
        return tx.query(&SEARCH_NEWEST, &[&asked, &limit], |row| row.get("rowid"));
    }
    let mut few = tx.query_afresh(&SEARCH_FEW, &[&asked, &MANY], |row| row.get("rowid"))?;
    if few.len() >= MANY as usize {
        return tx.query_afresh(&SEARCH_RECENT, &[&asked, &limit, &RECENT], |row| row.get("rowid"));
    }
    few.sort_unstable_by_key(|id: &i64| Reverse(*id));
    few.truncate(limit as usize);
    Ok(few)
}

/// How many texts have all these terms, counted up to `most`.
pub fn search_probe(tx: &mut Tx<'_>, wanted: &BTreeSet<Term>, most: u32) -> Result<i64, StoreError> {
    let asked = asked(tx.engine(), wanted);
    let n = tx.query_afresh(&SEARCH_PROBE, &[&asked, &most], |row| row.get("n"))?;
    Ok(n.into_iter().next().unwrap_or(0))
}

/// The question in the engine's words. Terms are letters, digits and signs: nothing in them needs escaping.
fn asked(engine: EngineKind, wanted: &BTreeSet<Term>) -> String {
    let mut text = String::new();
    for term in wanted {
        let (and, open, close, prefix) = match engine {
            EngineKind::Sqlite => (" AND ", "\"", "\"", "*"),
            EngineKind::Postgres => (" & ", "'", "'", ":*"),
        };
        let and = if text.is_empty() { "" } else { and };
        let prefix = if term.prefix { prefix } else { "" };
        text.extend([and, open, term.text.as_str(), close, prefix]);
    }
    text
}

/// The tickets that show these messages and files besides the ticket they belong to, each with the number of the one it shows.
pub fn search_shown_too(tx: &mut Tx<'_>, hits: &[SearchHit]) -> Result<Vec<(i64, TicketId)>, StoreError> {
    let parts = hits.iter().filter(|hit| hit.part != SearchPart::Ticket);
    let ids: Vec<MessageId> = parts.map(|hit| MessageId::from_raw(hit.id)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&SHOWN_TOO, &[&id_array(&ids)], |row| {
        Ok((row.get("id")?, row.get("ticket")?))
    })
}

/// Texts of the messages of several tickets, in no order.
pub(crate) fn searched_messages(
    tx: &mut Tx<'_>,
    tickets: &[TicketId],
) -> Result<Vec<SearchedMessage>, StoreError> {
    tx.query(
        &SEARCHED_MESSAGES,
        &[&id_array(tickets)],
        SearchedMessage::from_row,
    )
}

/// Names of the files of several tickets, in no order.
pub(crate) fn searched_files(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<Vec<SearchedFile>, StoreError> {
    tx.query(&SEARCHED_FILES, &[&id_array(tickets)], SearchedFile::from_row)
}

/// Texts of the messages that several tickets show, their own and those they were made of, in no order.
pub fn shown_messages(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<Vec<SearchedMessage>, StoreError> {
    tx.query(&SHOWN_MESSAGES, &[&id_array(tickets)], SearchedMessage::from_row)
}

/// Names of the files that came with them, in no order.
pub fn shown_files(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<Vec<SearchedFile>, StoreError> {
    tx.query(&SHOWN_FILES, &[&id_array(tickets)], SearchedFile::from_row)
}
