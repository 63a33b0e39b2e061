//! `/admin/imports`: files of another tool's records, from upload to result.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{CategoryGroup, Choice, Code, Problems, View};

/// `/admin/imports`
#[derive(Clone, Debug, Serialize)]
pub struct ImportsView {
    pub imports: Vec<ImportLine>,
    pub next: Option<String>,
}

impl View for ImportsView {
    const TEMPLATE: &'static str = "admin/imports.html";
}

/// One import, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct ImportLine {
    pub id: String,
    pub kind: Code,
    pub preset: Code,
    pub state: Code,
    pub file_name: String,
    /// Bytes.
    pub size: u64,
    pub at: Timestamp,
    pub percent: Option<u8>,
    pub counts: ImportCounts,
}

/// What rows came to.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ImportCounts {
    pub created: i64,
    pub linked: i64,
    pub skipped: i64,
    pub failed: i64,
    pub undone: i64,
    pub kept: i64,
}

/// `/admin/imports/new`
#[derive(Clone, Debug, Serialize)]
pub struct ImportNewView {
    pub kinds: Vec<Code>,
    pub presets: Vec<Code>,
    pub encodings: Vec<Code>,
    pub kind: String,
    pub preset: String,
    pub encoding: String,
    /// Bytes of one file.
    pub limit: u64,
    pub problems: Problems,
}

impl View for ImportNewView {
    const TEMPLATE: &'static str = "admin/import_new.html";
}

/// `/admin/imports/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct ImportPageView {
    pub line: ImportLine,
    pub format: Code,
    pub encoding: Code,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// Why the file cannot be read on, and where.
    pub problem: Option<Code>,
    pub problem_line: Option<i64>,
    pub problem_column: Option<i64>,
    pub checked: Option<ImportCheckedView>,
    /// `map`, `check`, `run`, `cancel`, `undo`, `discard`, as far as they may be done now.
    pub actions: Vec<Code>,
    pub failed_kept: bool,
    pub form: ImportForm,
    pub preview: Vec<ImportRowLine>,
    pub rows: Vec<ImportRowLine>,
    /// Rows of which outcome are shown; all when empty.
    pub outcome: String,
    pub outcomes: Vec<Code>,
    pub next: Option<String>,
}

impl View for ImportPageView {
    const TEMPLATE: &'static str = "admin/import.html";
}

/// What a check has found.
#[derive(Clone, Debug, Serialize)]
pub struct ImportCheckedView {
    pub rows: i64,
    pub counts: ImportCounts,
    pub whole: bool,
    /// What was wrong, how often.
    pub codes: Vec<(Code, i64)>,
}

/// How columns are understood, as a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportForm {
    pub version: i64,
    pub source: String,
    pub columns: Vec<String>,
    pub fields: Vec<ImportFieldLine>,
    /// The column that holds the list of messages.
    pub messages: String,
    pub message_fields: Vec<ImportFieldLine>,
    pub filter_column: String,
    pub filter_only: String,
    pub category: String,
    pub categories: Vec<CategoryGroup>,
    pub team: String,
    pub teams: Vec<Choice>,
    pub assignee: String,
    pub users: Vec<Choice>,
    pub language: String,
    pub zone: String,
    pub open_clocks: String,
    /// Names of the choices that are made: `contacts_verified`, `invite`, `assignee_none`, `team_none`, `leave_unjudged`.
    pub chosen: Vec<Code>,
    pub problems: Problems,
}

/// One field of ours and the column it is read from.
#[derive(Clone, Debug, Serialize)]
pub struct ImportFieldLine {
    pub field: Code,
    pub required: bool,
    pub column: String,
    /// `word = meaning`, separated by semicolons.
    pub words: String,
}

/// What a row came to, or would come to.
#[derive(Clone, Debug, Serialize)]
pub struct ImportRowLine {
    pub line: i64,
    pub outcome: Code,
    pub field: Option<Code>,
    pub code: Option<Code>,
    /// Where the record is shown.
    pub href: Option<String>,
    pub record: Option<String>,
    /// What it was understood as.
    pub understood: Vec<(Code, String)>,
}
