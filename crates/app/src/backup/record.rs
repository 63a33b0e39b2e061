//! Backups as administrators see and want them.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::backup::{BackupCause, BackupState};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::BackupId;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::backup::{BackupRow, backup_by_id, backup_insert, backup_list};

use crate::core::{App, AppError, Call, Caller, page_limit};

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupView {
    pub id: BackupId,
    pub state: BackupState,
    pub cause: BackupCause,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// Percent of the step it is in, while it is made.
    pub percent: Option<u8>,
    /// Path of the file on the machine that made it.
    pub file: Option<String>,
    /// Bytes of the file.
    pub size: Option<u64>,
    pub rows: Option<u64>,
    pub files: Option<u64>,
    pub problem: Option<String>,
}

/// A page of backups, newest first.
#[derive(Debug, Clone)]
pub struct BackupPage {
    pub items: Vec<BackupView>,
    pub next_cursor: Option<String>,
}

/// Backups, newest first.
pub async fn backups(
    app: &App,
    caller: &Caller,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<BackupPage, AppError> {
    caller.actor.holds(Permission::BackupManage)?;
    let limit = page_limit(limit)?;
    let before: Option<BackupId> = cursor
        .map(|text| text.parse().map_err(|_| AppError::field("cursor", "malformed")))
        .transpose()?;
    let mut rows = app
        .query(Lane::Fast, move |tx| Ok(backup_list(tx, before, limit + 1)?))
        .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    Ok(BackupPage {
        next_cursor: rows.last().filter(|_| more).map(|last| last.id.to_string()),
        items: rows.into_iter().map(view).collect(),
    })
}

/// One backup.
pub async fn backup(app: &App, caller: &Caller, id: BackupId) -> Result<BackupView, AppError> {
    caller.actor.holds(Permission::BackupManage)?;
    let row = app.query(Lane::Fast, move |tx| Ok(backup_by_id(tx, id)?)).await?;
    row.map(view).ok_or(AppError::NotFound { what: "backup" })
}

/// Wants a backup now; it is made in the background. Refused while another is under way, or when no place for backups
/// is configured.
pub async fn backup_ask(app: &App, call: &Call) -> Result<BackupView, AppError> {
    call.caller.actor.holds(Permission::BackupManage)?;
    if app.backup.is_none() {
        return Err(AppError::Conflict {
            code: "backup_not_configured",
        });
    }
    app.command(call, |cx| {
        let id: BackupId = cx.id();
        if !backup_insert(cx.tx, id, BackupCause::Asked, cx.now)? {
            return Err(AppError::Conflict {
                code: "backup_under_way",
            });
        }
        cx.tx.nudge();
        cx.emit(Subject::System, EventBody::BackupAsked { backup: id })?;
        let row = backup_by_id(cx.tx, id)?.ok_or(AppError::NotFound { what: "backup" })?;
        Ok(view(row))
    })
    .await
}

fn view(row: BackupRow) -> BackupView {
    let number = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
    let percent = (row.state == BackupState::Running && row.total > 0)
        .then(|| row.done.saturating_mul(100).checked_div(row.total))
        .flatten();
    BackupView {
        id: row.id,
        state: row.state,
        cause: row.cause,
        created_at: row.created_at,
        ended_at: row.ended_at,
        percent: percent.and_then(|percent| u8::try_from(percent.clamp(0, 100)).ok()),
        file: row.file,
        size: number(row.size),
        rows: number(row.row_count),
        files: number(row.file_count),
        problem: row.problem,
    }
}
