//! What an installation is told while it runs: few values under fixed names, sealed by whoever puts them here. Their version
//! says to every process that there is something to read again.

use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_lock};

record! {
    pub struct SettingRow {
        pub name: String,
        /// Sealed.
        pub value: Vec<u8>,
        /// Version of the key it is sealed with.
        pub key_version: u32,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

sql!(SETTINGS = "SELECT name, value, key_version, updated_at, version FROM setting ORDER BY name");
sql!(SETTING_BY_NAME = "SELECT name, value, key_version, updated_at, version FROM setting WHERE name = ?1");
sql_lock!(SETTING_LOCK = "SELECT version FROM setting WHERE name = ?1");
sql!(
    SETTING_PUT = "INSERT INTO setting (name, value, key_version, updated_at, version) VALUES (?1, ?2, ?4, ?3, 1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, key_version = excluded.key_version, updated_at = excluded.updated_at,
        version = setting.version + 1"
);

/// Everything that was set.
pub fn settings(tx: &mut Tx<'_>) -> Result<Vec<SettingRow>, StoreError> {
    tx.query(&SETTINGS, &[], SettingRow::from_row)
}

pub fn setting_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<SettingRow>, StoreError> {
    tx.query_one(&SETTING_BY_NAME, &[&name], SettingRow::from_row)
}

/// The version of a setting, held; 0 as long as it was never set.
pub fn setting_lock(tx: &mut Tx<'_>, name: &str) -> Result<i64, StoreError> {
    Ok(tx
        .query_one(&SETTING_LOCK, &[&name], |row| row.get("version"))?
        .unwrap_or(0))
}

/// Sets it, at its next version.
pub fn setting_put(
    tx: &mut Tx<'_>,
    name: &str,
    (value, key_version): (&[u8], u32),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&SETTING_PUT, &[&name, &value, &now, &key_version])?;
    Ok(())
}
