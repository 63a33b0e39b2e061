//! The register of laws: entries, amendments, and clauses that have to be looked at because of one.

use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    pub struct LawRow {
        pub id: String,
        /// JSON.
        pub entry: String,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

record! {
    /// An amendment.
    pub struct LawChangeRow {
        pub law: String,
        /// The version of the entry it made.
        pub version: i64,
        /// The day it bears.
        pub dated: String,
        pub note: String,
        pub author: UserId,
        pub at: Timestamp,
    }
}

record! {
    /// A clause that is, or was, to be looked at.
    pub struct LawFlagRow {
        pub law: String,
        pub clause: String,
        pub raised_at: Timestamp,
        pub settled_at: Option<Timestamp>,
        pub settled_by: Option<UserId>,
        pub note: Option<String>,
    }
}

sql!(
    LAW_INSERT = "INSERT INTO law (id, entry, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?3, 1)
     ON CONFLICT (id) DO NOTHING"
);
sql!(LAW_BY_ID = "SELECT id, entry, updated_at, version FROM law WHERE id = ?1");
sql_lock!(LAW_LOCK = "SELECT id, entry, updated_at, version FROM law WHERE id = ?1");
sql!(LAW_SAVE = "UPDATE law SET entry = ?2, updated_at = ?3, version = ?4 WHERE id = ?1");
sql_list!(LAW_LIST = "SELECT id, entry, updated_at, version FROM law WHERE id > ?1 ORDER BY id LIMIT ?2");
sql!(
    CHANGE_INSERT =
        "INSERT INTO law_change (law, version, dated, note, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
);
sql_list!(
    CHANGE_LIST = "SELECT law, version, dated, note, author, at FROM law_change WHERE law = ?1
     ORDER BY law, version LIMIT 200"
);
sql!(
    FLAG_RAISE = "INSERT INTO law_flag (law, clause, raised_at) VALUES (?1, ?2, ?3)
     ON CONFLICT (law, clause) DO UPDATE SET raised_at = excluded.raised_at, settled_at = NULL, settled_by = NULL,
        note = NULL"
);
sql!(
    FLAG_SETTLE = "UPDATE law_flag SET settled_at = ?3, settled_by = ?4, note = ?5
     WHERE law = ?1 AND clause = ?2 AND settled_at IS NULL"
);
sql_list!(
    FLAG_LIST = "SELECT law, clause, raised_at, settled_at, settled_by, note FROM law_flag WHERE law = ?1
     ORDER BY law, clause LIMIT 500"
);
sql_list!(
    FLAG_ALL = "SELECT law, clause, raised_at, settled_at, settled_by, note FROM law_flag
     WHERE (law, clause) > (?1, ?2) ORDER BY law, clause LIMIT 2000"
);

/// Adds an entry; false when one of this id is there.
pub fn law_insert(tx: &mut Tx<'_>, id: &str, entry: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&LAW_INSERT, &[&id, &entry, &now])? == 1)
}

pub fn law_by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<LawRow>, StoreError> {
    tx.query_one(&LAW_BY_ID, &[&id], LawRow::from_row)
}

/// The entry, held.
pub fn law_lock(tx: &mut Tx<'_>, id: &str) -> Result<Option<Locked<LawRow>>, StoreError> {
    Ok(tx
        .query_one(&LAW_LOCK, &[&id], LawRow::from_row)?
        .map(Locked::new))
}

/// Saves an entry. The caller has raised `version`.
pub fn law_save(tx: &mut Tx<'_>, row: &Locked<LawRow>) -> Result<(), StoreError> {
    tx.execute(&LAW_SAVE, &[&row.id, &row.entry, &row.updated_at, &row.version])?;
    Ok(())
}

/// Entries by id after this one.
pub fn law_list(tx: &mut Tx<'_>, after: &str, limit: u32) -> Result<Vec<LawRow>, StoreError> {
    tx.query(&LAW_LIST, &[&after, &limit], LawRow::from_row)
}

pub fn law_change_insert(tx: &mut Tx<'_>, row: &LawChangeRow) -> Result<(), StoreError> {
    tx.execute(
        &CHANGE_INSERT,
        &[
            &row.law,
            &row.version,
            &row.dated,
            &row.note,
            &row.author,
            &row.at,
        ],
    )?;
    Ok(())
}

/// Amendments of an entry, in order.
pub fn law_change_list(tx: &mut Tx<'_>, law: &str) -> Result<Vec<LawChangeRow>, StoreError> {
    tx.query(&CHANGE_LIST, &[&law], LawChangeRow::from_row)
}

/// A clause has to be looked at, again if it was before.
pub fn law_flag_raise(tx: &mut Tx<'_>, law: &str, clause: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&FLAG_RAISE, &[&law, &clause, &now])?;
    Ok(())
}

/// Somebody has looked at the clause; false when it was not waiting.
pub fn law_flag_settle(
    tx: &mut Tx<'_>,
    (law, clause): (&str, &str),
    now: Timestamp,
    by: UserId,
    note: &str,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&FLAG_SETTLE, &[&law, &clause, &now, &by, &note])? == 1)
}

/// Clauses that are, or were, to be looked at because of one law.
pub fn law_flag_list(tx: &mut Tx<'_>, law: &str) -> Result<Vec<LawFlagRow>, StoreError> {
    tx.query(&FLAG_LIST, &[&law], LawFlagRow::from_row)
}

/// The same of all laws.
pub fn law_flag_all(tx: &mut Tx<'_>) -> Result<Vec<LawFlagRow>, StoreError> {
    tx.query(&FLAG_ALL, &[&"", &""], LawFlagRow::from_row)
}
