//! Counters of failures per keyed hash of what was tried: an account, an address, a contact, a ticket.
//!
//! When to lock and for how long is decided in `app`; here a counter is only held, read and saved.

use data_encoding::HEXLOWER;
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_lock};

record! {
    /// Failures since the last success or lock, and how often it was locked.
    #[derive(PartialEq, Eq)]
    pub struct GuardRow {
        pub key: Vec<u8>,
        pub failures: u32,
        pub level: u32,
        pub locked_until: Option<Timestamp>,
        pub last_at: Timestamp,
    }
}

sql!(GUARD_BY_KEY = "SELECT key, failures, level, locked_until, last_at FROM guard WHERE key = ?1");
sql!(GUARDS_OF = sqlite
    "SELECT key, failures, level, locked_until, last_at FROM guard WHERE key IN (SELECT unhex(value) FROM json_each(?1))",
    postgres
    "SELECT key, failures, level, locked_until, last_at FROM guard
     WHERE key IN (SELECT decode(value, 'hex') FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))");
sql!(
    GUARD_CREATE = "INSERT INTO guard (key, failures, level, last_at) VALUES (?1, 0, 0, ?2) ON CONFLICT (key) DO NOTHING"
);
sql_lock!(GUARD_LOCK = "SELECT key, failures, level, locked_until, last_at FROM guard WHERE key = ?1");
sql!(
    GUARD_SAVE = "UPDATE guard SET failures = ?2, level = ?3, locked_until = ?4, last_at = ?5 WHERE key = ?1"
);
sql!(GUARD_DELETE = "DELETE FROM guard WHERE key = ?1");
sql!(GUARD_PRUNE = "DELETE FROM guard WHERE last_at < ?1 AND (locked_until IS NULL OR locked_until < ?2)");

/// The counter, if anything was counted.
pub fn guard_by_key(tx: &mut Tx<'_>, key: &[u8]) -> Result<Option<GuardRow>, StoreError> {
    tx.query_one(&GUARD_BY_KEY, &[&key], GuardRow::from_row)
}

/// Several counters at once, in no order; those of which nothing was counted are missing.
pub fn guards_of(tx: &mut Tx<'_>, keys: &[[u8; 32]]) -> Result<Vec<GuardRow>, StoreError> {
    let quoted: Vec<String> = keys
        .iter()
        .map(|key| format!("\"{}\"", HEXLOWER.encode(key)))
        .collect();
    let listed = format!("[{}]", quoted.join(","));
    tx.query(&GUARDS_OF, &[&listed], GuardRow::from_row)
}

/// Holds the counter; makes it when there is none, so that two first failures at once are both counted.
pub fn guard_lock(tx: &mut Tx<'_>, key: &[u8], now: Timestamp) -> Result<Locked<GuardRow>, StoreError> {
    tx.execute(&GUARD_CREATE, &[&key, &now])?;
    tx.query_one(&GUARD_LOCK, &[&key], GuardRow::from_row)?
        .map(Locked::new)
        .ok_or_else(|| StoreError::Conflict("a guard was pruned while it was being taken".to_owned()))
}

pub fn guard_save(tx: &mut Tx<'_>, guard: &Locked<GuardRow>) -> Result<(), StoreError> {
    tx.execute(
        &GUARD_SAVE,
        &[
            &guard.key,
            &guard.failures,
            &guard.level,
            &guard.locked_until,
            &guard.last_at,
        ],
    )?;
    Ok(())
}

/// Forgets what was counted.
pub fn guard_delete(tx: &mut Tx<'_>, key: &[u8]) -> Result<(), StoreError> {
    tx.execute(&GUARD_DELETE, &[&key])?;
    Ok(())
}

/// Forgets counters untouched since `before` that lock nothing at `now`.
pub fn guard_prune(tx: &mut Tx<'_>, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&GUARD_PRUNE, &[&before, &now])
}
