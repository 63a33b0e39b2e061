//! Other systems that are told of events: what people set, how far each has read the log, and how calls to it went.

mod delivery;
mod replay;

pub use delivery::{
    ClaimedDelivery, DELIVERIES_COUNTED, Delivery, DeliverySettled, NewDelivery, deliveries_claim,
    deliveries_dead, deliveries_drop, deliveries_due, deliveries_forget, deliveries_forward, deliveries_of,
    deliveries_probe, deliveries_waiting, delivery_by_id, delivery_counts, delivery_insert, delivery_resend,
    delivery_settle,
};
pub use replay::{
    NewReplay, ReplayRow, replay_advance, replay_by_id, replay_end, replay_insert, replay_lock,
    replay_running, replays_of,
};

use touchstone_domain::id::{Id, UserId, WebhookId};
use touchstone_domain::time::Timestamp;
use touchstone_domain::webhook::{DeliveryProblem, EndpointHealth, WebhookState};

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A system that is told.
    #[derive(PartialEq, Eq)]
    pub struct WebhookRow {
        pub id: WebhookId,
        pub name: String,
        pub url: String,
        /// JSON.
        pub subscribed: String,
        pub state: WebhookState,
        /// Sealed.
        pub secrets: Vec<u8>,
        pub key_version: u32,
        /// How far it has read the log.
        pub pos: i64,
        /// The number of its last delivery.
        pub last_n: i64,
        pub failures: u32,
        pub failing_since: Option<Timestamp>,
        pub rest_until: Timestamp,
        pub succeeded_at: Option<Timestamp>,
        pub failed_at: Option<Timestamp>,
        pub failed_status: Option<i64>,
        pub failed_problem: Option<DeliveryProblem>,
        pub created_by: UserId,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub stopped_at: Option<Timestamp>,
        pub archived_at: Option<Timestamp>,
        pub version: i64,
    }
}

impl WebhookRow {
    /// How calls to it went lately.
    pub fn health(&self) -> EndpointHealth {
        EndpointHealth {
            failures: self.failures,
            failing_since: self.failing_since,
            rest_until: self.rest_until,
        }
    }

    /// It is told now.
    pub fn is_told(&self) -> bool {
        self.state == WebhookState::Active && self.archived_at.is_none()
    }
}

/// The last call that failed.
#[derive(Debug, Clone, Copy)]
pub struct LastFailure {
    pub at: Timestamp,
    pub status: Option<i64>,
    pub problem: DeliveryProblem,
}

macro_rules! columns {
    () => {
        "id, name, url, subscribed, state, secrets, key_version, pos, last_n, failures, failing_since, rest_until,
         succeeded_at, failed_at, failed_status, failed_problem, created_by, created_at, updated_at, stopped_at,
         archived_at, version"
    };
}

sql!(
    WEBHOOK_INSERT = concat!(
        "INSERT INTO webhook (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, NULL, ?9, NULL, NULL, NULL, NULL, ?10, ?11, ?11, NULL, NULL, 1)"
    )
);
sql!(WEBHOOK_BY_ID = concat!("SELECT ", columns!(), " FROM webhook WHERE id = ?1"));
sql_lock!(WEBHOOK_LOCK = concat!("SELECT ", columns!(), " FROM webhook WHERE id = ?1"));
sql_list!(
    WEBHOOK_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM webhook WHERE archived_at IS NULL AND (name, id) > (?1, ?2) ORDER BY name, id LIMIT ?3"
    )
);
sql!(
    WEBHOOK_SAVE = "UPDATE webhook SET name = ?2, url = ?3, subscribed = ?4, state = ?5, secrets = ?6, key_version = ?7,
        pos = ?8, last_n = ?9, failures = ?10, failing_since = ?11, rest_until = ?12, updated_at = ?13, stopped_at = ?14,
        archived_at = ?15, version = version + 1 WHERE id = ?1"
);
sql!(WEBHOOK_READ_ON = "UPDATE webhook SET pos = ?2, last_n = ?3 WHERE id = ?1");
sql!(WEBHOOK_HEALTH = "UPDATE webhook SET failures = ?2, failing_since = ?3, rest_until = ?4 WHERE id = ?1");
sql!(
    WEBHOOK_FAILED =
        "UPDATE webhook SET failed_at = ?2, failed_status = ?3, failed_problem = ?4 WHERE id = ?1"
);
sql!(
    WEBHOOK_SUCCEEDED = "UPDATE webhook SET succeeded_at = ?2
     WHERE id = ?1 AND (succeeded_at IS NULL OR succeeded_at < ?3)"
);

/// Adds a system. Columns of its story are empty.
pub fn webhook_insert(tx: &mut Tx<'_>, row: &WebhookRow) -> Result<(), StoreError> {
    tx.execute(
        &WEBHOOK_INSERT,
        &[
            &row.id,
            &row.name,
            &row.url,
            &row.subscribed,
            &row.state,
            &row.secrets,
            &row.key_version,
            &row.pos,
            &row.rest_until,
            &row.created_by,
            &row.created_at,
        ],
    )?;
    tx.nudge();
    Ok(())
}

pub fn webhook_by_id(tx: &mut Tx<'_>, id: WebhookId) -> Result<Option<WebhookRow>, StoreError> {
    tx.query_one(&WEBHOOK_BY_ID, &[&id], WebhookRow::from_row)
}

/// The same, held until the transaction ends: nobody else reads the log on for it meanwhile.
pub fn webhook_lock(tx: &mut Tx<'_>, id: WebhookId) -> Result<Option<Locked<WebhookRow>>, StoreError> {
    Ok(tx
        .query_one(&WEBHOOK_LOCK, &[&id], WebhookRow::from_row)?
        .map(Locked::new))
}

/// Systems that are not archived, by name, behind one.
pub fn webhook_list(
    tx: &mut Tx<'_>,
    (name, id): (&str, WebhookId),
    limit: u32,
) -> Result<Vec<WebhookRow>, StoreError> {
    tx.query(&WEBHOOK_LIST, &[&name, &id.raw(), &limit], WebhookRow::from_row)
}

/// Saves everything that people and the product set, at the next version.
pub fn webhook_save(tx: &mut Tx<'_>, row: &Locked<WebhookRow>) -> Result<(), StoreError> {
    tx.execute(
        &WEBHOOK_SAVE,
        &[
            &row.id,
            &row.name,
            &row.url,
            &row.subscribed,
            &row.state,
            &row.secrets,
            &row.key_version,
            &row.pos,
            &row.last_n,
            &row.failures,
            &row.failing_since,
            &row.rest_until,
            &row.updated_at,
            &row.stopped_at,
            &row.archived_at,
        ],
    )?;
    tx.nudge();
    Ok(())
}

/// Saves how far it has read; not a change that anybody sees.
pub fn webhook_read_on(tx: &mut Tx<'_>, row: &Locked<WebhookRow>) -> Result<(), StoreError> {
    tx.execute(&WEBHOOK_READ_ON, &[&row.id, &row.pos, &row.last_n])?;
    Ok(())
}

/// Saves how calls to it went.
pub fn webhook_health(
    tx: &mut Tx<'_>,
    row: &Locked<WebhookRow>,
    health: &EndpointHealth,
) -> Result<(), StoreError> {
    tx.execute(
        &WEBHOOK_HEALTH,
        &[
            &row.id,
            &health.failures,
            &health.failing_since,
            &health.rest_until,
        ],
    )?;
    Ok(())
}

/// Notes a failed call.
pub fn webhook_failed(tx: &mut Tx<'_>, id: WebhookId, failure: &LastFailure) -> Result<(), StoreError> {
    tx.execute(
        &WEBHOOK_FAILED,
        &[&id, &failure.at, &failure.status, &failure.problem],
    )?;
    Ok(())
}

/// Notes a call that was taken, unless one was noted since `lately`: a busy system is not written for each.
pub fn webhook_succeeded(
    tx: &mut Tx<'_>,
    id: WebhookId,
    at: Timestamp,
    lately: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&WEBHOOK_SUCCEEDED, &[&id, &at, &lately])?;
    Ok(())
}
