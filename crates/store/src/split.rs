//! Messages that a request shows besides its own, since it was made of them.

use touchstone_domain::id::{Id, MessageId, TicketId};
use touchstone_domain::time::Timestamp;

use crate::message::MessageRow;
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A message that a ticket shows besides its own.
    #[derive(PartialEq, Eq)]
    pub struct SplitRow {
        pub ticket: TicketId,
        pub message: MessageId,
        /// The ticket it was taken out of.
        pub source: TicketId,
        pub split_at: Timestamp,
    }
}

macro_rules! message_columns {
    () => {
        "m.id, m.ticket, m.author_kind, m.author, m.visibility, m.format, m.crossed, m.at_version, m.files,
            m.created_at, x.body"
    };
}

sql!(SPLIT_INSERT = "INSERT INTO ticket_split (ticket, message, source, split_at) VALUES (?1, ?2, ?3, ?4)");
// A ticket is made of at most 50 messages.
sql!(
    SPLIT_HOMES = "SELECT DISTINCT m.ticket FROM ticket_split s JOIN message m ON m.id = s.message
     WHERE s.ticket = ?1 LIMIT 50"
);
sql!(
    SPLITS = "SELECT * FROM (SELECT DISTINCT source AS other, TRUE AS is_source FROM ticket_split WHERE ticket = ?1 LIMIT 50) sources
     UNION ALL
     SELECT * FROM (SELECT DISTINCT ticket, FALSE FROM ticket_split WHERE source = ?1 LIMIT 200) targets"
);
sql_list!(
    SPLIT_OUT =
        "SELECT ticket, message, source, split_at FROM ticket_split WHERE source = ?1 AND message BETWEEN ?2 AND ?3
     ORDER BY source, message, ticket LIMIT ?4"
);
sql_list!(
    SPLIT_SHOWN = concat!(
        "SELECT ",
        message_columns!(),
        " FROM ticket_split s JOIN message m ON m.id = s.message LEFT JOIN message_text x ON x.message = m.id
     WHERE s.ticket = ?1 AND s.message > ?2 ORDER BY s.message LIMIT ?3"
    )
);
sql_list!(
    SPLIT_SHOWN_BACK = concat!(
        "SELECT ",
        message_columns!(),
        " FROM ticket_split s JOIN message m ON m.id = s.message LEFT JOIN message_text x ON x.message = m.id
     WHERE s.ticket = ?1 AND s.message < ?2 ORDER BY s.message DESC LIMIT ?3"
    )
);
sql!(
    ANSWER_AFTER = "SELECT created_at FROM message WHERE ticket = ?1 AND id > ?2 AND visibility = 'public'
     AND author_kind = 'agent' ORDER BY id LIMIT 1"
);

/// Has a ticket show a message besides its own.
pub fn split_insert(tx: &mut Tx<'_>, row: &SplitRow) -> Result<(), StoreError> {
    tx.execute(
        &SPLIT_INSERT,
        &[&row.ticket, &row.message, &row.source, &row.split_at],
    )?;
    Ok(())
}

/// The tickets in which the messages stand that this one was made of.
pub fn split_homes(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<TicketId>, StoreError> {
    tx.query(&SPLIT_HOMES, &[&ticket], |row| row.get("ticket"))
}

/// The tickets this one was split from, and those that were split from it.
pub fn splits_of(tx: &mut Tx<'_>, ticket: TicketId) -> Result<(Vec<TicketId>, Vec<TicketId>), StoreError> {
    let (mut sources, mut targets) = (Vec::new(), Vec::new());
    for (other, is_source) in tx.query(&SPLITS, &[&ticket], |row| {
        Ok((row.get("other")?, row.get("is_source")?))
    })? {
        if is_source { &mut sources } else { &mut targets }.push(other);
    }
    Ok((sources, targets))
}

/// What was taken out of a ticket, of a range of messages.
pub fn split_out(
    tx: &mut Tx<'_>,
    source: TicketId,
    range: (MessageId, MessageId),
    limit: u32,
) -> Result<Vec<SplitRow>, StoreError> {
    tx.query(
        &SPLIT_OUT,
        &[&source, &range.0, &range.1, &limit],
        SplitRow::from_row,
    )
}

/// Messages a ticket was made of, after one of them, oldest first.
pub fn split_shown(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    after: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    let after = after.map_or(0, Id::raw);
    tx.query(&SPLIT_SHOWN, &[&ticket, &after, &limit], MessageRow::from_row)
}

/// The same before one of them, newest first.
pub fn split_shown_back(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    tx.query(
        &SPLIT_SHOWN_BACK,
        &[&ticket, &before, &limit],
        MessageRow::from_row,
    )
}

/// When a person of the desk first wrote to the requester in a ticket after a message.
pub fn answer_after(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    message: MessageId,
) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&ANSWER_AFTER, &[&ticket, &message], |row| row.get("created_at"))
}
