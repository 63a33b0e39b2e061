//! Systems that are told, as people see them: what is set, how calls go, how much is behind.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id, UserId, WebhookId};
use touchstone_domain::time::Timestamp;
use touchstone_domain::webhook::{DeliveryProblem, DeliveryState, Subscription, WebhookState};
use touchstone_store::user::user_names;
use touchstone_store::webhook::{
    DELIVERIES_COUNTED, WebhookRow, deliveries_waiting, delivery_counts, replay_running, webhook_by_id,
    webhook_list,
};
use touchstone_store::{Lane, Tx};

use super::NOT_FOUND;
use super::fan_out::unread;
use super::manage::WEBHOOKS_MAX;
use super::replay::ReplayView;
use super::secret::secrets_open;
use crate::core::{App, AppError, Caller};

/// A system that is told of events.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WebhookView {
    pub id: WebhookId,
    pub name: String,
    pub url: String,
    pub events: Subscription,
    pub state: WebhookState,
    /// Since when it is not told, if it is not.
    pub stopped_at: Option<Timestamp>,
    /// Until when secrets before the newest sign too.
    pub overlaps: Vec<Timestamp>,
    /// Calls in a row that failed through its own fault, and since when.
    pub failures: u32,
    pub failing_since: Option<Timestamp>,
    /// It is left in peace until then.
    pub rest_until: Option<Timestamp>,
    pub succeeded_at: Option<Timestamp>,
    pub failed_at: Option<Timestamp>,
    pub failed_status: Option<i64>,
    pub failed_problem: Option<DeliveryProblem>,
    /// Entries of the log that it has not come to.
    pub behind: i64,
    /// Deliveries that wait, and that were given up; counted up to [`DELIVERIES_COUNTED`].
    pub waiting: i64,
    pub dead: i64,
    pub replay: Option<ReplayView>,
    pub created_by: UserId,
    pub creator: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
}

/// Every system by name; there are at most [`WEBHOOKS_MAX`].
pub async fn webhooks_list(app: &App, caller: &Caller) -> Result<Vec<WebhookView>, AppError> {
    caller.actor.holds(Permission::WebhookManage)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let rows = webhook_list(tx, ("", WebhookId::from_raw(0)), WEBHOOKS_MAX)?;
        rows.into_iter().map(|row| view_of(tx, &handle, row)).collect()
    })
    .await
}

/// One system.
pub async fn webhook_get(app: &App, caller: &Caller, id: WebhookId) -> Result<WebhookView, AppError> {
    caller.actor.holds(Permission::WebhookManage)?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| view_by_id(tx, &handle, id)).await
}

pub(super) fn view_by_id(tx: &mut Tx<'_>, app: &App, id: WebhookId) -> Result<WebhookView, AppError> {
    let row = webhook_by_id(tx, id)?.filter(|row| row.archived_at.is_none());
    view_of(tx, app, row.ok_or(NOT_FOUND)?)
}

pub(super) fn view_of(tx: &mut Tx<'_>, app: &App, row: WebhookRow) -> Result<WebhookView, AppError> {
    let now = app.clock.now();
    let secrets = secrets_open(app, &row)?;
    let replay = replay_running(tx, row.id)?;
    let names = user_names(tx, &[row.created_by])?;
    Ok(WebhookView {
        events: subscription_of(&row)?,
        overlaps: secrets
            .iter()
            .filter_map(|kept| kept.until)
            .filter(|until| *until > now)
            .collect(),
        rest_until: (row.rest_until > now).then_some(row.rest_until),
        behind: unread(tx, &row)?,
        waiting: deliveries_waiting(tx, row.id, DELIVERIES_COUNTED)?,
        dead: delivery_counts(tx, row.id, DeliveryState::Dead, DELIVERIES_COUNTED)?,
        replay: replay.map(|replay| ReplayView::new(&replay)),
        creator: names.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        id: row.id,
        name: row.name,
        url: row.url,
        state: row.state,
        stopped_at: row.stopped_at,
        failures: row.failures,
        failing_since: row.failing_since,
        succeeded_at: row.succeeded_at,
        failed_at: row.failed_at,
        failed_status: row.failed_status,
        failed_problem: row.failed_problem,
        created_by: row.created_by,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}

/// What it wants. Kinds that a version before knew and this one does not are passed over.
pub(super) fn subscription_of(row: &WebhookRow) -> Result<Subscription, AppError> {
    let texts: Vec<String> = serde_json::from_str(&row.subscribed)
        .map_err(|error| AppError::Internal(format!("the events of {} cannot be read: {error}", row.id)))?;
    Ok(Subscription::new(
        texts.iter().filter_map(|text| text.parse().ok()),
    ))
}
