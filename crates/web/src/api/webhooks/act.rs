use axum::extract::State;
use serde::Deserialize;
use touchstone_app::webhook;
use touchstone_domain::id::WebhookId;
use utoipa::ToSchema;

use super::wire::{Trial, Webhook};
use crate::access::{Granted, may};
use crate::api::answer::{Plain, Record};
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// How a system is told again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Resumption {
    /// Drops what waits and passes over what happened meanwhile; without, it goes on where it stopped.
    #[serde(default)]
    skip: bool,
}

/// Tells a system nothing for the time being. What happens meanwhile stays in the log and is told afterwards.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/pause", tag = "operation",
    params(("webhook" = String, Path)), responses((status = 200, body = Webhook)))]
pub(super) async fn webhook_pause(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Webhook>, Failure> {
    let view = webhook::webhook_pause(&state.app, &by.call_with(&body), id).await?;
    Ok(Webhook::record(view))
}

/// Tells a system again that was paused, failed for days, or said that it is gone.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/resume", tag = "operation",
    params(("webhook" = String, Path)), request_body = Resumption, responses((status = 200, body = Webhook)))]
pub(super) async fn webhook_resume(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    body: Json<Resumption>,
) -> Result<Record<Webhook>, Failure> {
    let call = by.call_with(&body);
    let view = webhook::webhook_resume(&state.app, &call, id, body.value.skip).await?;
    Ok(Webhook::record(view))
}

/// Sends `touchstone.webhook.tested` at once, whatever its state, and tells how it answered. Counts for nothing else.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/test", tag = "operation",
    params(("webhook" = String, Path)), responses((status = 200, body = Trial)))]
pub(super) async fn webhook_test(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Trial>, Failure> {
    let trial = webhook::webhook_test(&state.app, &by.call_with(&body), id).await?;
    Ok(Plain(trial.into()))
}
