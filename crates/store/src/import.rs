//! Runs of imports: what was uploaded, how it is understood, how far it is, what came of it.

use touchstone_domain::id::{Id, ImportId, UserId};
use touchstone_domain::import::{ImportEncoding, ImportFormat, ImportKind, ImportState, Preset, RowCode};
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// One import.
    #[derive(PartialEq, Eq)]
    pub struct ImportRow {
        pub id: ImportId,
        pub kind: ImportKind,
        pub state: ImportState,
        pub preset: Preset,
        pub file_name: String,
        /// Bytes.
        pub size: i64,
        /// Whether the file is still there.
        pub stored: bool,
        pub format: ImportFormat,
        pub encoding: ImportEncoding,
        /// Of CSV, a byte.
        pub delimiter: u32,
        /// JSON: headings of a table.
        pub headings: String,
        /// JSON: names a mapping may speak of.
        pub columns: String,
        /// JSON.
        pub mapping: String,
        /// Where the first row begins.
        pub begin_byte: i64,
        pub begin_line: i64,
        /// Where the next row begins, and how many were read.
        pub cursor_byte: i64,
        pub cursor_line: i64,
        pub cursor_row: i64,
        pub created: i64,
        pub linked: i64,
        pub skipped: i64,
        pub failed: i64,
        pub undone: i64,
        pub kept: i64,
        /// JSON: what a check has found.
        pub checked: Option<String>,
        /// None from the command line.
        pub asked_by: Option<UserId>,
        pub created_at: Timestamp,
        pub started_at: Option<Timestamp>,
        /// Last sign of life of the process that works on it.
        pub beat_at: Option<Timestamp>,
        pub holder: Option<String>,
        pub ended_at: Option<Timestamp>,
        /// Why the file cannot be read on, and where.
        pub problem: Option<RowCode>,
        pub problem_line: Option<i64>,
        pub problem_column: Option<i64>,
        pub version: i64,
    }
}

macro_rules! columns {
    () => {
        "id, kind, state, preset, file_name, size, stored, format, encoding, delimiter, headings, columns, mapping,
         begin_byte, begin_line, cursor_byte, cursor_line, cursor_row, created, linked, skipped, failed, undone, kept,
         checked, asked_by, created_at, started_at, beat_at, holder, ended_at, problem, problem_line,
         problem_column, version"
    };
}

sql!(
    IMPORT_INSERT = concat!(
        "INSERT INTO import_run (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
        ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)"
    )
);
sql!(IMPORT_BY_ID = concat!("SELECT ", columns!(), " FROM import_run WHERE id = ?1"));
sql_lock!(IMPORT_LOCK = concat!("SELECT ", columns!(), " FROM import_run WHERE id = ?1"));
sql!(IMPORT_UNDER_WAY = concat!("SELECT ", columns!(), " FROM import_run WHERE under_way = 1"));
sql!(
    IMPORT_BEGIN = "UPDATE import_run SET under_way = 1 WHERE id = ?1
     AND NOT EXISTS (SELECT 1 FROM import_run o WHERE o.under_way = 1)"
);
sql!(
    IMPORT_SAVE =
        "UPDATE import_run SET state = ?2, stored = ?3, format = ?4, encoding = ?5, delimiter = ?6, headings = ?7,
        columns = ?8, mapping = ?9, begin_byte = ?10, begin_line = ?11, cursor_byte = ?12, cursor_line = ?13,
        cursor_row = ?14, created = ?15, linked = ?16, skipped = ?17, failed = ?18, undone = ?19, kept = ?20,
        checked = ?21, started_at = ?22, beat_at = ?23, holder = ?24, ended_at = ?25, problem = ?26, problem_line = ?27,
        problem_column = ?28, version = ?29,
        size = ?30,
        under_way = CASE WHEN CAST(?2 AS TEXT) IN ('checking', 'running', 'undoing') THEN 1 ELSE NULL END
     WHERE id = ?1"
);
sql!(
    IMPORT_CLAIM = "UPDATE import_run SET holder = ?2, beat_at = ?3
     WHERE under_way = 1 AND id = ?1 AND (holder IS NULL OR holder = ?2 OR beat_at IS NULL OR beat_at < ?4)"
);
sql_list!(
    IMPORT_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM import_run WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    IMPORT_STORED = concat!(
        "SELECT ",
        columns!(),
        " FROM import_run WHERE stored AND created_at < ?1 ORDER BY created_at, id LIMIT ?2"
    )
);

/// Adds an import.
pub fn import_insert(tx: &mut Tx<'_>, row: &ImportRow) -> Result<(), StoreError> {
    tx.execute(
        &IMPORT_INSERT,
        &[
            &row.id,
            &row.kind,
            &row.state,
            &row.preset,
            &row.file_name,
            &row.size,
            &row.stored,
            &row.format,
            &row.encoding,
            &row.delimiter,
            &row.headings,
            &row.columns,
            &row.mapping,
            &row.begin_byte,
            &row.begin_line,
            &row.cursor_byte,
            &row.cursor_line,
            &row.cursor_row,
            &row.created,
            &row.linked,
            &row.skipped,
            &row.failed,
            &row.undone,
            &row.kept,
            &row.checked,
            &row.asked_by,
            &row.created_at,
            &row.started_at,
            &row.beat_at,
            &row.holder,
            &row.ended_at,
            &row.problem,
            &row.problem_line,
            &row.problem_column,
            &row.version,
        ],
    )?;
    Ok(())
}

pub fn import_by_id(tx: &mut Tx<'_>, id: ImportId) -> Result<Option<ImportRow>, StoreError> {
    tx.query_one(&IMPORT_BY_ID, &[&id], ImportRow::from_row)
}

/// Holds an import for a change.
pub fn import_lock(tx: &mut Tx<'_>, id: ImportId) -> Result<Option<Locked<ImportRow>>, StoreError> {
    Ok(tx
        .query_one(&IMPORT_LOCK, &[&id], ImportRow::from_row)?
        .map(Locked::new))
}

/// The import that is being worked on.
pub fn import_under_way(tx: &mut Tx<'_>) -> Result<Option<ImportRow>, StoreError> {
    tx.query_one(&IMPORT_UNDER_WAY, &[], ImportRow::from_row)
}

/// Takes the one place there is for work on imports; false when another has it. Two at the same instant meet in the
/// unique index, and the later is run again.
pub fn import_begin(tx: &mut Tx<'_>, import: &Locked<ImportRow>) -> Result<bool, StoreError> {
    Ok(tx.execute(&IMPORT_BEGIN, &[&import.id])? == 1)
}

/// Saves an import. The caller raises `version` where people's edits count.
pub fn import_save(tx: &mut Tx<'_>, row: &Locked<ImportRow>) -> Result<(), StoreError> {
    tx.execute(
        &IMPORT_SAVE,
        &[
            &row.id,
            &row.state,
            &row.stored,
            &row.format,
            &row.encoding,
            &row.delimiter,
            &row.headings,
            &row.columns,
            &row.mapping,
            &row.begin_byte,
            &row.begin_line,
            &row.cursor_byte,
            &row.cursor_line,
            &row.cursor_row,
            &row.created,
            &row.linked,
            &row.skipped,
            &row.failed,
            &row.undone,
            &row.kept,
            &row.checked,
            &row.started_at,
            &row.beat_at,
            &row.holder,
            &row.ended_at,
            &row.problem,
            &row.problem_line,
            &row.problem_column,
            &row.version,
            &row.size,
        ],
    )?;
    Ok(())
}

/// Says that this process works on the import; false while another one does that showed itself after `silent_since`.
pub fn import_claim(
    tx: &mut Tx<'_>,
    id: ImportId,
    holder: &str,
    now: Timestamp,
    silent_since: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&IMPORT_CLAIM, &[&id, &holder, &now, &silent_since])? == 1)
}

/// Imports before an id (all of them without one), newest first.
pub fn import_list(
    tx: &mut Tx<'_>,
    before: Option<ImportId>,
    limit: u32,
) -> Result<Vec<ImportRow>, StoreError> {
    tx.query(
        &IMPORT_LIST,
        &[&before.map_or(i64::MAX, Id::raw), &limit],
        ImportRow::from_row,
    )
}

/// Imports made before an instant whose files are still there.
pub fn import_stored(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<Vec<ImportRow>, StoreError> {
    tx.query(&IMPORT_STORED, &[&before, &limit], ImportRow::from_row)
}
