//! What the key ring must contain to read this database. Check values only; a key never comes near SQL.

use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// The check value of one key: of the ring as a whole (version 0), or of one version of a rotated key.
    #[derive(PartialEq, Eq)]
    pub struct KeyCheckRow {
        pub kind: String,
        pub version: u32,
        pub check_value: Vec<u8>,
    }
}

sql!(KEY_CHECK_ALL = "SELECT kind, version, check_value FROM key_check ORDER BY kind, version");
sql!(
    KEY_CHECK_INSERT =
        "INSERT INTO key_check (kind, version, check_value, created_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (kind, version) DO NOTHING"
);

sql!(KEY_CHECK_DROP = "DELETE FROM key_check WHERE kind = ?1 AND version < ?2");

/// Forgets the check values of versions before this one.
pub fn key_check_drop(tx: &mut Tx<'_>, kind: &str, version: u32) -> Result<(), StoreError> {
    tx.execute(&KEY_CHECK_DROP, &[&kind, &version])?;
    Ok(())
}

/// Every check value, by kind and version.
pub fn key_check_all(tx: &mut Tx<'_>) -> Result<Vec<KeyCheckRow>, StoreError> {
    tx.query(&KEY_CHECK_ALL, &[], KeyCheckRow::from_row)
}

/// Records a check value unless one stands there already.
pub fn key_check_insert(tx: &mut Tx<'_>, row: &KeyCheckRow, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        &KEY_CHECK_INSERT,
        &[&row.kind, &row.version, &row.check_value, &now],
    )?;
    Ok(())
}
