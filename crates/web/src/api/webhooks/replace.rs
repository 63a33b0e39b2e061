use axum::extract::State;
use touchstone_app::webhook;
use touchstone_domain::id::WebhookId;

use super::wire::{Webhook, WebhookContent};
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Replaces name, address and events. What waits goes to the new address.
#[utoipa::path(put, path = "/api/v1/webhooks/{webhook}", tag = "operation", params(("webhook" = String, Path)),
    request_body = WebhookContent, responses((status = 200, body = Webhook)))]
pub(super) async fn webhook_replace(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<WebhookContent>,
) -> Result<Record<Webhook>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let view = webhook::webhook_update(&state.app, &call, id, body.value.into()).await?;
    Ok(Webhook::record(view))
}
