//! By which id of another tool a record is known. The id itself is not kept, only its keyed hash.

use touchstone_domain::id::{ImportId, TicketId};
use touchstone_domain::import::ImportKind;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A record that an import made or met.
    #[derive(PartialEq, Eq)]
    pub struct ReferenceRow {
        pub kind: ImportKind,
        pub key: Vec<u8>,
        /// Raw id of a record of that kind.
        pub record: i64,
        pub run: ImportId,
        /// A ticket's former number.
        pub shown: Option<String>,
    }
}

sql!(
    REFERENCE_INSERT = "INSERT INTO external_ref (kind, key, record, run, shown) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (kind, key) DO NOTHING"
);
sql!(REFERENCE_FIND = "SELECT record FROM external_ref WHERE kind = ?1 AND key = ?2");
sql!(REFERENCE_DELETE = "DELETE FROM external_ref WHERE kind = ?1 AND record = ?2 AND run = ?3");
sql!(
    REFERENCE_SHOWN_OF =
        "SELECT shown FROM external_ref WHERE kind = 'tickets' AND record = ?1 AND shown IS NOT NULL
     ORDER BY shown LIMIT 1"
);
sql_list!(
    REFERENCE_SHOWN =
        "SELECT record FROM external_ref WHERE shown = ?1 AND kind = 'tickets' ORDER BY record LIMIT ?2"
);

/// Makes a record known by an id of the source; false when another is known by it.
pub fn reference_insert(tx: &mut Tx<'_>, row: &ReferenceRow) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        &REFERENCE_INSERT,
        &[&row.kind, &row.key, &row.record, &row.run, &row.shown],
    )?;
    Ok(inserted == 1)
}

/// Raw id of the record known by an id of the source.
pub fn reference_find(tx: &mut Tx<'_>, kind: ImportKind, key: &[u8]) -> Result<Option<i64>, StoreError> {
    tx.query_one(&REFERENCE_FIND, &[&kind, &key], |row| row.get("record"))
}

/// Forgets by which ids a run made a record known.
pub fn reference_delete(
    tx: &mut Tx<'_>,
    kind: ImportKind,
    record: i64,
    run: ImportId,
) -> Result<u64, StoreError> {
    tx.execute(&REFERENCE_DELETE, &[&kind, &record, &run])
}

/// The number a ticket had in the tool it came from.
pub fn reference_number(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<String>, StoreError> {
    tx.query_one(&REFERENCE_SHOWN_OF, &[&ticket], |row| row.get("shown"))
}

/// Tickets that had this number in the tool they came from.
pub fn reference_tickets(tx: &mut Tx<'_>, number: &str, limit: u32) -> Result<Vec<TicketId>, StoreError> {
    tx.query(&REFERENCE_SHOWN, &[&number, &limit], |row| row.get("record"))
}
