//! Mail that came in: its bytes, sealed, where it stands, what it became. What a message is and what becomes of it is
//! decided elsewhere.

use touchstone_domain::id::{Id, MailId, MessageId, NotificationId, TicketId};
use touchstone_domain::mail::{CheckResult, CheckedBy, MailReason, MailState, SenderChecks};
use touchstone_domain::time::{Span, Timestamp};

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

/// How long a claim holds: longer than a look takes. One that takes longer may be done twice and counts once.
const LEASE: Span = Span::seconds(30);
/// Rows are counted up to this many.
pub const MAIL_COUNTED: i64 = 1_000;

record! {
    /// A mail.
    #[derive(PartialEq, Eq)]
    pub struct MailRow {
        pub id: MailId,
        /// The address it was taken for.
        pub mailbox: String,
        pub state: MailState,
        pub reason: Option<MailReason>,
        /// Bytes as it came.
        pub size: i64,
        pub received_at: Timestamp,
        pub settled_at: Option<Timestamp>,
        pub run_at: Timestamp,
        /// Which claim this is; a stale one settles nothing.
        pub claim: i64,
        pub attempts: u32,
        /// A person had it taken whatever it is.
        pub released: bool,
        /// How often it came.
        pub copies: i64,
        /// Keyed hash of the address it says it is from.
        pub sender: Option<Vec<u8>>,
        /// Sender and subject, sealed.
        pub head: Option<Vec<u8>>,
        /// What head and bytes are sealed with, wrapped; none once they are destroyed.
        pub data_key: Option<Vec<u8>>,
        pub ticket: Option<TicketId>,
        pub message: Option<MessageId>,
        /// The letter of ours that it reports about.
        pub letter: Option<NotificationId>,
        /// Its sender is told by a machine what became of it.
        pub acknowledged: bool,
        /// It was added to a request from another address than the requester's.
        pub other_sender: bool,
        /// Code of what kept it from being taken.
        pub problem: Option<String>,
        /// Why somebody dropped it.
        pub note: Option<String>,
        pub spf: Option<CheckResult>,
        pub dkim: Option<CheckResult>,
        pub dmarc: Option<CheckResult>,
        pub checked_by: Option<CheckedBy>,
        pub version: i64,
    }
}

impl MailRow {
    /// What is known of its sender.
    pub fn checks(&self) -> SenderChecks {
        SenderChecks {
            spf: self.spf,
            dkim: self.dkim,
            dmarc: self.dmarc,
            by: self.checked_by,
        }
    }
}

/// A mail about to be kept.
#[derive(Debug, Clone)]
pub struct NewMail {
    pub id: MailId,
    pub mailbox: String,
    /// Keyed hash of what it is known by.
    pub key: [u8; 32],
    pub sender: Option<[u8; 32]>,
    pub head: Vec<u8>,
    pub data_key: Vec<u8>,
    pub master_version: u32,
    /// Sealed.
    pub bytes: Vec<u8>,
    pub size: i64,
    pub received_at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, mailbox, state, reason, size, received_at, settled_at, run_at, claim, attempts, released, copies, sender, head,
         data_key, ticket, message, letter, acknowledged, other_sender, problem, note, spf, dkim, dmarc, checked_by, version"
    };
}

sql!(
    MAIL_INSERT = "INSERT INTO mail (id, mailbox, key, state, size, received_at, run_at, claim, attempts, released, copies,
            sender, head, data_key, master_version, acknowledged, other_sender, version)
     VALUES (?1, ?2, ?3, 'waiting', ?4, ?5, ?5, 0, 0, ?6, 1, ?7, ?8, ?9, ?10, ?6, ?6, 1)
     ON CONFLICT (mailbox, key) DO NOTHING"
);
sql!(MAIL_COPY = "UPDATE mail SET copies = copies + 1 WHERE mailbox = ?1 AND key = ?2");
sql!(MAIL_RAW_INSERT = "INSERT INTO mail_raw (mail, bytes) VALUES (?1, ?2)");
sql!(MAIL_RAW = "SELECT bytes FROM mail_raw WHERE mail = ?1");
sql!(MAIL_RAW_DELETE = "DELETE FROM mail_raw WHERE mail = ?1");
// Of one sender only the oldest is taken: what they wrote first is read first.
sql!(MAIL_CLAIM =
    sqlite concat!("UPDATE mail SET run_at = ?2, claim = claim + 1, attempts = attempts + 1 WHERE id IN
         (SELECT m.id FROM mail m WHERE m.state = 'waiting' AND m.run_at <= ?1
            AND NOT EXISTS (SELECT 1 FROM mail e WHERE e.state = 'waiting' AND e.sender = m.sender AND e.id < m.id)
          ORDER BY m.run_at, m.id LIMIT ?3)
     RETURNING ", columns!()),
    postgres "WITH due AS MATERIALIZED (SELECT m.id AS due_id FROM mail m WHERE m.state = 'waiting' AND m.run_at <= ?1
            AND NOT EXISTS (SELECT 1 FROM mail e WHERE e.state = 'waiting' AND e.sender = m.sender AND e.id < m.id)
          ORDER BY m.run_at, m.id LIMIT ?3 FOR UPDATE SKIP LOCKED)
     UPDATE mail SET run_at = ?2, claim = claim + 1, attempts = attempts + 1 FROM due WHERE mail.id = due.due_id
     RETURNING id, mailbox, state, reason, size, received_at, settled_at, run_at, claim, attempts, released, copies, sender, head,
         data_key, ticket, message, letter, acknowledged, other_sender, problem, note, spf, dkim, dmarc, checked_by, version");
sql!(
    MAIL_SETTLE = "UPDATE mail SET state = ?3, reason = ?4, settled_at = ?5, ticket = ?6, message = ?7, acknowledged = ?8,
        other_sender = ?9, problem = ?10, letter = ?11, spf = ?12, dkim = ?13,
        dmarc = ?14, checked_by = ?15, version = version + 1
     WHERE id = ?1 AND claim = ?2 AND state = 'waiting'"
);
sql!(
    MAIL_AGAIN = "UPDATE mail SET run_at = ?3, problem = ?4, attempts = attempts - 1 WHERE id = ?1 AND claim = ?2 AND state = 'waiting'"
);
sql!(
    MAIL_SAVE =
        "UPDATE mail SET state = ?2, reason = ?3, settled_at = ?4, run_at = ?5, attempts = ?6, released = ?7,
        problem = ?8, note = ?9, claim = claim + 1, version = version + 1 WHERE id = ?1"
);
sql!(MAIL_FORGET = "UPDATE mail SET data_key = NULL, head = NULL, version = version + 1 WHERE id = ?1");
sql!(
    pub(crate) MAIL_RAW_OF_TICKET = "DELETE FROM mail_raw WHERE mail IN (SELECT id FROM mail WHERE ticket = ?1)"
);
sql!(
    pub(crate) MAIL_OF_TICKET_FORGET = "UPDATE mail SET data_key = NULL, head = NULL, sender = NULL, note = NULL,
        version = version + 1 WHERE ticket = ?1"
);
sql!(
    pub(crate) MAIL_RAW_OF_PERSON = "DELETE FROM mail_raw WHERE mail IN (SELECT id FROM mail WHERE ticket IN
        (SELECT id FROM ticket WHERE requester = ?1))"
);
sql!(
    pub(crate) MAIL_OF_PERSON_FORGET = "UPDATE mail SET data_key = NULL, head = NULL, sender = NULL, note = NULL,
        version = version + 1 WHERE ticket IN (SELECT id FROM ticket WHERE requester = ?1)"
);
sql!(MAIL_BY_ID = concat!("SELECT ", columns!(), " FROM mail WHERE id = ?1"));
sql_lock!(MAIL_LOCK = concat!("SELECT ", columns!(), " FROM mail WHERE id = ?1"));
sql_list!(MAIL_NEXT = "SELECT run_at FROM mail WHERE state = 'waiting' ORDER BY run_at, id LIMIT 1");
sql_list!(
    MAIL_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM mail WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    MAIL_LIST_OF_STATE = concat!(
        "SELECT ",
        columns!(),
        " FROM mail WHERE state = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    MAIL_LIST_OF_TICKET = concat!(
        "SELECT ",
        columns!(),
        " FROM mail WHERE ticket = ?1 ORDER BY id LIMIT ?2"
    )
);
sql_list!(MAIL_OLDEST = "SELECT received_at FROM mail WHERE state = 'waiting' ORDER BY id LIMIT 1");
sql!(MAIL_COUNT = "SELECT COUNT(*) AS n FROM (SELECT id FROM mail WHERE state = ?1 LIMIT ?2) AS counted");
sql!(
    MAIL_LATELY = "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN acknowledged THEN 1 ELSE 0 END), 0) AS BIGINT) AS told
     FROM (SELECT acknowledged FROM mail WHERE sender = ?1 AND received_at > ?2 AND received_at <= ?3 LIMIT ?4) AS lately"
);
sql_list!(
    MAIL_OVER = "SELECT id FROM mail WHERE state = ?3 AND data_key IS NOT NULL AND settled_at < ?1
     ORDER BY settled_at, id LIMIT ?2"
);

/// Keeps a mail. `None` when it is kept already: then it is counted.
pub fn mail_insert(tx: &mut Tx<'_>, new: &NewMail) -> Result<Option<MailId>, StoreError> {
    let params: &[&dyn crate::ToValue] = &[
        &new.id,
        &new.mailbox,
        &&new.key[..],
        &new.size,
        &new.received_at,
        &false,
        &new.sender.as_ref().map(|hash| &hash[..]),
        &new.head,
        &new.data_key,
        &new.master_version,
    ];
    if tx.execute(&MAIL_INSERT, params)? == 0 {
        tx.execute(&MAIL_COPY, &[&new.mailbox, &&new.key[..]])?;
        return Ok(None);
    }
    tx.execute(&MAIL_RAW_INSERT, &[&new.id, &new.bytes])?;
    tx.nudge();
    Ok(Some(new.id))
}

/// The sealed bytes; none once they are destroyed.
pub fn mail_raw(tx: &mut Tx<'_>, id: MailId) -> Result<Option<Vec<u8>>, StoreError> {
    tx.query_one(&MAIL_RAW, &[&id], |row| row.get("bytes"))
}

/// Claims what is due, longest waiting first; of one sender only the oldest. Two claimants never get the same one.
pub fn mail_claim(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<MailRow>, StoreError> {
    let mut claimed = tx.query(&MAIL_CLAIM, &[&now, &(now + LEASE), &limit], MailRow::from_row)?;
    claimed.sort_by_key(|mail| mail.id);
    Ok(claimed)
}

/// Saves what became of a claimed mail; `false` when another claim has it.
pub fn mail_settle(tx: &mut Tx<'_>, row: &MailRow) -> Result<bool, StoreError> {
    let params: &[&dyn crate::ToValue] = &[
        &row.id,
        &row.claim,
        &row.state,
        &row.reason,
        &row.settled_at,
        &row.ticket,
        &row.message,
        &row.acknowledged,
        &row.other_sender,
        &row.problem,
        &row.letter,
        &row.spf,
        &row.dkim,
        &row.dmarc,
        &row.checked_by,
    ];
    tx.nudge();
    Ok(tx.execute(&MAIL_SETTLE, params)? == 1)
}

/// Notes that a claimed mail could not be looked at now. Such a look does not count.
pub fn mail_again(
    tx: &mut Tx<'_>,
    row: &MailRow,
    run_at: Timestamp,
    problem: &str,
) -> Result<(), StoreError> {
    tx.execute(&MAIL_AGAIN, &[&row.id, &row.claim, &run_at, &problem])?;
    Ok(())
}

/// Saves what a person decided about a mail. Whoever looks at it meanwhile has lost it.
pub fn mail_save(tx: &mut Tx<'_>, row: &Locked<MailRow>) -> Result<(), StoreError> {
    let params: &[&dyn crate::ToValue] = &[
        &row.id,
        &row.state,
        &row.reason,
        &row.settled_at,
        &row.run_at,
        &row.attempts,
        &row.released,
        &row.problem,
        &row.note,
    ];
    tx.execute(&MAIL_SAVE, params)?;
    tx.nudge();
    Ok(())
}

/// Destroys bytes and head of a mail; that it came stays.
pub fn mail_forget(tx: &mut Tx<'_>, id: MailId) -> Result<(), StoreError> {
    tx.execute(&MAIL_RAW_DELETE, &[&id])?;
    tx.execute(&MAIL_FORGET, &[&id])?;
    Ok(())
}

pub fn mail_by_id(tx: &mut Tx<'_>, id: MailId) -> Result<Option<MailRow>, StoreError> {
    tx.query_one(&MAIL_BY_ID, &[&id], MailRow::from_row)
}

pub fn mail_lock(tx: &mut Tx<'_>, id: MailId) -> Result<Option<Locked<MailRow>>, StoreError> {
    Ok(tx
        .query_one(&MAIL_LOCK, &[&id], MailRow::from_row)?
        .map(Locked::new))
}

/// When to look next.
pub fn mail_next(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&MAIL_NEXT, &[], |row| row.get("run_at"))
}

/// Mails before one, newest first, of a state or of all.
pub fn mail_list(
    tx: &mut Tx<'_>,
    state: Option<MailState>,
    before: Option<MailId>,
    limit: u32,
) -> Result<Vec<MailRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    match state {
        Some(state) => tx.query(&MAIL_LIST_OF_STATE, &[&before, &limit, &state], MailRow::from_row),
        None => tx.query(&MAIL_LIST, &[&before, &limit], MailRow::from_row),
    }
}

/// Mails that became part of a ticket, the oldest first.
pub fn mail_of_ticket(tx: &mut Tx<'_>, ticket: TicketId, limit: u32) -> Result<Vec<MailRow>, StoreError> {
    tx.query(&MAIL_LIST_OF_TICKET, &[&ticket, &limit], MailRow::from_row)
}

/// How many are in a state, counted up to [`MAIL_COUNTED`].
pub fn mail_count(tx: &mut Tx<'_>, state: MailState) -> Result<i64, StoreError> {
    let n = tx.query_one(&MAIL_COUNT, &[&state, &MAIL_COUNTED], |row| row.get("n"))?;
    Ok(n.unwrap_or(0))
}

/// When the mail that waits longest came.
pub fn mail_oldest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&MAIL_OLDEST, &[], |row| row.get("received_at"))
}

/// Mails of a sender since an instant, up to this one, and how many of them were acknowledged; counted no further than
/// `most`.
pub fn mail_lately(
    tx: &mut Tx<'_>,
    sender: &[u8],
    (since, until): (Timestamp, Timestamp),
    most: u32,
) -> Result<(i64, i64), StoreError> {
    let found = tx.query_one(&MAIL_LATELY, &[&sender, &since, &until, &most], |row| {
        Ok((row.get("n")?, row.get("told")?))
    })?;
    Ok(found.unwrap_or_default())
}

/// Mails of a state that were settled before an instant and still have their bytes, the longest first.
pub fn mail_over(
    tx: &mut Tx<'_>,
    state: MailState,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<MailId>, StoreError> {
    tx.query(&MAIL_OVER, &[&before, &limit, &state], |row| row.get("id"))
}
