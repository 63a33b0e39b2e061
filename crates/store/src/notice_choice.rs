//! By which means members of staff want to be told of what, and the mails about it that are due.

use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;

use crate::staff_notice::StaffNoticeRow;
use crate::user::id_array;
use crate::{Locked, StoreError, Tx, record, sql, sql_lock};

record! {
    #[derive(PartialEq, Eq)]
    pub struct NoticeChoiceRow {
        pub user_id: UserId,
        /// JSON, as `domain` has it.
        pub content: String,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

sql!(
    NOTICE_CHOICE_OF =
        "SELECT user_id, content, updated_at, version FROM staff_notice_choice WHERE user_id = ?1"
);
sql!(NOTICE_CHOICES_OF = sqlite
    "SELECT user_id, content, updated_at, version FROM staff_notice_choice
     WHERE user_id IN (SELECT value FROM json_each(?1))",
    postgres
    "SELECT user_id, content, updated_at, version FROM staff_notice_choice
     WHERE user_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))");
sql_lock!(
    NOTICE_CHOICE_LOCK =
        "SELECT user_id, content, updated_at, version FROM staff_notice_choice WHERE user_id = ?1"
);
sql!(
    NOTICE_CHOICE_INSERT = "INSERT INTO staff_notice_choice (user_id, content, updated_at, version)
     VALUES (?1, ?2, ?3, ?4) ON CONFLICT (user_id) DO NOTHING"
);
sql!(
    NOTICE_CHOICE_SAVE =
        "UPDATE staff_notice_choice SET content = ?2, updated_at = ?3, version = ?4 WHERE user_id = ?1"
);
sql!(
    NOTICE_MAIL_NEXT = "SELECT user_id FROM staff_notice WHERE mail_due IS NOT NULL AND mail_due <= ?1
     ORDER BY mail_due, user_id, id LIMIT 1"
);
sql!(
    NOTICE_MAIL_TAKE = "UPDATE staff_notice SET mail_due = NULL, mailed_at = ?2
     WHERE user_id = ?1 AND mail_due IS NOT NULL AND (mail_due <= ?3 OR ticket IN
         (SELECT ticket FROM staff_notice WHERE user_id = ?1 AND mail_due IS NOT NULL AND mail_due <= ?2))
     RETURNING id, user_id, event, kind, ticket, message, metric, author, at, read_at, mail_due"
);
sql!(
    NOTICE_MAIL_DROP = "UPDATE staff_notice SET mail_due = NULL WHERE user_id = ?1 AND mail_due IS NOT NULL"
);

/// What somebody has chosen; none who has chosen nothing.
pub fn notice_choice_of(tx: &mut Tx<'_>, user: UserId) -> Result<Option<NoticeChoiceRow>, StoreError> {
    tx.query_one(&NOTICE_CHOICE_OF, &[&user], NoticeChoiceRow::from_row)
}

/// What several people have chosen, in no order; whoever has chosen nothing is not among it.
pub fn notice_choices_of(tx: &mut Tx<'_>, users: &[UserId]) -> Result<Vec<NoticeChoiceRow>, StoreError> {
    tx.query(&NOTICE_CHOICES_OF, &[&id_array(users)], NoticeChoiceRow::from_row)
}

pub fn notice_choice_lock(
    tx: &mut Tx<'_>,
    user: UserId,
) -> Result<Option<Locked<NoticeChoiceRow>>, StoreError> {
    let row = tx.query_one(&NOTICE_CHOICE_LOCK, &[&user], NoticeChoiceRow::from_row)?;
    Ok(row.map(Locked::new))
}

/// Keeps the first choice of somebody; false when there is one by now.
pub fn notice_choice_insert(tx: &mut Tx<'_>, row: &NoticeChoiceRow) -> Result<bool, StoreError> {
    let added = tx.execute(
        &NOTICE_CHOICE_INSERT,
        &[&row.user_id, &row.content, &row.updated_at, &row.version],
    )?;
    Ok(added == 1)
}

/// Keeps another one. The caller has raised `version`.
pub fn notice_choice_save(tx: &mut Tx<'_>, row: &Locked<NoticeChoiceRow>) -> Result<(), StoreError> {
    tx.execute(
        &NOTICE_CHOICE_SAVE,
        &[&row.user_id, &row.content, &row.updated_at, &row.version],
    )?;
    Ok(())
}

/// Whose mail is due, the one that waits longest.
pub fn notice_mail_next(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<UserId>, StoreError> {
    tx.query_one(&NOTICE_MAIL_NEXT, &[&now], |row| row.get("user_id"))
}

/// Takes what a mail to somebody is to be about, oldest first: what is due up to an instant, and whatever else waits about
/// the tickets of what is due now. Whoever asks at the same time gets nothing.
pub fn notice_mail_take(
    tx: &mut Tx<'_>,
    user: UserId,
    now: Timestamp,
    up_to: Timestamp,
) -> Result<Vec<StaffNoticeRow>, StoreError> {
    let mut rows = tx.query(
        &NOTICE_MAIL_TAKE,
        &[&user, &now, &up_to],
        StaffNoticeRow::from_row,
    )?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// No mail about what somebody was told so far.
pub fn notice_mail_drop(tx: &mut Tx<'_>, user: UserId) -> Result<(), StoreError> {
    tx.execute(&NOTICE_MAIL_DROP, &[&user])?;
    Ok(())
}
