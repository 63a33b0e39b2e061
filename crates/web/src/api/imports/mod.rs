//! Imports: files of another tool's records, understood, checked, run and undone.

mod act;
mod create;
mod failed;
mod mapping;
mod read;

use std::collections::BTreeMap;

use serde::Serialize;
use touchstone_app::import::{Checked, ImportAction, ImportRowView, ImportView, PreviewRow};
use touchstone_domain::id::{ImportId, UserId};
use touchstone_domain::import::{
    Field, ImportEncoding, ImportFormat, ImportKind, ImportState, Mapping, Preset, RowCode, RowOutcome,
};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<read::__path_import_list, _, _>(read::import_list),
        Route::api_write::<create::__path_import_create, _, _>(create::import_create).carrying_files(),
        Route::api_read::<read::__path_import_read, _, _>(read::import_read),
        Route::api_update::<mapping::__path_import_map, _, _>(mapping::import_map),
        Route::api_read::<read::__path_import_preview, _, _>(read::import_preview),
        Route::api_read::<read::__path_import_rows, _, _>(read::import_rows),
        Route::api_read::<failed::__path_import_failed, _, _>(failed::import_failed).carrying_files(),
        Route::api_write::<act::__path_import_check, _, _>(act::import_check),
        Route::api_write::<act::__path_import_run, _, _>(act::import_run),
        Route::api_write::<act::__path_import_cancel, _, _>(act::import_cancel),
        Route::api_write::<act::__path_import_undo, _, _>(act::import_undo),
        Route::api_write::<act::__path_import_discard, _, _>(act::import_discard),
    ]
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Import {
    #[schema(value_type = schema::ImportId)]
    id: ImportId,
    #[schema(value_type = schema::ImportKind)]
    kind: ImportKind,
    #[schema(value_type = schema::ImportState)]
    state: ImportState,
    #[schema(value_type = schema::ImportPreset)]
    preset: Preset,
    file_name: String,
    /// Bytes.
    size: u64,
    #[schema(value_type = schema::ImportFormat)]
    format: ImportFormat,
    #[schema(value_type = schema::ImportEncoding)]
    encoding: ImportEncoding,
    /// Names a mapping may speak of.
    columns: Vec<String>,
    /// See `PUT …/mapping`.
    #[schema(value_type = Object)]
    mapping: Mapping,
    /// Rows read so far.
    rows: u64,
    /// Of the file, while it is read.
    percent: Option<u8>,
    created: u64,
    /// Records that were there and are known by the source's id from now on.
    linked: u64,
    skipped: u64,
    failed: u64,
    undone: u64,
    /// What an undo had to leave.
    kept: u64,
    checked: Option<ImportChecked>,
    #[schema(value_type = Option<schema::UserId>)]
    asked_by: Option<UserId>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    started_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
    /// Why the file cannot be read on, and where.
    #[schema(value_type = Option<schema::ImportRowCode>)]
    problem: Option<RowCode>,
    problem_line: Option<u64>,
    problem_column: Option<u64>,
    /// Failed rows can be had as a file.
    failed_kept: bool,
    /// What may be done now.
    #[schema(value_type = Vec<schema::ImportAction>)]
    actions: Vec<ImportAction>,
    version: i64,
}

/// What a check has found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportChecked {
    rows: u64,
    created: u64,
    linked: u64,
    skipped: u64,
    failed: u64,
    /// How often each thing was wrong.
    codes: BTreeMap<String, u64>,
    /// The whole file was read.
    whole: bool,
}

/// What became of one row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportRow {
    /// 1, 2, …
    row: u64,
    /// The line it begins at, from 1.
    line: u64,
    #[schema(value_type = schema::ImportRowOutcome)]
    outcome: RowOutcome,
    /// Id of the record it made or met.
    record: Option<String>,
    /// The field of ours it is about.
    #[schema(value_type = Option<schema::ImportField>)]
    field: Option<Field>,
    #[schema(value_type = Option<schema::ImportRowCode>)]
    code: Option<RowCode>,
}

/// What one row would come to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportPreviewRow {
    row: u64,
    line: u64,
    #[schema(value_type = schema::ImportRowOutcome)]
    outcome: RowOutcome,
    #[schema(value_type = Option<schema::ImportField>)]
    field: Option<Field>,
    #[schema(value_type = Option<schema::ImportRowCode>)]
    code: Option<RowCode>,
    /// What it was understood as, in short, by field.
    understood: BTreeMap<String, String>,
}

/// The first rows, at most 50.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportPreview {
    items: Vec<ImportPreviewRow>,
}

impl From<Checked> for ImportChecked {
    fn from(checked: Checked) -> Self {
        let codes = checked.codes.iter().map(|(code, n)| (code.to_string(), *n));
        Self {
            rows: checked.rows,
            created: checked.created,
            linked: checked.linked,
            skipped: checked.skipped,
            failed: checked.failed,
            codes: codes.collect(),
            whole: checked.whole,
        }
    }
}

impl From<ImportView> for Import {
    fn from(view: ImportView) -> Self {
        Self {
            id: view.id,
            kind: view.kind,
            state: view.state,
            preset: view.preset,
            file_name: view.file_name,
            size: view.size,
            format: view.format,
            encoding: view.encoding,
            columns: view.columns,
            mapping: view.mapping,
            rows: view.rows,
            percent: view.percent,
            created: view.created,
            linked: view.linked,
            skipped: view.skipped,
            failed: view.failed,
            undone: view.undone,
            kept: view.kept,
            checked: view.checked.map(ImportChecked::from),
            asked_by: view.asked_by,
            created_at: view.created_at,
            started_at: view.started_at,
            ended_at: view.ended_at,
            problem: view.problem,
            problem_line: view.problem_line,
            problem_column: view.problem_column,
            failed_kept: view.failed_kept,
            actions: view.actions,
            version: view.version,
        }
    }
}

impl From<ImportRowView> for ImportRow {
    fn from(view: ImportRowView) -> Self {
        Self {
            row: view.row,
            line: view.line,
            outcome: view.outcome,
            record: view.record,
            field: view.field,
            code: view.code,
        }
    }
}

impl From<PreviewRow> for ImportPreviewRow {
    fn from(view: PreviewRow) -> Self {
        let understood = view.understood.into_iter();
        Self {
            row: view.row,
            line: view.line,
            outcome: view.outcome,
            field: view.field,
            code: view.code,
            understood: understood
                .map(|(field, text)| (field.to_string(), text))
                .collect(),
        }
    }
}
