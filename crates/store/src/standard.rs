//! What tickets are judged by: versions of the standards pack, as text, with the instants from which they are in force.
//! What the text means is `touchstone_domain::standard`'s business; how a version came about is in `standard_document`.

use touchstone_domain::id::StandardId;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// One version.
    pub struct StandardRow {
        pub id: StandardId,
        pub pack: String,
        pub effective_from: Timestamp,
        pub created_at: Timestamp,
    }
}

sql!(STANDARD_BY_ID = "SELECT id, pack, effective_from, created_at FROM standard WHERE id = ?1");
sql!(
    STANDARD_IN_FORCE = "SELECT id FROM standard WHERE effective_from <= ?1
     ORDER BY effective_from DESC, id DESC LIMIT 1"
);
sql_list!(
    STANDARD_AFTER =
        "SELECT id, pack, effective_from, created_at FROM standard WHERE id > ?1 ORDER BY id LIMIT ?2"
);
sql!(
    STANDARD_INSERT = "INSERT INTO standard (id, pack, effective_from, created_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (id) DO NOTHING"
);
sql!(STANDARD_DELETE = "DELETE FROM standard WHERE id = ?1 AND effective_from > ?2");

/// The version of this id.
pub fn standard_by_id(tx: &mut Tx<'_>, id: StandardId) -> Result<Option<StandardRow>, StoreError> {
    tx.query_one(&STANDARD_BY_ID, &[&id], StandardRow::from_row)
}

/// The version in force at an instant: the one that took effect last. Its text is long, and seldom asked for.
pub fn standard_in_force(tx: &mut Tx<'_>, at: Timestamp) -> Result<Option<StandardId>, StoreError> {
    tx.query_one(&STANDARD_IN_FORCE, &[&at], |row| row.get("id"))
}

/// Versions by id, behind one.
pub fn standard_after(
    tx: &mut Tx<'_>,
    after: StandardId,
    limit: u32,
) -> Result<Vec<StandardRow>, StoreError> {
    tx.query(&STANDARD_AFTER, &[&after, &limit], StandardRow::from_row)
}

/// Adds a version; false when there is one of this id. It judges every ticket received from `effective_from` on.
pub fn standard_insert(tx: &mut Tx<'_>, row: &StandardRow) -> Result<bool, StoreError> {
    let added = tx.execute(
        &STANDARD_INSERT,
        &[&row.id, &row.pack, &row.effective_from, &row.created_at],
    )?;
    Ok(added == 1)
}

/// Takes a version away that nothing was judged by yet: its instant lies after `now`. False when it does not.
pub fn standard_delete(tx: &mut Tx<'_>, id: StandardId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&STANDARD_DELETE, &[&id, &now])? == 1)
}
