//! Versions of the standards pack as documents: text, phase, authors, remarks. What may follow what is decided above;
//! what tickets are judged by is in `standard`.

use touchstone_domain::id::{StandardId, StandardRemarkId, UserId};
use touchstone_domain::standard::lifecycle::{RemarkKind, StandardPhase};
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    pub struct DocumentRow {
        pub id: StandardId,
        pub key: String,
        pub number: i64,
        pub phase: StandardPhase,
        /// The version it was begun from.
        pub basis: Option<StandardId>,
        pub pack: String,
        pub effective_from: Option<Timestamp>,
        pub announced_at: Option<Timestamp>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

record! {
    /// The same without its text.
    pub struct DocumentBrief {
        pub id: StandardId,
        pub key: String,
        pub number: i64,
        pub phase: StandardPhase,
        pub basis: Option<StandardId>,
        pub effective_from: Option<Timestamp>,
        pub updated_at: Timestamp,
    }
}

record! {
    /// What somebody said about a version.
    pub struct RemarkRow {
        pub id: StandardRemarkId,
        pub document: StandardId,
        pub kind: RemarkKind,
        pub author: UserId,
        pub body: String,
        pub at: Timestamp,
        /// An approval that counts no more.
        pub void: bool,
    }
}

macro_rules! columns {
    () => {
        "id, key, number, phase, basis, pack, effective_from, announced_at, created_at, updated_at, version"
    };
}

macro_rules! brief {
    () => {
        "id, key, number, phase, basis, effective_from, updated_at"
    };
}

sql!(
    DOCUMENT_INSERT = concat!(
        "INSERT INTO standard_document (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING"
    )
);
sql!(DOCUMENT_BY_ID = concat!("SELECT ", columns!(), " FROM standard_document WHERE id = ?1"));
sql_lock!(DOCUMENT_LOCK = concat!("SELECT ", columns!(), " FROM standard_document WHERE id = ?1"));
sql!(
    DOCUMENT_SAVE =
        "UPDATE standard_document SET phase = ?2, pack = ?3, effective_from = ?4, announced_at = ?5,
        updated_at = ?6, version = ?7 WHERE id = ?1"
);
sql!(DOCUMENT_LAST_NUMBER = "SELECT MAX(number) AS number FROM standard_document WHERE key = ?1");
sql_list!(
    DOCUMENT_LIST = concat!(
        "SELECT ",
        brief!(),
        " FROM standard_document WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql!(
    DOCUMENT_IN_FORCE = concat!(
        "SELECT ",
        brief!(),
        " FROM standard_document WHERE phase = 'adopted' AND effective_from <= ?1
         ORDER BY effective_from DESC, id DESC LIMIT 1"
    )
);
sql_list!(
    DOCUMENT_PUBLISHED = concat!(
        "SELECT ",
        brief!(),
        " FROM standard_document WHERE phase = 'adopted' AND effective_from <= ?1
         ORDER BY effective_from DESC, id DESC LIMIT ?2"
    )
);
sql!(
    DOCUMENT_BY_NUMBER = concat!(
        "SELECT ",
        columns!(),
        " FROM standard_document WHERE key = ?1 AND number = ?2"
    )
);
sql_list!(
    DOCUMENT_UNANNOUNCED = concat!(
        "SELECT ",
        brief!(),
        " FROM standard_document WHERE phase = 'adopted' AND announced_at IS NULL AND effective_from <= ?1
         ORDER BY effective_from, id LIMIT 20"
    )
);
sql!(
    AUTHOR_ADD = "INSERT INTO standard_author (document, author) VALUES (?1, ?2) ON CONFLICT (document, author) DO NOTHING"
);
sql!(AUTHORS = "SELECT author FROM standard_author WHERE document = ?1 ORDER BY author");
sql!(
    REMARK_INSERT = "INSERT INTO standard_remark (id, document, kind, author, body, at, void) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
);
sql_list!(
    REMARK_LIST = "SELECT id, document, kind, author, body, at, void FROM standard_remark WHERE document = ?1 ORDER BY document, id LIMIT 500"
);
sql!(APPROVALS_VOID = "UPDATE standard_remark SET void = TRUE WHERE document = ?1 AND kind = 'approval'");

/// Adds a version; false when one of this id or number is there.
pub fn document_insert(tx: &mut Tx<'_>, row: &DocumentRow) -> Result<bool, StoreError> {
    let added = tx.execute(
        &DOCUMENT_INSERT,
        &[
            &row.id,
            &row.key,
            &row.number,
            &row.phase,
            &row.basis,
            &row.pack,
            &row.effective_from,
            &row.announced_at,
            &row.created_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(added == 1)
}

pub fn document_by_id(tx: &mut Tx<'_>, id: StandardId) -> Result<Option<DocumentRow>, StoreError> {
    tx.query_one(&DOCUMENT_BY_ID, &[&id], DocumentRow::from_row)
}

/// The version, held.
pub fn document_lock(tx: &mut Tx<'_>, id: StandardId) -> Result<Option<Locked<DocumentRow>>, StoreError> {
    Ok(tx
        .query_one(&DOCUMENT_LOCK, &[&id], DocumentRow::from_row)?
        .map(Locked::new))
}

/// Saves a version. The caller has raised `version`.
pub fn document_save(tx: &mut Tx<'_>, row: &Locked<DocumentRow>) -> Result<(), StoreError> {
    tx.execute(
        &DOCUMENT_SAVE,
        &[
            &row.id,
            &row.phase,
            &row.pack,
            &row.effective_from,
            &row.announced_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

/// The highest number of a key, 0 when there is none.
pub fn document_last_number(tx: &mut Tx<'_>, key: &str) -> Result<i64, StoreError> {
    let found = tx.query_one(&DOCUMENT_LAST_NUMBER, &[&key], |row| {
        row.get::<Option<i64>>("number")
    })?;
    Ok(found.flatten().unwrap_or(0))
}

/// Versions newest first, those begun before the one of this id.
pub fn document_list(
    tx: &mut Tx<'_>,
    before: StandardId,
    limit: u32,
) -> Result<Vec<DocumentBrief>, StoreError> {
    tx.query(&DOCUMENT_LIST, &[&before, &limit], DocumentBrief::from_row)
}

/// The version in force at an instant.
pub fn document_in_force(tx: &mut Tx<'_>, at: Timestamp) -> Result<Option<DocumentBrief>, StoreError> {
    tx.query_one(&DOCUMENT_IN_FORCE, &[&at], DocumentBrief::from_row)
}

/// Versions that are or were in force, the last first.
pub fn document_published(
    tx: &mut Tx<'_>,
    at: Timestamp,
    limit: u32,
) -> Result<Vec<DocumentBrief>, StoreError> {
    tx.query(&DOCUMENT_PUBLISHED, &[&at, &limit], DocumentBrief::from_row)
}

/// The version of this number.
pub fn document_by_number(
    tx: &mut Tx<'_>,
    key: &str,
    number: i64,
) -> Result<Option<DocumentRow>, StoreError> {
    tx.query_one(&DOCUMENT_BY_NUMBER, &[&key, &number], DocumentRow::from_row)
}

/// Versions that have come into force without anybody having been told.
pub fn document_unannounced(tx: &mut Tx<'_>, at: Timestamp) -> Result<Vec<DocumentBrief>, StoreError> {
    tx.query(&DOCUMENT_UNANNOUNCED, &[&at], DocumentBrief::from_row)
}

/// Somebody has written in it.
pub fn author_add(tx: &mut Tx<'_>, document: StandardId, author: UserId) -> Result<(), StoreError> {
    tx.execute(&AUTHOR_ADD, &[&document, &author])?;
    Ok(())
}

/// Everybody who has written in it.
pub fn authors(tx: &mut Tx<'_>, document: StandardId) -> Result<Vec<UserId>, StoreError> {
    tx.query(&AUTHORS, &[&document], |row| row.get("author"))
}

pub fn remark_insert(tx: &mut Tx<'_>, row: &RemarkRow) -> Result<(), StoreError> {
    tx.execute(
        &REMARK_INSERT,
        &[
            &row.id,
            &row.document,
            &row.kind,
            &row.author,
            &row.body,
            &row.at,
            &row.void,
        ],
    )?;
    Ok(())
}

/// What was said about a version, in order.
pub fn remark_list(tx: &mut Tx<'_>, document: StandardId) -> Result<Vec<RemarkRow>, StoreError> {
    tx.query(&REMARK_LIST, &[&document], RemarkRow::from_row)
}

/// What was approved has to be approved again.
pub fn approvals_void(tx: &mut Tx<'_>, document: StandardId) -> Result<(), StoreError> {
    tx.execute(&APPROVALS_VOID, &[&document])?;
    Ok(())
}
