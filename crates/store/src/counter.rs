//! Counters that many may add to at once.
//!
//! A counter is a row per connection slot, summed when read: one hot row would make writers wait for each other. What
//! a transaction adds is written at its end, sorted by key, so that two transactions cannot wait for each other.

use crate::{StoreError, Tx, sql, sql_list};

sql!(
    COUNTER_ADD = "INSERT INTO counter (key, slot, n) VALUES (?1, ?2, ?3)
     ON CONFLICT (key, slot) DO UPDATE SET n = counter.n + excluded.n"
);
sql!(COUNTER_SUM = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM counter WHERE key = ?1");
sql_list!(
    COUNTER_SUMS = "SELECT key, CAST(SUM(n) AS BIGINT) AS n FROM counter
     WHERE key >= ?1 AND key < ?2 GROUP BY key ORDER BY key"
);

/// The counter's value, as far as this transaction sees; what it adds itself is not yet in it.
pub fn counter_sum(tx: &mut Tx<'_>, key: &str) -> Result<i64, StoreError> {
    Ok(tx
        .query_one(&COUNTER_SUM, &[&key], |row| row.get("n"))?
        .unwrap_or(0))
}

/// Every counter whose key begins with `prefix`, by key.
pub fn counter_sums(tx: &mut Tx<'_>, prefix: &str) -> Result<Vec<(String, i64)>, StoreError> {
    counter_sums_between(tx, prefix, prefix)
}

/// Every counter from `first` on and up to those whose key begins with `last`, by key.
pub fn counter_sums_between(
    tx: &mut Tx<'_>,
    first: &str,
    last: &str,
) -> Result<Vec<(String, i64)>, StoreError> {
    // Keys are ASCII, so everything with the prefix comes before the prefix followed by DEL.
    let end = format!("{last}\u{7f}");
    tx.query(&COUNTER_SUMS, &[&first, &end], |row| {
        Ok((row.get("key")?, row.get("n")?))
    })
}

/// Writes what the transaction has added.
pub(crate) fn counters_apply(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let slot = tx.slot();
    for (key, delta) in tx.take_counters() {
        if delta != 0 {
            tx.execute(&COUNTER_ADD, &[&key, &slot, &delta])?;
        }
    }
    Ok(())
}
