//! What members of staff are told of, and how much of it each has not read. The count is kept with the rows: whoever changes
//! one changes the other in the same transaction.

use touchstone_domain::clock::Metric;
use touchstone_domain::id::{EventId, Id, MessageId, StaffNoticeId, TicketId, UserId};
use touchstone_domain::staff_notice::NoticeKind;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    #[derive(PartialEq, Eq)]
    pub struct StaffNoticeRow {
        pub id: StaffNoticeId,
        pub user_id: UserId,
        /// One event tells a person one thing.
        pub event: EventId,
        pub kind: NoticeKind,
        pub ticket: Option<TicketId>,
        pub message: Option<MessageId>,
        /// Which clock it is about.
        pub metric: Option<Metric>,
        /// Who did it, if a member of staff did.
        pub author: Option<UserId>,
        pub at: Timestamp,
        pub read_at: Option<Timestamp>,
        /// When a mail about it is due, as long as one is to come.
        pub mail_due: Option<Timestamp>,
    }
}

record! {
    /// How much somebody has not read.
    #[derive(PartialEq, Eq)]
    pub struct StaffBellRow {
        pub user_id: UserId,
        pub unread: i64,
        pub version: i64,
        pub touched_at: Timestamp,
    }
}

macro_rules! columns {
    () => {
        "id, user_id, event, kind, ticket, message, metric, author, at, read_at, mail_due"
    };
}

sql!(
    STAFF_NOTICE_INSERT = concat!(
        "INSERT INTO staff_notice (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (event, user_id) DO NOTHING"
    )
);
sql!(
    STAFF_NOTICE_BY_ID = concat!(
        "SELECT ",
        columns!(),
        " FROM staff_notice WHERE id = ?1 AND user_id = ?2"
    )
);
sql_list!(
    STAFF_NOTICES_OF = concat!(
        "SELECT ",
        columns!(),
        " FROM staff_notice WHERE user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
    )
);
sql_list!(
    STAFF_NOTICES_UNREAD = concat!(
        "SELECT ",
        columns!(),
        " FROM staff_notice WHERE user_id = ?1 AND read_at IS NULL AND id < ?2 ORDER BY id DESC LIMIT ?3"
    )
);
sql!(
    STAFF_NOTICE_READ = "UPDATE staff_notice SET read_at = ?3, mail_due = NULL WHERE id = ?1 AND user_id = ?2 AND read_at IS NULL"
);
sql!(
    STAFF_NOTICES_READ_THROUGH =
        "UPDATE staff_notice SET read_at = ?3, mail_due = NULL WHERE id IN
         (SELECT id FROM staff_notice WHERE user_id = ?1 AND read_at IS NULL AND id <= ?2 ORDER BY id LIMIT ?4)"
);
sql!(
    STAFF_NOTICES_DEALT = "UPDATE staff_notice SET read_at = ?4, mail_due = NULL
     WHERE ticket = ?1 AND user_id = ?2 AND read_at IS NULL AND event < ?3"
);
sql!(
    STAFF_NOTICES_OF_MESSAGE = "UPDATE staff_notice SET read_at = ?3, mail_due = NULL WHERE message = ?1 AND user_id = ?2 AND read_at IS NULL"
);
sql!(
    STAFF_NOTICES_FORGET = "DELETE FROM staff_notice WHERE id IN
     (SELECT id FROM staff_notice WHERE at < ?1 ORDER BY at, id LIMIT ?2) RETURNING user_id, read_at"
);
sql!(
    STAFF_BELL_ADD = "INSERT INTO staff_bell (user_id, unread, version, touched_at) VALUES (?1, ?2, 1, ?3)
     ON CONFLICT (user_id) DO UPDATE SET unread = staff_bell.unread + excluded.unread,
        version = staff_bell.version + 1, touched_at = excluded.touched_at"
);
sql!(STAFF_BELL_OF = "SELECT user_id, unread, version, touched_at FROM staff_bell WHERE user_id = ?1");
sql_list!(
    STAFF_BELLS_TOUCHED = "SELECT user_id, unread, version, touched_at FROM staff_bell
     WHERE (touched_at, user_id) > (?1, ?2) ORDER BY touched_at, user_id LIMIT ?3"
);

/// Tells somebody of something; false when its event has told them before.
pub fn staff_notice_insert(tx: &mut Tx<'_>, row: &StaffNoticeRow) -> Result<bool, StoreError> {
    let added = tx.execute(
        &STAFF_NOTICE_INSERT,
        &[
            &row.id,
            &row.user_id,
            &row.event,
            &row.kind,
            &row.ticket,
            &row.message,
            &row.metric,
            &row.author,
            &row.at,
            &row.read_at,
            &row.mail_due,
        ],
    )?;
    Ok(added == 1)
}

/// One of a person's own.
pub fn staff_notice_by_id(
    tx: &mut Tx<'_>,
    user: UserId,
    id: StaffNoticeId,
) -> Result<Option<StaffNoticeRow>, StoreError> {
    tx.query_one(&STAFF_NOTICE_BY_ID, &[&id, &user], StaffNoticeRow::from_row)
}

/// What somebody was told of, the newest first, before one of them; what they have not read alone, if `unread`.
pub fn staff_notices_of(
    tx: &mut Tx<'_>,
    user: UserId,
    unread: bool,
    before: Option<StaffNoticeId>,
    limit: u32,
) -> Result<Vec<StaffNoticeRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    let list = if unread {
        &STAFF_NOTICES_UNREAD
    } else {
        &STAFF_NOTICES_OF
    };
    tx.query(list, &[&user, &before, &limit], StaffNoticeRow::from_row)
}

/// Marks one of a person's own as read; false when it was, or is not there. The count is the caller's.
pub fn staff_notice_read(
    tx: &mut Tx<'_>,
    user: UserId,
    id: StaffNoticeId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&STAFF_NOTICE_READ, &[&id, &user, &at])? == 1)
}

/// Marks as read what somebody was told up to one of them, at most `limit`; how many were new.
pub fn staff_notices_read_through(
    tx: &mut Tx<'_>,
    user: UserId,
    through: StaffNoticeId,
    at: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    tx.execute(&STAFF_NOTICES_READ_THROUGH, &[&user, &through, &at, &limit])
}

/// Marks as read what somebody was told of a ticket before an event; how many were new.
pub fn staff_notices_dealt(
    tx: &mut Tx<'_>,
    user: UserId,
    ticket: TicketId,
    before: EventId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(&STAFF_NOTICES_DEALT, &[&ticket, &user, &before, &at])
}

/// Marks as read what somebody was told of a message; how many were new.
pub fn staff_notices_of_message(
    tx: &mut Tx<'_>,
    user: UserId,
    message: MessageId,
    at: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(&STAFF_NOTICES_OF_MESSAGE, &[&message, &user, &at])
}

/// Removes the oldest of what was told before an instant; whose each was, and whether it counts as not read.
pub fn staff_notices_forget(
    tx: &mut Tx<'_>,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<(UserId, bool)>, StoreError> {
    tx.query(&STAFF_NOTICES_FORGET, &[&before, &limit], |row| {
        let read: Option<Timestamp> = row.get("read_at")?;
        Ok((row.get("user_id")?, read.is_none()))
    })
}

/// Adds to what somebody has not read, or takes from it.
pub fn staff_bell_add(tx: &mut Tx<'_>, user: UserId, n: i64, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(&STAFF_BELL_ADD, &[&user, &n, &at])?;
    Ok(())
}

/// How much somebody has not read; none who was never told anything.
pub fn staff_bell_of(tx: &mut Tx<'_>, user: UserId) -> Result<Option<StaffBellRow>, StoreError> {
    tx.query_one(&STAFF_BELL_OF, &[&user], StaffBellRow::from_row)
}

/// Whose count changed after an instant and a person, in that order.
pub fn staff_bells_touched(
    tx: &mut Tx<'_>,
    after: (Timestamp, UserId),
    limit: u32,
) -> Result<Vec<StaffBellRow>, StoreError> {
    tx.query(
        &STAFF_BELLS_TOUCHED,
        &[&after.0, &after.1, &limit],
        StaffBellRow::from_row,
    )
}
