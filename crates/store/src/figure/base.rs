//! On what the figures rest: their zone, and how far they are made.

use touchstone_domain::figure::FigureState;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_lock};

record! {
    /// On what the figures rest.
    pub struct FigureBase {
        /// In which hours and days begin.
        pub zone: String,
        pub state: FigureState,
        /// The place of the log up to which figures are being made.
        pub goal: i64,
        pub since: Timestamp,
    }
}

sql_lock!(FIGURE_BASE_LOCK = "SELECT zone, state, goal, since FROM figure_base WHERE id = 1");
sql!(FIGURE_BASE = "SELECT zone, state, goal, since FROM figure_base WHERE id = 1");
sql!(FIGURE_BASE_SET = "INSERT INTO figure_base (id, zone, state, goal, since) VALUES (1, ?1, ?2, ?3, ?4)
     ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, state = excluded.state, goal = excluded.goal, since = excluded.since");
sql!(
    FIGURE_CLEAR = "DELETE FROM figure WHERE (span, dimension, start_at, member, measure, metric) IN
        (SELECT span, dimension, start_at, member, measure, metric FROM figure LIMIT ?1)"
);
sql!(
    FIGURE_BUCKET_CLEAR = "DELETE FROM figure_bucket WHERE (dimension, start_at, member, measure, bucket) IN
        (SELECT dimension, start_at, member, measure, bucket FROM figure_bucket LIMIT ?1)"
);
sql!(
    FIGURE_TICKET_CLEAR =
        "DELETE FROM figure_ticket WHERE ticket IN (SELECT ticket FROM figure_ticket LIMIT ?1)"
);

/// As it stands.
pub fn figure_base(tx: &mut Tx<'_>) -> Result<Option<FigureBase>, StoreError> {
    tx.query_one(&FIGURE_BASE, &[], FigureBase::from_row)
}

/// As it stands, held until the transaction ends.
pub fn figure_base_lock(tx: &mut Tx<'_>) -> Result<Option<FigureBase>, StoreError> {
    tx.query_one(&FIGURE_BASE_LOCK, &[], FigureBase::from_row)
}

/// Says on what the figures rest from now on.
pub fn figure_base_set(tx: &mut Tx<'_>, base: &FigureBase) -> Result<(), StoreError> {
    tx.execute(
        &FIGURE_BASE_SET,
        &[&base.zone, &base.state, &base.goal, &base.since],
    )?;
    Ok(())
}

/// Removes some rows of what was there; how many.
pub fn figure_clear(tx: &mut Tx<'_>, at_most: i64) -> Result<u64, StoreError> {
    let mut removed = tx.execute(&FIGURE_CLEAR, &[&at_most])?;
    removed += tx.execute(&FIGURE_BUCKET_CLEAR, &[&at_most])?;
    removed += tx.execute(&FIGURE_TICKET_CLEAR, &[&at_most])?;
    Ok(removed)
}
