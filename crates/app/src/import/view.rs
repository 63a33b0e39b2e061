//! Imports as administrators see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id, ImportId, PersonId, TeamId, TicketId, UserId};
use touchstone_domain::import::{
    Field, ImportEncoding, ImportFormat, ImportKind, ImportState, Mapping, Preset, RowCode, RowOutcome,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::import::{ImportRow, import_by_id, import_list as runs};
use touchstone_store::import_row::{ImportedRow, import_rows as rows_after, import_rows_held};

use crate::core::{App, AppError, Caller, page_limit};

touchstone_domain::codes! {
    /// What may be done with an import as it stands.
    pub enum ImportAction ("import action") {
        Map = "map",
        Check = "check",
        Run = "run",
        Cancel = "cancel",
        Undo = "undo",
        Discard = "discard",
    }
}

/// What a check has found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    pub rows: u64,
    pub created: u64,
    pub linked: u64,
    pub skipped: u64,
    pub failed: u64,
    /// How often each thing was wrong.
    pub codes: BTreeMap<RowCode, u64>,
    /// The whole file was read.
    pub whole: bool,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    pub id: ImportId,
    pub kind: ImportKind,
    pub state: ImportState,
    pub preset: Preset,
    pub file_name: String,
    /// Bytes.
    pub size: u64,
    pub format: ImportFormat,
    pub encoding: ImportEncoding,
    /// Names a mapping may speak of.
    pub columns: Vec<String>,
    pub mapping: Mapping,
    /// Rows read so far.
    pub rows: u64,
    /// Of the file, while it is read.
    pub percent: Option<u8>,
    pub created: u64,
    pub linked: u64,
    pub skipped: u64,
    pub failed: u64,
    pub undone: u64,
    pub kept: u64,
    pub checked: Option<Checked>,
    pub asked_by: Option<UserId>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Why the file cannot be read on, and where.
    pub problem: Option<RowCode>,
    pub problem_line: Option<u64>,
    pub problem_column: Option<u64>,
    /// Failed rows can be had as a file.
    pub failed_kept: bool,
    pub actions: Vec<ImportAction>,
    pub version: i64,
}

/// A page of imports, newest first.
#[derive(Debug, Clone)]
pub struct ImportPage {
    pub items: Vec<ImportView>,
    pub next_cursor: Option<String>,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRowView {
    pub row: u64,
    /// The line it begins at, from 1.
    pub line: u64,
    pub outcome: RowOutcome,
    /// The record it made or met.
    pub record: Option<String>,
    pub field: Option<Field>,
    pub code: Option<RowCode>,
}

/// A page of rows, in the file's order.
#[derive(Debug, Clone)]
pub struct ImportRowPage {
    pub items: Vec<ImportRowView>,
    pub next_cursor: Option<String>,
}

/// Imports, newest first.
pub async fn import_list(
    app: &App,
    caller: &Caller,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<ImportPage, AppError> {
    caller.actor.holds(Permission::ImportManage)?;
    let limit = page_limit(limit)?;
    let before: Option<ImportId> = cursor
        .map(|text| text.parse().map_err(|_| AppError::field("cursor", "malformed")))
        .transpose()?;
    app.query(Lane::Fast, move |tx| {
        let mut rows = runs(tx, before, limit + 1)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| more).map(|last| last.id.to_string());
        let mut items = Vec::with_capacity(rows.len());
        // An upload that did not arrive whole is nothing to look at.
        for row in rows.into_iter().filter(|row| row.size > 0) {
            let held = import_rows_held(tx, row.id)?;
            items.push(view(row, held)?);
        }
        Ok(ImportPage { items, next_cursor })
    })
    .await
}

/// One import.
pub async fn import_get(app: &App, caller: &Caller, id: ImportId) -> Result<ImportView, AppError> {
    caller.actor.holds(Permission::ImportManage)?;
    app.query(Lane::Fast, move |tx| {
        let row = import_by_id(tx, id)?.ok_or(AppError::NotFound { what: "import" })?;
        let held = import_rows_held(tx, id)?;
        view(row, held)
    })
    .await
}

/// What became of the rows of an import, of one outcome if wanted.
pub async fn import_rows(
    app: &App,
    caller: &Caller,
    id: ImportId,
    outcome: Option<RowOutcome>,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<ImportRowPage, AppError> {
    caller.actor.holds(Permission::ImportManage)?;
    let limit = page_limit(limit)?;
    let after: i64 = cursor
        .map(|text| text.parse().map_err(|_| AppError::field("cursor", "malformed")))
        .transpose()?
        .unwrap_or(0);
    app.query(Lane::Fast, move |tx| {
        let import = import_by_id(tx, id)?.ok_or(AppError::NotFound { what: "import" })?;
        let mut rows = rows_after(tx, id, outcome, after, limit + 1)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        Ok(ImportRowPage {
            next_cursor: rows.last().filter(|_| more).map(|last| last.row.to_string()),
            items: rows.iter().map(|row| row_view(import.kind, row)).collect(),
        })
    })
    .await
}

/// A record's id as others see it.
pub(super) fn record_text(kind: ImportKind, raw: i64) -> String {
    match kind {
        ImportKind::Teams => TeamId::from_raw(raw).to_string(),
        ImportKind::Users => UserId::from_raw(raw).to_string(),
        ImportKind::Requesters => PersonId::from_raw(raw).to_string(),
        ImportKind::Tickets => TicketId::from_raw(raw).to_string(),
    }
}

fn row_view(kind: ImportKind, row: &ImportedRow) -> ImportRowView {
    ImportRowView {
        row: count(row.row),
        line: count(row.line),
        outcome: row.outcome,
        record: row.record.map(|raw| record_text(kind, raw)),
        field: row.field,
        code: row.code,
    }
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// The mapping of an import.
pub(super) fn mapping_of(row: &ImportRow) -> Result<Mapping, AppError> {
    serde_json::from_str(&row.mapping)
        .map_err(|error| AppError::Internal(format!("mapping of {}: {error}", row.id)))
}

/// What a check of an import has found.
pub(super) fn checked_of(row: &ImportRow) -> Result<Option<Checked>, AppError> {
    let read = |text: &String| serde_json::from_str(text);
    row.checked
        .as_ref()
        .map(read)
        .transpose()
        .map_err(|error| AppError::Internal(format!("check of {}: {error}", row.id)))
}

/// An import as it is shown; `failed_kept` when failed rows still hold what they said.
pub(super) fn view(row: ImportRow, failed_kept: bool) -> Result<ImportView, AppError> {
    let reading = matches!(row.state, ImportState::Checking | ImportState::Running);
    let percent = (reading && row.size > 0)
        .then(|| row.cursor_byte.saturating_mul(100).checked_div(row.size))
        .flatten();
    let columns = serde_json::from_str(&row.columns)
        .map_err(|error| AppError::Internal(format!("columns of {}: {error}", row.id)))?;
    Ok(ImportView {
        mapping: mapping_of(&row)?,
        checked: checked_of(&row)?,
        actions: actions(&row, failed_kept),
        id: row.id,
        kind: row.kind,
        state: row.state,
        preset: row.preset,
        file_name: row.file_name,
        size: count(row.size),
        format: row.format,
        encoding: row.encoding,
        columns,
        rows: count(row.created + row.linked + row.skipped + row.failed),
        percent: percent.and_then(|percent| u8::try_from(percent.clamp(0, 100)).ok()),
        created: count(row.created),
        linked: count(row.linked),
        skipped: count(row.skipped),
        failed: count(row.failed),
        undone: count(row.undone),
        kept: count(row.kept),
        asked_by: row.asked_by,
        created_at: row.created_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
        problem: row.problem,
        problem_line: row.problem_line.map(count),
        problem_column: row.problem_column.map(count),
        failed_kept,
        version: row.version,
    })
}

/// What may be done with an import as it stands.
pub(super) fn actions(row: &ImportRow, failed_kept: bool) -> Vec<ImportAction> {
    use ImportAction as A;
    let made = row.created + row.linked > 0;
    let mut actions = match row.state {
        ImportState::Draft if row.stored => vec![A::Map, A::Check, A::Run],
        ImportState::Checking | ImportState::Running => vec![A::Cancel],
        ImportState::Cancelled if row.stored => vec![A::Run, A::Undo],
        ImportState::Cancelled | ImportState::Finished | ImportState::Failed if made => vec![A::Undo],
        _ => Vec::new(),
    };
    let at_rest = !matches!(
        row.state,
        ImportState::Checking | ImportState::Running | ImportState::Undoing
    );
    if at_rest && (row.stored || failed_kept) {
        actions.push(A::Discard);
    }
    actions
}
