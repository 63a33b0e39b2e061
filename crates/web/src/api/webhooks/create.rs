use axum::extract::State;
use touchstone_app::webhook;

use super::wire::{IssuedWebhook, WebhookContent};
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Has a system told of what happens from now on. The answer has the secret its calls are signed with, this once.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "operation", request_body = WebhookContent,
    responses((status = 201, body = IssuedWebhook)))]
pub(super) async fn webhook_create(
    by: Granted<may::ManageWebhooks>,
    State(state): State<WebState>,
    body: Json<WebhookContent>,
) -> Result<Created<IssuedWebhook>, Failure> {
    let call = by.call_with(&body);
    let issued = webhook::webhook_create(&state.app, &call, body.value.into()).await?;
    Ok(Created {
        location: format!("/api/v1/webhooks/{}", issued.view.id),
        version: Some(issued.view.version),
        body: issued.into(),
    })
}
