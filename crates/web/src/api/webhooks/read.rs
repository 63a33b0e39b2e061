use axum::extract::State;
use touchstone_app::webhook;
use touchstone_domain::id::WebhookId;

use super::wire::Webhook;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A system that is told, and how calls to it go.
#[utoipa::path(get, path = "/api/v1/webhooks/{webhook}", tag = "operation", params(("webhook" = String, Path)),
    responses((status = 200, body = Webhook)))]
pub(super) async fn webhook_read(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
) -> Result<Record<Webhook>, Failure> {
    let view = webhook::webhook_get(&state.app, &by.caller, id).await?;
    Ok(Webhook::record(view))
}
