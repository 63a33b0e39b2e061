//! Events on their way to other systems. Of one subject only the first that waits may be claimed, whatever happens side by
//! side: that is read from what waits, and kept nowhere.

use touchstone_domain::event::{EventKind, SubjectKind};
use touchstone_domain::id::{DeliveryId, EventId, Id, ReplayId, WebhookId};
use touchstone_domain::time::Timestamp;
use touchstone_domain::webhook::{DeliveryProblem, DeliveryState};

use crate::{StoreError, Tx, record, sql, sql_list};

/// Deliveries of one state are counted up to this.
pub const DELIVERIES_COUNTED: i64 = 1_000;

record! {
    /// A delivery as it is shown.
    #[derive(PartialEq, Eq)]
    pub struct Delivery {
        pub id: DeliveryId,
        pub webhook: WebhookId,
        pub event: EventId,
        pub kind: EventKind,
        pub subject_kind: SubjectKind,
        pub subject: i64,
        pub replay: Option<ReplayId>,
        pub state: DeliveryState,
        pub attempts: u32,
        pub first_at: Option<Timestamp>,
        pub last_at: Option<Timestamp>,
        pub run_at: Timestamp,
        pub status: Option<i64>,
        pub problem: Option<DeliveryProblem>,
        pub took_ms: Option<i64>,
        pub queued_at: Timestamp,
        pub settled_at: Option<Timestamp>,
    }
}
record! {
    /// A delivery in the hands of whoever claimed it.
    pub struct ClaimedDelivery {
        pub id: DeliveryId,
        pub event: EventId,
        /// Its place in the log.
        pub pos: i64,
        pub claim: i64,
        /// Tries so far, this one included.
        pub attempts: u32,
        pub first_at: Option<Timestamp>,
    }
}

/// A delivery about to be queued.
#[derive(Debug, Clone, Copy)]
pub struct NewDelivery {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub n: i64,
    pub event: EventId,
    pub pos: i64,
    pub kind: EventKind,
    pub subject: (SubjectKind, i64),
    pub replay: Option<ReplayId>,
    pub at: Timestamp,
}

/// What became of a try.
#[derive(Debug, Clone, Copy)]
pub struct DeliverySettled {
    pub id: DeliveryId,
    pub claim: i64,
    pub state: DeliveryState,
    pub run_at: Timestamp,
    pub status: Option<i64>,
    pub problem: Option<DeliveryProblem>,
    pub took_ms: i64,
    /// Set when it waits no longer.
    pub settled_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, webhook, event, kind, subject_kind, subject, replay, state, attempts, first_at, last_at, run_at, status, problem,
         took_ms, queued_at, settled_at"
    };
}
// The first of its subject that waits, in nobody's hands.
macro_rules! free {
    () => {
        "d.webhook = ?1 AND d.state = 'waiting' AND d.leased_until <= ?2 AND NOT EXISTS (SELECT 1 FROM webhook_delivery e
            WHERE e.webhook = d.webhook AND e.state = 'waiting' AND e.subject_kind = d.subject_kind
              AND e.subject = d.subject AND e.n < d.n)"
    };
}
macro_rules! taken {
    () => {
        "UPDATE webhook_delivery SET leased_until = ?3, claim = claim + 1, attempts = attempts + 1,
            first_at = COALESCE(first_at, ?2), last_at = ?2"
    };
}
macro_rules! due {
    ($limit:literal) => {
        concat!(
            "SELECT d.id FROM webhook_delivery d WHERE ",
            free!(),
            " AND d.run_at <= ?2 ORDER BY d.run_at, d.n LIMIT ",
            $limit
        )
    };
}
// The oldest, and one that was never tried.
macro_rules! probe {
    () => {
        concat!(
            "SELECT d.id FROM webhook_delivery d WHERE ",
            free!(),
            " AND (d.first_at IS NULL OR d.n = (SELECT MIN(f.n)
            FROM webhook_delivery f WHERE f.webhook = ?1 AND f.state = 'waiting')) ORDER BY d.n LIMIT 2"
        )
    };
}

sql!(
    DELIVERY_INSERT =
        "INSERT INTO webhook_delivery (id, webhook, n, event, pos, kind, subject_kind, subject, replay, state, attempts, claim,
            first_at, last_at, run_at, leased_until, status, problem, took_ms, queued_at, settled_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'waiting', 0, 0, NULL, NULL, ?10, 0, NULL, NULL, NULL, ?10, NULL)"
);
sql!(DELIVERIES_CLAIM =
    sqlite concat!(taken!(), " WHERE id IN (", due!("?4"), ") RETURNING id, event, pos, claim, attempts, first_at"),
    postgres concat!("WITH due AS MATERIALIZED (", due!("?4"), " FOR UPDATE OF d SKIP LOCKED) ", taken!(),
        " FROM due WHERE webhook_delivery.id = due.id
        RETURNING webhook_delivery.id, event, pos, claim, attempts, first_at"));
sql!(DELIVERIES_PROBE =
    sqlite concat!(taken!(), " WHERE id IN (", probe!(), ") RETURNING id, event, pos, claim, attempts, first_at"),
    postgres concat!("WITH due AS MATERIALIZED (", probe!(), " FOR UPDATE OF d SKIP LOCKED) ", taken!(),
        " FROM due WHERE webhook_delivery.id = due.id
        RETURNING webhook_delivery.id, event, pos, claim, attempts, first_at"));
sql!(DELIVERIES_DUE = concat!("SELECT EXISTS (", due!("1"), ") AS there"));
sql!(DELIVERIES_TO_PROBE = concat!("SELECT EXISTS (", probe!(), ") AS there"));
sql!(
    DELIVERY_SETTLE =
        "UPDATE webhook_delivery SET state = ?3, run_at = ?4, status = ?5, problem = ?6, took_ms = ?7, settled_at = ?8,
            leased_until = 0 WHERE id = ?1 AND claim = ?2 AND state = 'waiting'"
);
sql!(
    DELIVERIES_FORWARD =
        "UPDATE webhook_delivery SET run_at = ?2 WHERE webhook = ?1 AND state = 'waiting' AND run_at > ?2"
);
sql!(
    DELIVERIES_DROP =
        "UPDATE webhook_delivery SET state = 'dropped', settled_at = ?2, leased_until = 0, claim = claim + 1
     WHERE webhook = ?1 AND state = 'waiting'"
);
sql!(
    DELIVERY_RESEND =
        "UPDATE webhook_delivery SET state = 'waiting', n = ?3, run_at = ?4, attempts = 0, first_at = NULL,
        leased_until = 0, settled_at = NULL WHERE id = ?1 AND webhook = ?2 AND state <> 'waiting'"
);
sql!(DELIVERY_BY_ID = concat!("SELECT ", columns!(), " FROM webhook_delivery WHERE id = ?1"));
sql_list!(
    DELIVERY_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM webhook_delivery WHERE webhook = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
    )
);
sql_list!(
    DELIVERY_LIST_STATE = concat!(
        "SELECT ",
        columns!(),
        " FROM webhook_delivery WHERE webhook = ?1 AND state = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4"
    )
);
sql_list!(
    DELIVERY_DEAD =
        "SELECT id FROM webhook_delivery WHERE webhook = ?1 AND state = 'dead' ORDER BY id LIMIT ?2"
);
sql!(
    DELIVERY_COUNT =
        "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM webhook_delivery WHERE webhook = ?1 AND state = ?2
     LIMIT ?3) counted"
);
sql!(
    DELIVERIES_FORGET = "DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery
     WHERE state = ?1 AND settled_at < ?2 ORDER BY settled_at, id LIMIT ?3)"
);

/// Queues an event for a system.
pub fn delivery_insert(tx: &mut Tx<'_>, new: &NewDelivery) -> Result<(), StoreError> {
    tx.execute(
        &DELIVERY_INSERT,
        &[
            &new.id,
            &new.webhook,
            &new.n,
            &new.event,
            &new.pos,
            &new.kind,
            &new.subject.0,
            &new.subject.1,
            &new.replay,
            &new.at,
        ],
    )?;
    Ok(())
}

/// Claims what is due, longest waiting first; two claimants never get the same one, nor two of one subject.
pub fn deliveries_claim(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    (now, lease): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<ClaimedDelivery>, StoreError> {
    tx.query(
        &DELIVERIES_CLAIM,
        &[&webhook, &now, &lease, &limit],
        ClaimedDelivery::from_row,
    )
}

/// Claims the oldest and one that was never tried, whenever they are due.
pub fn deliveries_probe(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    (now, lease): (Timestamp, Timestamp),
) -> Result<Vec<ClaimedDelivery>, StoreError> {
    tx.query(
        &DELIVERIES_PROBE,
        &[&webhook, &now, &lease],
        ClaimedDelivery::from_row,
    )
}

/// Whether something is due, or, of a system that is only probed, there to probe it with.
pub fn deliveries_due(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    now: Timestamp,
    probed: bool,
) -> Result<bool, StoreError> {
    let there = match probed {
        true => tx.query_one(&DELIVERIES_TO_PROBE, &[&webhook, &now], |row| row.get("there"))?,
        false => tx.query_one(&DELIVERIES_DUE, &[&webhook, &now], |row| row.get("there"))?,
    };
    Ok(there.unwrap_or(false))
}

/// Notes what became of a try; `false` when another claim has it.
pub fn delivery_settle(tx: &mut Tx<'_>, settled: &DeliverySettled) -> Result<bool, StoreError> {
    let touched = tx.execute(
        &DELIVERY_SETTLE,
        &[
            &settled.id,
            &settled.claim,
            &settled.state,
            &settled.run_at,
            &settled.status,
            &settled.problem,
            &settled.took_ms,
            &settled.settled_at,
        ],
    )?;
    Ok(touched == 1)
}

/// Makes everything that waits for a later try due now.
pub fn deliveries_forward(tx: &mut Tx<'_>, webhook: WebhookId, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&DELIVERIES_FORWARD, &[&webhook, &now])
}

/// Gives up everything that waits; what is under way settles nothing any more.
pub fn deliveries_drop(tx: &mut Tx<'_>, webhook: WebhookId, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&DELIVERIES_DROP, &[&webhook, &now])
}

/// Has a settled delivery sent again, behind everything that waits; `false` when it waits already.
pub fn delivery_resend(
    tx: &mut Tx<'_>,
    (id, webhook): (DeliveryId, WebhookId),
    n: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx.execute(&DELIVERY_RESEND, &[&id, &webhook, &n, &now])?;
    tx.nudge();
    Ok(touched == 1)
}

pub fn delivery_by_id(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    tx.query_one(&DELIVERY_BY_ID, &[&id], Delivery::from_row)
}

/// Deliveries to a system, newest first, behind `before`; of one state, or all.
pub fn deliveries_of(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    state: Option<DeliveryState>,
    before: Option<DeliveryId>,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    match state {
        None => tx.query(&DELIVERY_LIST, &[&webhook, &before, &limit], Delivery::from_row),
        Some(state) => tx.query(
            &DELIVERY_LIST_STATE,
            &[&webhook, &state, &before, &limit],
            Delivery::from_row,
        ),
    }
}

/// Deliveries that were given up, oldest first.
pub fn deliveries_dead(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    limit: u32,
) -> Result<Vec<DeliveryId>, StoreError> {
    tx.query(&DELIVERY_DEAD, &[&webhook, &limit], |row| row.get("id"))
}

/// How many deliveries are in a state, counted no further than `most`.
pub fn delivery_counts(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    state: DeliveryState,
    most: i64,
) -> Result<i64, StoreError> {
    Ok(tx
        .query_one(&DELIVERY_COUNT, &[&webhook, &state, &most], |row| row.get("n"))?
        .unwrap_or(0))
}

/// How many wait, counted no further than `most`.
pub fn deliveries_waiting(tx: &mut Tx<'_>, webhook: WebhookId, most: i64) -> Result<i64, StoreError> {
    delivery_counts(tx, webhook, DeliveryState::Waiting, most)
}

/// Removes some of those that were settled before this; how many.
pub fn deliveries_forget(
    tx: &mut Tx<'_>,
    state: DeliveryState,
    before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    tx.execute(&DELIVERIES_FORGET, &[&state, &before, &limit])
}
