use axum::extract::State;
use http::StatusCode;
use touchstone_app::notify;
use touchstone_domain::id::NotificationId;

use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Sends a letter once more that failed, came back, or was not sent. What has an end (codes, invitations) is made anew instead.
#[utoipa::path(post, path = "/api/v1/outbox/{id}/resend", tag = "operation", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn outbox_resend(
    by: Granted<may::ManageJobs>,
    At(id): At<NotificationId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    notify::letter_resend(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
