use axum::extract::State;
use http::StatusCode;
use touchstone_app::webhook;
use touchstone_domain::id::WebhookId;

use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Tells a system no more, for good: what waits is dropped, and its secrets are destroyed.
#[utoipa::path(delete, path = "/api/v1/webhooks/{webhook}", tag = "operation", params(("webhook" = String, Path)),
    responses((status = 204)))]
pub(super) async fn webhook_remove(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    let call = by.call_with(&body).expecting(version);
    webhook::webhook_archive(&state.app, &call, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
