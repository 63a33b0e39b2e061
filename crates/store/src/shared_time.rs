//! The database's own time, the one clock that processes on several machines share.
//!
//! Nothing in the store asks for it by itself: time is an argument. A reconciler that shares its timers with other
//! processes takes it from here rather than from its own machine.

use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, sql};

sql!(DATABASE_TIME =
    sqlite "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER) AS now",
    postgres "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now");

/// Now, as the database has it.
pub fn database_time(tx: &mut Tx<'_>) -> Result<Timestamp, StoreError> {
    let now = tx.query_one(&DATABASE_TIME, &[], |row| row.get("now"))?;
    now.ok_or_else(|| StoreError::Sql("the database did not tell the time".into()))
}
