use axum::extract::State;
use serde::Deserialize;
use touchstone_app::webhook;
use touchstone_domain::id::{ReplayId, WebhookId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::wire::{Replay, cursor};
use crate::access::{Granted, may};
use crate::api::answer::{Created, Page, Plain};
use crate::api::schema;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Which events are sent again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReplay {
    /// Those that happened from then on, up to what the system has come to.
    #[schema(value_type = schema::Time)]
    from: Timestamp,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ReplayPaging {
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Replays of a system, newest first.
#[utoipa::path(get, path = "/api/v1/webhooks/{webhook}/replays", tag = "operation",
    params(("webhook" = String, Path), ReplayPaging), responses((status = 200, body = Page<Replay>)))]
pub(super) async fn replay_list(
    by: Granted<may::ManageWebhooks>,
    At(webhook): At<WebhookId>,
    Query(paging): Query<ReplayPaging>,
    State(state): State<WebState>,
) -> Result<Page<Replay>, Failure> {
    let before = cursor::<ReplayId>(paging.cursor.as_deref())?;
    let found = webhook::webhook_replays(&state.app, &by.caller, webhook, before, paging.limit).await?;
    let (replays, more) = found;
    let next_cursor = replays.last().filter(|_| more).map(|last| last.id.to_string());
    Ok(Page {
        items: replays.into_iter().map(Replay::from).collect(),
        next_cursor,
    })
}

/// Sends what a system wants and what happened from an instant on to it again, beside what happens now. One replay at a
/// time (409 `replay_under_way`); how far it is stands in the record.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/replays", tag = "operation",
    params(("webhook" = String, Path)), request_body = NewReplay, responses((status = 201, body = Replay)))]
pub(super) async fn replay_create(
    by: Granted<may::ManageWebhooks>,
    At(webhook): At<WebhookId>,
    State(state): State<WebState>,
    body: Json<NewReplay>,
) -> Result<Created<Replay>, Failure> {
    let call = by.call_with(&body);
    let view = webhook::webhook_replay(&state.app, &call, webhook, body.value.from).await?;
    Ok(Created {
        location: format!("/api/v1/webhooks/{webhook}/replays"),
        version: None,
        body: view.into(),
    })
}

/// Ends a replay. What it has queued is still sent.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/replays/{replay}/cancel", tag = "operation",
    params(("webhook" = String, Path), ("replay" = String, Path)), responses((status = 200, body = Replay)))]
pub(super) async fn replay_cancel(
    by: Granted<may::ManageWebhooks>,
    At((webhook, replay)): At<(WebhookId, ReplayId)>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Replay>, Failure> {
    let call = by.call_with(&body);
    let view = webhook::webhook_replay_cancel(&state.app, &call, webhook, replay).await?;
    Ok(Plain(view.into()))
}
