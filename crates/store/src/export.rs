//! Exports of the whole archive: who wanted each, how far it is, where its bytes lie. What is in them is made in `app`.

use touchstone_domain::export::ExportState;
use touchstone_domain::id::{ExportId, FileId, Id, UserId};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// An export.
    #[derive(PartialEq, Eq)]
    pub struct ExportRow {
        pub id: ExportId,
        pub state: ExportState,
        /// Contacts of requesters in clear, not masked.
        pub contacts: bool,
        /// Why they are.
        pub reason: String,
        /// None when it was wanted on the command line.
        pub asked_by: Option<UserId>,
        pub created_at: Timestamp,
        pub started_at: Option<Timestamp>,
        /// Last sign of life of the process that makes it.
        pub beat_at: Option<Timestamp>,
        pub attempts: i64,
        /// Records written, of about `total`.
        pub done: i64,
        pub total: i64,
        /// The instant whose state it holds.
        pub of_at: Option<Timestamp>,
        /// Names its blob, and nothing in the table of files.
        pub file: Option<FileId>,
        /// What its bytes are sealed with, wrapped; none once they are destroyed.
        pub data_key: Option<Vec<u8>>,
        /// Bytes of the archive as it is handed out, and their SHA-256.
        pub size: Option<i64>,
        pub sha256: Option<Vec<u8>>,
        pub records: Option<i64>,
        pub ended_at: Option<Timestamp>,
        pub expires_at: Option<Timestamp>,
        pub downloads: i64,
        pub problem: Option<String>,
    }
}

/// Longest text kept of what went wrong.
const PROBLEM_CHARS: usize = 500;

macro_rules! columns {
    () => {
        "id, state, contacts, reason, asked_by, created_at, started_at, beat_at, attempts, done, total, of_at, file,
         data_key, size, sha256, records, ended_at, expires_at, downloads, problem"
    };
}

sql!(
    EXPORT_INSERT =
        "INSERT INTO export_run (id, state, under_way, contacts, reason, asked_by, created_at, attempts, done, total,
            master_version, downloads)
     VALUES (?1, 'queued', 1, ?2, ?3, ?4, ?5, 0, 0, 0, 0, 0) ON CONFLICT (under_way) DO NOTHING"
);
// Whoever made it and fell silent has lost it.
sql!(
    EXPORT_CLAIM = concat!(
        "UPDATE export_run SET state = 'running', holder = ?2, started_at = ?3, beat_at = ?3, attempts = attempts + 1,
            done = 0, total = 0, file = ?5
     WHERE id = ?1 AND under_way = 1 AND (state = 'queued' OR holder = ?2 OR beat_at < ?4) RETURNING ",
        columns!()
    )
);
sql!(
    EXPORT_BEAT = "UPDATE export_run SET beat_at = ?3, done = ?4, total = ?5
     WHERE id = ?1 AND state = 'running' AND holder = ?2"
);
sql!(
    EXPORT_READY =
        "UPDATE export_run SET state = 'ready', under_way = NULL, ended_at = ?3, expires_at = ?4, of_at = ?5, file = ?6,
        data_key = ?7, master_version = ?8, size = ?9, sha256 = ?10, records = ?11, done = ?11, total = ?11
     WHERE id = ?1 AND state = 'running' AND holder = ?2"
);
sql!(
    EXPORT_FAIL = "UPDATE export_run SET state = 'failed', under_way = NULL, ended_at = ?2, problem = ?3
     WHERE id = ?1 AND state = 'running'"
);
sql!(EXPORT_AGAIN = "UPDATE export_run SET state = 'queued', done = 0 WHERE id = ?1 AND state = 'running'");
sql!(
    EXPORT_REMOVE = "UPDATE export_run SET state = 'removed', under_way = NULL, data_key = NULL,
        ended_at = COALESCE(ended_at, CAST(?2 AS BIGINT)) WHERE id = ?1 AND state <> 'removed'"
);
sql!(EXPORT_TAKEN = "UPDATE export_run SET downloads = downloads + 1 WHERE id = ?1 AND state = 'ready'");
sql!(EXPORT_CONDEMN = "INSERT INTO blob_condemned (file, at) VALUES (?1, ?2) ON CONFLICT (file) DO NOTHING");
sql!(EXPORT_UNDER_WAY = concat!("SELECT ", columns!(), " FROM export_run WHERE under_way = 1"));
sql!(EXPORT_BY_ID = concat!("SELECT ", columns!(), " FROM export_run WHERE id = ?1"));
sql_lock!(EXPORT_LOCK = concat!("SELECT ", columns!(), " FROM export_run WHERE id = ?1"));
sql_lock!(
    EXPORTS_LIVE_LOCK = concat!(
        "SELECT ",
        columns!(),
        " FROM export_run WHERE state IN ('running', 'ready') ORDER BY id"
    )
);
sql_list!(
    EXPORT_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM export_run WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    EXPORT_EXPIRED = "SELECT id FROM export_run WHERE state = 'ready' AND expires_at <= ?1 ORDER BY expires_at, id LIMIT ?2"
);

/// An export that is wanted.
#[derive(Debug, Clone)]
pub struct NewExport {
    pub id: ExportId,
    pub contacts: bool,
    pub reason: String,
    pub asked_by: Option<UserId>,
    pub at: Timestamp,
}

/// What a finished export is.
#[derive(Debug, Clone)]
pub struct ExportMade {
    pub file: FileId,
    pub data_key: Vec<u8>,
    pub master_version: u32,
    pub size: i64,
    pub sha256: [u8; 32],
    pub records: i64,
    pub of_at: Timestamp,
    pub at: Timestamp,
    pub expires_at: Timestamp,
}

/// Queues an export. False when one is queued or running already.
pub fn export_insert(tx: &mut Tx<'_>, new: &NewExport) -> Result<bool, StoreError> {
    let params: &[&dyn crate::ToValue] = &[&new.id, &new.contacts, &new.reason, &new.asked_by, &new.at];
    Ok(tx.execute(&EXPORT_INSERT, params)? == 1)
}

/// Takes an export up, for one process alone: one that waits, or one whose process was silent since. Its bytes go into the
/// blob `file`.
pub fn export_claim(
    tx: &mut Tx<'_>,
    id: ExportId,
    holder: &str,
    file: FileId,
    (now, silent_since): (Timestamp, Timestamp),
) -> Result<Option<ExportRow>, StoreError> {
    let before = tx.query_one(&EXPORT_LOCK, &[&id], ExportRow::from_row)?;
    let params: &[&dyn crate::ToValue] = &[&id, &holder, &now, &silent_since, &file];
    let claimed = tx.query_one(&EXPORT_CLAIM, params, ExportRow::from_row)?;
    // What an earlier attempt may have left behind.
    if let (true, Some(left)) = (claimed.is_some(), before.and_then(|row| row.file)) {
        blob_condemn(tx, left, now)?;
    }
    Ok(claimed)
}

/// Says that an export is still being made, and how far it is. False when it is not wanted any more, or not as it is.
pub fn export_beat(
    tx: &mut Tx<'_>,
    id: ExportId,
    holder: &str,
    now: Timestamp,
    (done, total): (u64, u64),
) -> Result<bool, StoreError> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let params: &[&dyn crate::ToValue] = &[&id, &holder, &now, &number(done), &number(total)];
    Ok(tx.execute(&EXPORT_BEAT, params)? == 1)
}

/// It was made. False when it is not wanted any more, or not as it is.
pub fn export_ready(
    tx: &mut Tx<'_>,
    id: ExportId,
    holder: &str,
    made: &ExportMade,
) -> Result<bool, StoreError> {
    let params: &[&dyn crate::ToValue] = &[
        &id,
        &holder,
        &made.at,
        &made.expires_at,
        &made.of_at,
        &made.file,
        &made.data_key,
        &made.master_version,
        &made.size,
        &&made.sha256[..],
        &made.records,
    ];
    Ok(tx.execute(&EXPORT_READY, params)? == 1)
}

/// It cannot be made. False when that is known, or it is not wanted any more.
pub fn export_fail(tx: &mut Tx<'_>, id: ExportId, now: Timestamp, problem: &str) -> Result<bool, StoreError> {
    let problem: String = problem
        .chars()
        .filter(|c| *c != '\0')
        .take(PROBLEM_CHARS)
        .collect();
    Ok(tx.execute(&EXPORT_FAIL, &[&id, &now, &problem])? == 1)
}

/// It is to be made from the beginning again.
pub fn export_again(tx: &mut Tx<'_>, id: ExportId) -> Result<bool, StoreError> {
    Ok(tx.execute(&EXPORT_AGAIN, &[&id])? == 1)
}

/// Takes an export away, whatever state it is in: its key goes now, its bytes after the commit. False when it is gone.
pub fn export_remove(tx: &mut Tx<'_>, id: ExportId, now: Timestamp) -> Result<bool, StoreError> {
    let Some(row) = tx.query_one(&EXPORT_LOCK, &[&id], ExportRow::from_row)? else {
        return Ok(false);
    };
    if let Some(file) = row.file {
        blob_condemn(tx, file, now)?;
    }
    Ok(tx.execute(&EXPORT_REMOVE, &[&id, &now])? == 1)
}

/// Somebody is erased: what was exported before holds their data and goes, what is being exported begins again.
pub fn exports_void(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    for row in tx.query(&EXPORTS_LIVE_LOCK, &[], ExportRow::from_row)? {
        match row.state {
            ExportState::Running => export_again(tx, row.id)?,
            _ => export_remove(tx, row.id, now)?,
        };
    }
    Ok(())
}

fn blob_condemn(tx: &mut Tx<'_>, file: FileId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&EXPORT_CONDEMN, &[&file, &now])?;
    Ok(())
}

/// Counts a download. False when there is nothing to fetch any more.
pub fn export_taken(tx: &mut Tx<'_>, id: ExportId) -> Result<bool, StoreError> {
    Ok(tx.execute(&EXPORT_TAKEN, &[&id])? == 1)
}

/// The export that is queued or running.
pub fn export_under_way(tx: &mut Tx<'_>) -> Result<Option<ExportRow>, StoreError> {
    tx.query_one(&EXPORT_UNDER_WAY, &[], ExportRow::from_row)
}

pub fn export_by_id(tx: &mut Tx<'_>, id: ExportId) -> Result<Option<ExportRow>, StoreError> {
    tx.query_one(&EXPORT_BY_ID, &[&id], ExportRow::from_row)
}

/// Exports before an id (all of them without one), newest first.
pub fn export_list(
    tx: &mut Tx<'_>,
    before: Option<ExportId>,
    limit: u32,
) -> Result<Vec<ExportRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    tx.query(&EXPORT_LIST, &[&before, &limit], ExportRow::from_row)
}

/// Exports whose time is over, the longest first.
pub fn exports_expired(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<ExportId>, StoreError> {
    tx.query(&EXPORT_EXPIRED, &[&now, &limit], |row| row.get("id"))
}
