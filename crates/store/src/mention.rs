//! Who was mentioned in which note, and whether they have seen it.

use touchstone_domain::id::{Id, MessageId, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    #[derive(PartialEq, Eq)]
    pub struct MentionRow {
        pub user_id: UserId,
        pub message: MessageId,
        pub ticket: TicketId,
        pub read_at: Option<Timestamp>,
    }
}

sql!(
    MENTION_INSERT = "INSERT INTO mention (user_id, message, ticket, read_at) VALUES (?1, ?2, ?3, NULL)
     ON CONFLICT (user_id, message) DO NOTHING"
);
sql_list!(
    MENTIONS_OF = "SELECT user_id, message, ticket, read_at FROM mention WHERE user_id = ?1 AND message < ?2
     ORDER BY message DESC LIMIT ?3"
);
sql_list!(
    MENTIONS_UNREAD = "SELECT user_id, message, ticket, read_at FROM mention
     WHERE user_id = ?1 AND read_at IS NULL AND message < ?2 ORDER BY message DESC LIMIT ?3"
);
sql!(MENTIONS_IN =
    sqlite "SELECT message, user_id FROM mention WHERE message IN (SELECT value FROM json_each(?1)) ORDER BY message, user_id",
    postgres "SELECT message, user_id FROM mention WHERE message IN
        (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON))) ORDER BY message, user_id");
sql!(
    MENTION_READ = "UPDATE mention SET read_at = ?3 WHERE user_id = ?1 AND message = ?2 AND read_at IS NULL"
);
sql!(
    USERS_NAMED =
        "SELECT id FROM user_account WHERE name = ?1 AND archived_at IS NULL ORDER BY name, id LIMIT 2"
);

/// Notes that somebody was mentioned; twice is once.
pub fn mention_insert(
    tx: &mut Tx<'_>,
    user: UserId,
    message: MessageId,
    ticket: TicketId,
) -> Result<(), StoreError> {
    tx.execute(&MENTION_INSERT, &[&user, &message, &ticket])?;
    Ok(())
}

/// Where somebody was mentioned, the newest first, before a message; those they have not seen alone, if `unread`.
pub fn mentions_of(
    tx: &mut Tx<'_>,
    user: UserId,
    unread: bool,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MentionRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    let list = if unread { &MENTIONS_UNREAD } else { &MENTIONS_OF };
    tx.query(list, &[&user, &before, &limit], MentionRow::from_row)
}

/// Whom these messages mention.
pub fn mentions_in(tx: &mut Tx<'_>, messages: &[MessageId]) -> Result<Vec<(MessageId, UserId)>, StoreError> {
    tx.query(&MENTIONS_IN, &[&id_array(messages)], |row| {
        Ok((row.get("message")?, row.get("user_id")?))
    })
}

/// Marks a mention as seen; false when it was, or is not there.
pub fn mention_read(
    tx: &mut Tx<'_>,
    user: UserId,
    message: MessageId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&MENTION_READ, &[&user, &message, &at])? == 1)
}

/// Those in service with exactly this name, two at most: more than one is too many to be meant.
pub fn users_named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<UserId>, StoreError> {
    tx.query(&USERS_NAMED, &[&name], |row| row.get("id"))
}
