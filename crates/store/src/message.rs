//! Messages of a ticket: who, when, for whom; the text apart so that it can be erased.
//!
//! It does not decide who may read which: `visibility` is a column, the rule is in `app`.

use touchstone_domain::id::{MessageId, TicketId};
use touchstone_domain::ticket::{AuthorKind, BodyFormat, Visibility};
use touchstone_domain::time::Timestamp;

use crate::search::search_put_message;
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A message with its text; `body` is `None` once the text was destroyed.
    pub struct MessageRow {
        pub id: MessageId,
        pub ticket: TicketId,
        pub author_kind: AuthorKind,
        /// Raw id of a person or a user, by `author_kind`; none for the product itself.
        pub author: Option<i64>,
        pub visibility: Visibility,
        pub format: BodyFormat,
        pub crossed: bool,
        /// Version of the ticket after this message.
        pub at_version: i64,
        /// How many files came with it.
        pub files: u32,
        pub created_at: Timestamp,
        pub body: Option<String>,
    }
}

sql!(MESSAGE_INSERT =
    "INSERT INTO message (id, ticket, author_kind, author, visibility, format, crossed, at_version, files, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
sql!(MESSAGE_TEXT_INSERT = "INSERT INTO message_text (message, body) VALUES (?1, ?2)");
sql_list!(MESSAGE_OF_TICKET =
    "SELECT m.id, m.ticket, m.author_kind, m.author, m.visibility, m.format, m.crossed, m.at_version, m.files,
            m.created_at, x.body
     FROM message m LEFT JOIN message_text x ON x.message = m.id
     WHERE m.ticket = ?1 AND m.id > ?2 ORDER BY m.id LIMIT ?3");
sql_list!(MESSAGE_OF_TICKET_BACK =
    "SELECT m.id, m.ticket, m.author_kind, m.author, m.visibility, m.format, m.crossed, m.at_version, m.files,
            m.created_at, x.body
     FROM message m LEFT JOIN message_text x ON x.message = m.id
     WHERE m.ticket = ?1 AND m.id < ?2 ORDER BY m.id DESC LIMIT ?3");

sql!(MESSAGE_BY_ID =
    "SELECT m.id, m.ticket, m.author_kind, m.author, m.visibility, m.format, m.crossed, m.at_version, m.files,
            m.created_at, x.body
     FROM message m LEFT JOIN message_text x ON x.message = m.id WHERE m.id = ?1");

pub fn message_by_id(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<MessageRow>, StoreError> {
    tx.query_one(&MESSAGE_BY_ID, &[&id], MessageRow::from_row)
}

/// Adds a message and its text.
pub fn message_insert(tx: &mut Tx<'_>, row: &MessageRow) -> Result<(), StoreError> {
    tx.execute(
        &MESSAGE_INSERT,
        &[
            &row.id,
            &row.ticket,
            &row.author_kind,
            &row.author,
            &row.visibility,
            &row.format,
            &row.crossed,
            &row.at_version,
            &row.files,
            &row.created_at,
        ],
    )?;
    if let Some(body) = &row.body {
        tx.execute(&MESSAGE_TEXT_INSERT, &[&row.id, body])?;
        search_put_message(tx, (row.id, row.ticket), row.visibility, body)?;
    }
    Ok(())
}

/// Messages of a ticket after one of them, oldest first.
pub fn message_of_ticket(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    after: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    let after = after.map_or(0, touchstone_domain::id::Id::raw);
    tx.query(
        &MESSAGE_OF_TICKET,
        &[&ticket, &after, &limit],
        MessageRow::from_row,
    )
}

/// Messages of a ticket before one of them, newest first.
pub fn message_of_ticket_back(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    let before = before.map_or(i64::MAX, touchstone_domain::id::Id::raw);
    tx.query(
        &MESSAGE_OF_TICKET_BACK,
        &[&ticket, &before, &limit],
        MessageRow::from_row,
    )
}
