//! Past events sent to a system again: one stretch of the log at a time, read on as what was queued is taken.

use touchstone_domain::id::{Id, ReplayId, UserId, WebhookId};
use touchstone_domain::time::Timestamp;
use touchstone_domain::webhook::ReplayState;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A replay.
    #[derive(PartialEq, Eq)]
    pub struct ReplayRow {
        pub id: ReplayId,
        pub webhook: WebhookId,
        pub state: ReplayState,
        /// Events from this instant on.
        pub from_at: Timestamp,
        /// The stretch of the log, first place excluded, and how far it was read.
        pub from_pos: i64,
        pub pos: i64,
        pub to_pos: i64,
        /// Deliveries it made.
        pub queued: i64,
        pub asked_by: UserId,
        pub created_at: Timestamp,
        pub ended_at: Option<Timestamp>,
    }
}

/// A replay about to begin.
#[derive(Debug, Clone, Copy)]
pub struct NewReplay {
    pub id: ReplayId,
    pub webhook: WebhookId,
    pub from_at: Timestamp,
    pub from_pos: i64,
    pub to_pos: i64,
    pub asked_by: UserId,
    pub at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, webhook, state, from_at, from_pos, pos, to_pos, queued, asked_by, created_at, ended_at"
    };
}

sql!(
    REPLAY_INSERT = concat!(
        "INSERT INTO webhook_replay (",
        columns!(),
        ") VALUES (?1, ?2, 'running', ?3, ?4, ?4, ?5, 0, ?6, ?7, NULL) ON CONFLICT DO NOTHING"
    )
);
sql!(
    REPLAY_RUNNING = concat!(
        "SELECT ",
        columns!(),
        " FROM webhook_replay WHERE webhook = ?1 AND state = 'running'"
    )
);
sql!(REPLAY_BY_ID = concat!("SELECT ", columns!(), " FROM webhook_replay WHERE id = ?1"));
sql_lock!(REPLAY_LOCK = concat!("SELECT ", columns!(), " FROM webhook_replay WHERE id = ?1"));
sql_list!(
    REPLAY_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM webhook_replay WHERE webhook = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
    )
);
sql!(REPLAY_ADVANCE = "UPDATE webhook_replay SET pos = ?2, queued = ?3 WHERE id = ?1");
sql!(REPLAY_END = "UPDATE webhook_replay SET state = ?2, ended_at = ?3 WHERE id = ?1");

/// Begins a replay; `false` when the system has one that runs.
pub fn replay_insert(tx: &mut Tx<'_>, new: &NewReplay) -> Result<bool, StoreError> {
    let added = tx.execute(
        &REPLAY_INSERT,
        &[
            &new.id,
            &new.webhook,
            &new.from_at,
            &new.from_pos,
            &new.to_pos,
            &new.asked_by,
            &new.at,
        ],
    )?;
    tx.nudge();
    Ok(added == 1)
}

/// The one that runs, if any.
pub fn replay_running(tx: &mut Tx<'_>, webhook: WebhookId) -> Result<Option<ReplayRow>, StoreError> {
    tx.query_one(&REPLAY_RUNNING, &[&webhook], ReplayRow::from_row)
}

pub fn replay_by_id(tx: &mut Tx<'_>, id: ReplayId) -> Result<Option<ReplayRow>, StoreError> {
    tx.query_one(&REPLAY_BY_ID, &[&id], ReplayRow::from_row)
}

pub fn replay_lock(tx: &mut Tx<'_>, id: ReplayId) -> Result<Option<Locked<ReplayRow>>, StoreError> {
    Ok(tx
        .query_one(&REPLAY_LOCK, &[&id], ReplayRow::from_row)?
        .map(Locked::new))
}

/// Replays of a system, newest first, behind `before`.
pub fn replays_of(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    before: Option<ReplayId>,
    limit: u32,
) -> Result<Vec<ReplayRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    tx.query(&REPLAY_LIST, &[&webhook, &before, &limit], ReplayRow::from_row)
}

/// Notes how far it was read and what it made.
pub fn replay_advance(tx: &mut Tx<'_>, row: &Locked<ReplayRow>) -> Result<(), StoreError> {
    tx.execute(&REPLAY_ADVANCE, &[&row.id, &row.pos, &row.queued])?;
    Ok(())
}

pub fn replay_end(
    tx: &mut Tx<'_>,
    row: &Locked<ReplayRow>,
    state: ReplayState,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&REPLAY_END, &[&row.id, &state, &now])?;
    Ok(())
}
