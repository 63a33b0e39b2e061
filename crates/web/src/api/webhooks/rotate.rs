use axum::extract::State;
use serde::Deserialize;
use touchstone_app::webhook::{self, OVERLAP_HOURS};
use touchstone_domain::id::WebhookId;
use utoipa::ToSchema;

use super::wire::IssuedWebhook;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// How a secret is changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {
    /// Hours in which the secret before signs too, 0 to 168; 24 without. With 0 it stops at once, as it must after a leak.
    overlap_hours: Option<u16>,
}

/// Makes a new secret, which the answer has this once.
#[utoipa::path(post, path = "/api/v1/webhooks/{webhook}/rotate", tag = "operation",
    params(("webhook" = String, Path)), request_body = Rotation, responses((status = 200, body = IssuedWebhook)))]
pub(super) async fn webhook_rotate(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    body: Json<Rotation>,
) -> Result<Plain<IssuedWebhook>, Failure> {
    let call = by.call_with(&body);
    let hours = body.value.overlap_hours.unwrap_or(OVERLAP_HOURS);
    let issued = webhook::webhook_rotate(&state.app, &call, id, hours).await?;
    Ok(Plain(issued.into()))
}
