//! Retention: rules, runs, what each found, and destroying the texts of one ticket. What is over is decided above.

use touchstone_domain::event::SubjectKind;
use touchstone_domain::id::{EventId, NotificationId, PersonId, RetentionRunId, TicketId, UserId};
use touchstone_domain::retention::{RetentionClass, RetentionMode, RetentionState};
use touchstone_domain::ticket::{CloseReason, Kind};
use touchstone_domain::time::Timestamp;

use crate::mail::{MAIL_OF_TICKET_FORGET, MAIL_RAW_OF_TICKET};
use crate::search::search_destroy;
use crate::{StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A version of the rules.
    pub struct PolicyRow {
        pub version: i64,
        /// JSON by class.
        pub rules: String,
        pub created_at: Timestamp,
        pub created_by: UserId,
        pub approved_at: Option<Timestamp>,
        pub approved_by: Option<UserId>,
        /// It runs by itself, once a day.
        pub automatic: bool,
    }
}

record! {
    /// A run.
    pub struct RunRow {
        pub id: RetentionRunId,
        pub policy: i64,
        pub mode: RetentionMode,
        pub state: RetentionState,
        pub automatic: bool,
        /// What counts as now.
        pub at: Timestamp,
        /// Which part it is in: tickets, letters, traces.
        pub step: i64,
        pub place_at: i64,
        pub place_id: i64,
        pub ended_at: Option<Timestamp>,
    }
}

record! {
    /// What a run found of a class.
    #[derive(PartialEq, Eq)]
    pub struct CountRow {
        pub class: RetentionClass,
        /// Over, and destroyed by a real run.
        pub found: i64,
        /// Over, and kept by a legal hold.
        pub held: i64,
        /// Of files.
        pub bytes: i64,
        /// Who would be left with nothing, or was erased.
        pub people: i64,
    }
}

record! {
    /// One of the first that a run found.
    pub struct SampleRow {
        pub class: RetentionClass,
        /// Raw id: a ticket's, a letter's, an event's.
        pub subject: i64,
        pub at: Timestamp,
    }
}

record! {
    /// An archived ticket whose texts are still there.
    pub struct ArchivedRow {
        pub id: TicketId,
        pub requester: PersonId,
        pub kind: Kind,
        pub close_reason: Option<CloseReason>,
        pub archived_at: Option<Timestamp>,
    }
}

record! {
    /// Where an event came from, as far as a hold may stand over it.
    pub struct TraceRow {
        pub event_id: EventId,
        pub subject_kind: SubjectKind,
        pub subject: i64,
        pub at: Timestamp,
    }
}

record! {
    /// A letter, as far as a hold may stand over it.
    pub struct LetterRow {
        pub id: NotificationId,
        pub ticket: Option<TicketId>,
        /// The requester it was written to; none for staff.
        pub person: Option<PersonId>,
        pub created_at: Timestamp,
    }
}

macro_rules! run_columns {
    () => {
        "id, policy, mode, state, automatic, at, step, place_at, place_id, ended_at"
    };
}

macro_rules! policy_columns {
    () => {
        "version, rules, created_at, created_by, approved_at, approved_by, automatic"
    };
}

macro_rules! archived_columns {
    () => {
        "id, requester, kind, close_reason, archived_at"
    };
}

sql_list!(
    POLICY_NEWEST = concat!(
        "SELECT ",
        policy_columns!(),
        " FROM retention_policy WHERE version < ?1 ORDER BY version DESC LIMIT ?2"
    )
);
sql!(
    POLICY_INSERT = "INSERT INTO retention_policy (version, rules, created_at, created_by, automatic)
     VALUES (?1, ?2, ?3, ?4, ?5)"
);
sql!(
    POLICY_APPROVE =
        "UPDATE retention_policy SET approved_at = ?2, approved_by = ?3, automatic = ?4 WHERE version = ?1"
);
sql!(
    RUN_INSERT = "INSERT INTO retention_run (id, policy, mode, state, automatic, under_way, at, step, place_at, place_id)
     VALUES (?1, ?2, ?3, 'running', ?4, 1, ?5, 0, ?6, ?6) ON CONFLICT (under_way) DO NOTHING"
);
sql!(
    RUN_UNDER_WAY = concat!(
        "SELECT ",
        run_columns!(),
        " FROM retention_run WHERE under_way = 1"
    )
);
sql_lock!(RUN_LOCK = concat!("SELECT ", run_columns!(), " FROM retention_run WHERE id = ?1"));
sql!(RUN_BY_ID = concat!("SELECT ", run_columns!(), " FROM retention_run WHERE id = ?1"));
sql_list!(
    RUN_LIST = concat!(
        "SELECT ",
        run_columns!(),
        " FROM retention_run WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql!(RUN_MOVE = "UPDATE retention_run SET step = ?2, place_at = ?3, place_id = ?4 WHERE id = ?1");
sql!(
    RUN_END = "UPDATE retention_run SET state = ?2, under_way = NULL, ended_at = ?3 WHERE id = ?1 AND under_way = 1"
);
sql!(
    COUNT_ADD =
        "INSERT INTO retention_count (run, class, found, held, bytes, people) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (run, class) DO UPDATE SET found = retention_count.found + excluded.found,
        held = retention_count.held + excluded.held, bytes = retention_count.bytes + excluded.bytes,
        people = retention_count.people + excluded.people"
);
sql!(COUNTS = "SELECT class, found, held, bytes, people FROM retention_count WHERE run = ?1 ORDER BY class");
sql!(
    SAMPLE_ADD = "INSERT INTO retention_sample (run, class, subject, at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (run, class, subject) DO NOTHING"
);
sql!(SAMPLES = "SELECT class, subject, at FROM retention_sample WHERE run = ?1 ORDER BY class, subject");
sql_list!(
    ARCHIVED_WALK = concat!(
        "SELECT ",
        archived_columns!(),
        " FROM ticket WHERE archived_at IS NOT NULL AND retired_at IS NULL AND archived_at <= ?1
          AND (archived_at, id) > (?2, ?3)
          AND NOT EXISTS (SELECT 1 FROM ticket_split s JOIN ticket made ON made.id = s.ticket
                          WHERE s.source = ticket.id AND made.retired_at IS NULL)
          ORDER BY archived_at, id LIMIT ?4"
    )
);
sql_lock!(
    ARCHIVED_LOCK = concat!(
        "SELECT ",
        archived_columns!(),
        " FROM ticket WHERE id = ?1 AND archived_at IS NOT NULL AND retired_at IS NULL"
    )
);
sql!(
    TICKET_FILE_BYTES = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes FROM file WHERE ticket = ?1"
);
sql!(
    TICKET_KEPT_OTHERS = concat!(
        "SELECT ",
        archived_columns!(),
        " FROM ticket WHERE requester = ?1 AND retired_at IS NULL AND id <> ?2 ORDER BY id LIMIT ?3"
    )
);
sql!(TICKET_RETIRE = "UPDATE ticket SET retired_at = ?2, version = version + 1 WHERE id = ?1");
sql!(
    RETIRE_TEXT = "UPDATE ticket_text SET subject = '', demand = NULL, order_no = NULL, class_reason = NULL, erased_at = ?2
     WHERE ticket = ?1"
);
sql!(RETIRE_DRAFTS = "DELETE FROM draft WHERE ticket = ?1");
sql!(
    RETIRE_MESSAGES = "DELETE FROM message_text WHERE message IN (SELECT id FROM message WHERE ticket = ?1)"
);
sql!(RETIRE_RATING = "DELETE FROM rating_text WHERE ticket = ?1");
sql!(
    RETIRE_BLOBS =
        "INSERT INTO blob_condemned (file, at) SELECT id, CAST(?2 AS BIGINT) FROM file WHERE ticket = ?1
     ON CONFLICT (file) DO NOTHING"
);
sql!(RETIRE_FILES = "DELETE FROM file WHERE ticket = ?1");
sql!(RETIRE_CODES = "DELETE FROM otp WHERE ticket = ?1");
sql!(RETIRE_TRACKS = "DELETE FROM track_session WHERE ticket = ?1");
sql!(RETIRE_LETTERS = "DELETE FROM notification WHERE ticket = ?1 AND state <> 'queued'");
sql!(
    RETIRE_ANSWERS = "UPDATE idempotency SET answer = ?2 WHERE (scope, key) IN
         (SELECT scope, key FROM idempotency_about WHERE subject = ?1)"
);
sql!(
    TICKET_ERASURE_SAVE = "INSERT INTO ticket_erasure (ticket, at) VALUES (?1, ?2)
     ON CONFLICT (ticket) DO UPDATE SET at = excluded.at, settled_at = NULL"
);
sql!(TICKET_ERASURE = "SELECT at FROM ticket_erasure WHERE ticket = ?1");
sql_list!(
    TICKET_ERASURE_OPEN =
        "SELECT ticket, at FROM ticket_erasure WHERE settled_at IS NULL ORDER BY at, ticket LIMIT ?1"
);
sql!(TICKET_ERASURE_SETTLE = "UPDATE ticket_erasure SET settled_at = ?3 WHERE ticket = ?1 AND at = ?2");
sql_list!(
    LETTER_WALK = "SELECT id, ticket, CASE WHEN recipient = 'person' THEN person END AS person, created_at
     FROM notification WHERE id > ?1 AND id < ?2 AND state <> 'queued' ORDER BY id LIMIT ?3"
);
sql!(LETTER_DELETE = "DELETE FROM notification WHERE id = ?1 AND state <> 'queued'");
sql_list!(
    TRACE_WALK = "SELECT o.event_id, e.subject_kind, e.subject, e.at FROM event_origin o JOIN event e ON e.id = o.event_id
     WHERE o.event_id > ?1 AND o.event_id < ?2 ORDER BY o.event_id LIMIT ?3"
);
sql!(TRACE_DELETE = "DELETE FROM event_origin WHERE event_id = ?1");

/// The newest version of the rules; none while the shipped ones were never changed nor approved.
pub fn policy_newest(tx: &mut Tx<'_>) -> Result<Option<PolicyRow>, StoreError> {
    Ok(policy_list(tx, i64::MAX, 1)?.pop())
}

/// Versions before one, newest first.
pub fn policy_list(tx: &mut Tx<'_>, before: i64, limit: u32) -> Result<Vec<PolicyRow>, StoreError> {
    tx.query(&POLICY_NEWEST, &[&before, &limit], PolicyRow::from_row)
}

pub fn policy_insert(tx: &mut Tx<'_>, row: &PolicyRow) -> Result<(), StoreError> {
    tx.execute(
        &POLICY_INSERT,
        &[
            &row.version,
            &row.rules,
            &row.created_at,
            &row.created_by,
            &row.automatic,
        ],
    )?;
    Ok(())
}

/// Approves a version, and says whether it runs by itself.
pub fn policy_approve(
    tx: &mut Tx<'_>,
    version: i64,
    at: Timestamp,
    by: UserId,
    automatic: bool,
) -> Result<(), StoreError> {
    tx.execute(&POLICY_APPROVE, &[&version, &at, &by, &automatic])?;
    Ok(())
}

/// Begins a run. False while another is under way.
pub fn run_insert(
    tx: &mut Tx<'_>,
    id: RetentionRunId,
    policy: i64,
    mode: RetentionMode,
    automatic: bool,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let begin = i64::MIN;
    Ok(tx.execute(&RUN_INSERT, &[&id, &policy, &mode, &automatic, &at, &begin])? == 1)
}

pub fn run_under_way(tx: &mut Tx<'_>) -> Result<Option<RunRow>, StoreError> {
    tx.query_one(&RUN_UNDER_WAY, &[], RunRow::from_row)
}

/// Holds a run for its next batch.
pub fn run_lock(tx: &mut Tx<'_>, id: RetentionRunId) -> Result<Option<RunRow>, StoreError> {
    tx.query_one(&RUN_LOCK, &[&id], RunRow::from_row)
}

pub fn run_by_id(tx: &mut Tx<'_>, id: RetentionRunId) -> Result<Option<RunRow>, StoreError> {
    tx.query_one(&RUN_BY_ID, &[&id], RunRow::from_row)
}

/// Runs before one, newest first.
pub fn run_list(tx: &mut Tx<'_>, before: i64, limit: u32) -> Result<Vec<RunRow>, StoreError> {
    tx.query(&RUN_LIST, &[&before, &limit], RunRow::from_row)
}

/// Remembers how far a run is.
pub fn run_move(tx: &mut Tx<'_>, run: &RunRow) -> Result<(), StoreError> {
    tx.execute(&RUN_MOVE, &[&run.id, &run.step, &run.place_at, &run.place_id])?;
    Ok(())
}

/// Ends a run. False when it has ended.
pub fn run_end(
    tx: &mut Tx<'_>,
    id: RetentionRunId,
    state: RetentionState,
    at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&RUN_END, &[&id, &state, &at])? == 1)
}

/// Adds to what a run found.
pub fn count_add(tx: &mut Tx<'_>, run: RetentionRunId, count: &CountRow) -> Result<(), StoreError> {
    tx.execute(
        &COUNT_ADD,
        &[
            &run,
            &count.class,
            &count.found,
            &count.held,
            &count.bytes,
            &count.people,
        ],
    )?;
    Ok(())
}

pub fn counts(tx: &mut Tx<'_>, run: RetentionRunId) -> Result<Vec<CountRow>, StoreError> {
    tx.query(&COUNTS, &[&run], CountRow::from_row)
}

pub fn sample_add(tx: &mut Tx<'_>, run: RetentionRunId, sample: &SampleRow) -> Result<(), StoreError> {
    tx.execute(&SAMPLE_ADD, &[&run, &sample.class, &sample.subject, &sample.at])?;
    Ok(())
}

pub fn samples(tx: &mut Tx<'_>, run: RetentionRunId) -> Result<Vec<SampleRow>, StoreError> {
    tx.query(&SAMPLES, &[&run], SampleRow::from_row)
}

/// Archived tickets with their texts, the longest archived first, behind a place, up to an instant.
pub fn archived_walk(
    tx: &mut Tx<'_>,
    until: Timestamp,
    after: (i64, i64),
    limit: u32,
) -> Result<Vec<ArchivedRow>, StoreError> {
    tx.query(
        &ARCHIVED_WALK,
        &[&until, &after.0, &after.1, &limit],
        ArchivedRow::from_row,
    )
}

/// Holds the ticket, if it is still archived and not retired.
pub fn archived_lock(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<ArchivedRow>, StoreError> {
    tx.query_one(&ARCHIVED_LOCK, &[&id], ArchivedRow::from_row)
}

/// Bytes of a ticket's files.
pub fn ticket_file_bytes(tx: &mut Tx<'_>, id: TicketId) -> Result<i64, StoreError> {
    let bytes = tx.query_one(&TICKET_FILE_BYTES, &[&id], |row| row.get::<i64>("bytes"))?;
    Ok(bytes.unwrap_or(0))
}

/// Other tickets of the person that still have their texts.
pub fn ticket_kept_others(
    tx: &mut Tx<'_>,
    person: PersonId,
    but: TicketId,
    limit: u32,
) -> Result<Vec<ArchivedRow>, StoreError> {
    tx.query(
        &TICKET_KEPT_OTHERS,
        &[&person, &but, &limit],
        ArchivedRow::from_row,
    )
}

/// Destroys what was written in a ticket that is held under its lock: texts, files, codes, letters, stored answers. Blobs are
/// condemned, to be removed after the commit. Facts, clocks and history stay.
pub fn ticket_retire(tx: &mut Tx<'_>, id: TicketId, now: Timestamp) -> Result<(), StoreError> {
    let nothing: &[u8] = &[];
    search_destroy(tx, id)?;
    tx.execute(&RETIRE_TEXT, &[&id, &now])?;
    tx.execute(&RETIRE_BLOBS, &[&id, &now])?;
    for sql in [
        &RETIRE_MESSAGES,
        &RETIRE_DRAFTS,
        &RETIRE_RATING,
        &RETIRE_FILES,
        &RETIRE_CODES,
        &RETIRE_TRACKS,
        &RETIRE_LETTERS,
        &MAIL_RAW_OF_TICKET,
        &MAIL_OF_TICKET_FORGET,
    ] {
        tx.execute(sql, &[&id])?;
    }
    tx.execute(&RETIRE_ANSWERS, &[&id, &nothing])?;
    tx.execute(&TICKET_RETIRE, &[&id, &now])?;
    tx.execute(&TICKET_ERASURE_SAVE, &[&id, &now])?;
    Ok(())
}

/// Destroys once more what an older copy of the database brought back. False when there is no such ticket, or when the copy
/// knows of it.
pub fn ticket_retire_repeat(tx: &mut Tx<'_>, id: TicketId, at: Timestamp) -> Result<bool, StoreError> {
    let known = tx.query_one(&TICKET_ERASURE, &[&id], |row| row.get::<Timestamp>("at"))?;
    if known.is_some() || crate::ticket::ticket_by_id(tx, id)?.is_none() {
        return Ok(false);
    }
    ticket_retire(tx, id, at)?;
    Ok(true)
}

/// Destructions that files, log or list have not followed yet, the oldest first.
pub fn ticket_erasures_open(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(TicketId, Timestamp)>, StoreError> {
    tx.query(&TICKET_ERASURE_OPEN, &[&limit], |row| {
        Ok((row.get("ticket")?, row.get("at")?))
    })
}

pub fn ticket_erasure_settle(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&TICKET_ERASURE_SETTLE, &[&ticket, &at, &now])?;
    Ok(())
}

/// Letters between two ids that wait for nothing.
pub fn letter_walk(
    tx: &mut Tx<'_>,
    after: i64,
    before: NotificationId,
    limit: u32,
) -> Result<Vec<LetterRow>, StoreError> {
    tx.query(&LETTER_WALK, &[&after, &before, &limit], LetterRow::from_row)
}

pub fn letter_delete(tx: &mut Tx<'_>, id: NotificationId) -> Result<(), StoreError> {
    tx.execute(&LETTER_DELETE, &[&id])?;
    Ok(())
}

/// Where events between two ids came from.
pub fn trace_walk(
    tx: &mut Tx<'_>,
    after: i64,
    before: EventId,
    limit: u32,
) -> Result<Vec<TraceRow>, StoreError> {
    tx.query(&TRACE_WALK, &[&after, &before, &limit], TraceRow::from_row)
}

pub fn trace_delete(tx: &mut Tx<'_>, id: EventId) -> Result<(), StoreError> {
    tx.execute(&TRACE_DELETE, &[&id])?;
    Ok(())
}
