//! What became of each row of an import.

use touchstone_domain::id::ImportId;
use touchstone_domain::import::{Field, RowCode, RowOutcome};

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A row of the file and what came of it.
    #[derive(PartialEq, Eq)]
    pub struct ImportedRow {
        pub run: ImportId,
        /// 1, 2, …: which row of the file it is.
        pub row: i64,
        /// The line it begins at, from 1.
        pub line: i64,
        pub outcome: RowOutcome,
        /// Raw id of the record it made or met, by the import's kind.
        pub record: Option<i64>,
        /// Raw id of the requester made together with a ticket.
        pub person: Option<i64>,
        pub field: Option<Field>,
        pub code: Option<RowCode>,
        /// Sealed.
        pub raw: Option<Vec<u8>>,
        /// Version of the key it is sealed under.
        pub key_version: u32,
    }
}

macro_rules! columns {
    () => {
        "run, row, line, outcome, record, person, field, code, raw, key_version"
    };
}

sql!(
    ROW_INSERT = concat!(
        "INSERT INTO import_row (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    )
);
sql!(
    ROW_SETTLE = "UPDATE import_row SET outcome = ?3, code = ?4 WHERE run = ?1 AND row = ?2
     AND outcome IN ('created', 'linked')"
);
sql!(ROWS_CLEAR = "DELETE FROM import_row WHERE run = ?1 AND row <= ?2");
sql!(ROWS_FORGET = "UPDATE import_row SET raw = NULL WHERE run = ?1 AND raw IS NOT NULL");
sql_list!(
    ROWS = concat!(
        "SELECT ",
        columns!(),
        " FROM import_row WHERE run = ?1 AND row > ?2 ORDER BY row LIMIT ?3"
    )
);
sql_list!(
    ROWS_OF = concat!(
        "SELECT ",
        columns!(),
        " FROM import_row WHERE run = ?1 AND outcome = ?2 AND row > ?3 ORDER BY row LIMIT ?4"
    )
);
sql_list!(
    ROWS_BACK = concat!(
        "SELECT ",
        columns!(),
        " FROM import_row WHERE run = ?1 AND row < ?2 ORDER BY row DESC LIMIT ?3"
    )
);
sql!(ROWS_RAW = "SELECT run FROM import_row WHERE run = ?1 AND raw IS NOT NULL LIMIT 1");

/// Remembers what became of a row.
pub fn import_row_insert(tx: &mut Tx<'_>, row: &ImportedRow) -> Result<(), StoreError> {
    tx.execute(
        &ROW_INSERT,
        &[
            &row.run,
            &row.row,
            &row.line,
            &row.outcome,
            &row.record,
            &row.person,
            &row.field,
            &row.code,
            &row.raw,
            &row.key_version,
        ],
    )?;
    Ok(())
}

/// Notes what undoing made of a row that had created or linked something.
pub fn import_row_settle(
    tx: &mut Tx<'_>,
    row: &ImportedRow,
    outcome: RowOutcome,
    code: Option<RowCode>,
) -> Result<(), StoreError> {
    tx.execute(&ROW_SETTLE, &[&row.run, &row.row, &outcome, &code])?;
    Ok(())
}

/// Forgets the rows a check has noted, up to one of them.
pub fn import_rows_clear(tx: &mut Tx<'_>, run: ImportId, up_to: i64) -> Result<(), StoreError> {
    tx.execute(&ROWS_CLEAR, &[&run, &up_to])?;
    Ok(())
}

/// Destroys what failed rows held.
pub fn import_rows_forget(tx: &mut Tx<'_>, run: ImportId) -> Result<u64, StoreError> {
    tx.execute(&ROWS_FORGET, &[&run])
}

/// Whether anything that failed rows held is still there.
pub fn import_rows_held(tx: &mut Tx<'_>, run: ImportId) -> Result<bool, StoreError> {
    Ok(tx
        .query_one(&ROWS_RAW, &[&run], |row| row.get::<ImportId>("run"))?
        .is_some())
}

/// Rows after one of them, in the file's order; of one outcome if wanted.
pub fn import_rows(
    tx: &mut Tx<'_>,
    run: ImportId,
    outcome: Option<RowOutcome>,
    after: i64,
    limit: u32,
) -> Result<Vec<ImportedRow>, StoreError> {
    match outcome {
        Some(outcome) => tx.query(&ROWS_OF, &[&run, &outcome, &after, &limit], ImportedRow::from_row),
        None => tx.query(&ROWS, &[&run, &after, &limit], ImportedRow::from_row),
    }
}

/// Rows before one of them, the last ones first.
pub fn import_rows_back(
    tx: &mut Tx<'_>,
    run: ImportId,
    before: i64,
    limit: u32,
) -> Result<Vec<ImportedRow>, StoreError> {
    tx.query(&ROWS_BACK, &[&run, &before, &limit], ImportedRow::from_row)
}
