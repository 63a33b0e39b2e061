//! What is remembered of each backup: who wanted it, how far it is, what came of it.

use touchstone_domain::backup::{BackupCause, BackupState};
use touchstone_domain::id::BackupId;
use touchstone_domain::time::Timestamp;

use super::{Progress, Written};
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A backup.
    #[derive(PartialEq, Eq)]
    pub struct BackupRow {
        pub id: BackupId,
        pub state: BackupState,
        pub cause: BackupCause,
        pub created_at: Timestamp,
        pub started_at: Option<Timestamp>,
        /// Last sign of life of the process that makes it.
        pub beat_at: Option<Timestamp>,
        pub ended_at: Option<Timestamp>,
        /// Of the step it is in, out of `total`.
        pub done: i64,
        pub total: i64,
        /// Path of the file.
        pub file: Option<String>,
        /// Bytes of the file.
        pub size: Option<i64>,
        pub row_count: Option<i64>,
        pub file_count: Option<i64>,
        pub problem: Option<String>,
    }
}

/// Longest text kept of what went wrong.
const PROBLEM_CHARS: usize = 500;

macro_rules! columns {
    () => {
        "id, state, cause, created_at, started_at, beat_at, ended_at, done, total, file, size, row_count, file_count, problem"
    };
}

sql!(
    BACKUP_INSERT = "INSERT INTO backup (id, state, cause, under_way, created_at, done, total)
     VALUES (?1, 'queued', ?2, 1, ?3, 0, 0) ON CONFLICT (under_way) DO NOTHING"
);
sql!(
    BACKUP_CLAIM = concat!(
        "UPDATE backup SET state = 'running', started_at = ?1, beat_at = ?1
     WHERE under_way = 1 AND state = 'queued' RETURNING ",
        columns!()
    )
);
sql!(
    BACKUP_BEAT = "UPDATE backup SET beat_at = ?2, done = ?3, total = ?4 WHERE id = ?1 AND state = 'running'"
);
sql!(
    BACKUP_COMPLETE =
        "UPDATE backup SET state = 'completed', under_way = NULL, ended_at = ?2, file = ?3, size = ?4, row_count = ?5,
        file_count = ?6 WHERE id = ?1 AND state = 'running'"
);
sql!(
    BACKUP_FAIL = "UPDATE backup SET state = 'failed', under_way = NULL, ended_at = ?2, problem = ?3
     WHERE id = ?1 AND state = 'running'"
);
sql!(BACKUP_REMOVE = "UPDATE backup SET state = 'removed' WHERE id = ?1 AND state = 'completed'");
sql!(BACKUP_UNDER_WAY = concat!("SELECT ", columns!(), " FROM backup WHERE under_way = 1"));
sql!(BACKUP_BY_ID = concat!("SELECT ", columns!(), " FROM backup WHERE id = ?1"));
sql_list!(
    BACKUP_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM backup WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    BACKUP_COMPLETED = concat!(
        "SELECT ",
        columns!(),
        " FROM backup WHERE state = 'completed' ORDER BY id LIMIT ?1"
    )
);

/// Queues a backup. False when one is queued or running already.
pub fn backup_insert(
    tx: &mut Tx<'_>,
    id: BackupId,
    cause: BackupCause,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&BACKUP_INSERT, &[&id, &cause, &now])? == 1)
}

/// Takes the queued backup up, for one process alone.
pub fn backup_claim(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<BackupRow>, StoreError> {
    tx.query_one(&BACKUP_CLAIM, &[&now], BackupRow::from_row)
}

/// Says that a backup is still being made, and how far it is.
pub fn backup_beat(
    tx: &mut Tx<'_>,
    id: BackupId,
    now: Timestamp,
    progress: Progress,
) -> Result<(), StoreError> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    tx.execute(
        &BACKUP_BEAT,
        &[&id, &now, &number(progress.done), &number(progress.total)],
    )?;
    Ok(())
}

/// It was made. False when it was given up for dead before.
pub fn backup_complete(
    tx: &mut Tx<'_>,
    id: BackupId,
    now: Timestamp,
    written: &Written,
) -> Result<bool, StoreError> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let manifest = &written.manifest;
    let touched = tx.execute(
        &BACKUP_COMPLETE,
        &[
            &id,
            &now,
            &written.path.to_string_lossy().into_owned(),
            &number(written.size),
            &number(manifest.rows()),
            &number(manifest.files),
        ],
    )?;
    Ok(touched == 1)
}

/// It was not made. False when that is known.
pub fn backup_fail(tx: &mut Tx<'_>, id: BackupId, now: Timestamp, problem: &str) -> Result<bool, StoreError> {
    let problem: String = problem
        .chars()
        .filter(|c| *c != '\0')
        .take(PROBLEM_CHARS)
        .collect();
    Ok(tx.execute(&BACKUP_FAIL, &[&id, &now, &problem])? == 1)
}

/// Its file is gone.
pub fn backup_remove(tx: &mut Tx<'_>, id: BackupId) -> Result<(), StoreError> {
    tx.execute(&BACKUP_REMOVE, &[&id])?;
    Ok(())
}

/// The backup that is queued or running.
pub fn backup_under_way(tx: &mut Tx<'_>) -> Result<Option<BackupRow>, StoreError> {
    tx.query_one(&BACKUP_UNDER_WAY, &[], BackupRow::from_row)
}

pub fn backup_by_id(tx: &mut Tx<'_>, id: BackupId) -> Result<Option<BackupRow>, StoreError> {
    tx.query_one(&BACKUP_BY_ID, &[&id], BackupRow::from_row)
}

/// Backups before an id (all of them without one), newest first.
pub fn backup_list(
    tx: &mut Tx<'_>,
    before: Option<BackupId>,
    limit: u32,
) -> Result<Vec<BackupRow>, StoreError> {
    let before = before.map_or(i64::MAX, touchstone_domain::id::Id::raw);
    tx.query(&BACKUP_LIST, &[&before, &limit], BackupRow::from_row)
}

/// Backups whose files are there, oldest first.
pub fn backup_completed(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<BackupRow>, StoreError> {
    tx.query(&BACKUP_COMPLETED, &[&limit], BackupRow::from_row)
}
