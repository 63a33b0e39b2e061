use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use touchstone_app::mail as app;
use touchstone_domain::id::MailId;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Why a mail is nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailDropped {
    reason: String,
}

/// Has a mail that was set aside looked at again, and taken whatever its header says it is. Refused (`mail_settled`) for
/// one that waits already or is part of a ticket.
#[utoipa::path(post, path = "/api/v1/mail/{id}/retry", tag = "operation", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn mail_in_retry(
    by: Granted<may::ManageJobs>,
    At(id): At<MailId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    app::mail_retry(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Decides that a mail is nothing. Its bytes are destroyed 90 days later; until then it can be taken up again.
#[utoipa::path(post, path = "/api/v1/mail/{id}/drop", tag = "operation", params(("id" = String, Path)),
    request_body = MailDropped, responses((status = 204)))]
pub(super) async fn mail_in_drop(
    by: Granted<may::ManageJobs>,
    At(id): At<MailId>,
    State(state): State<WebState>,
    body: Json<MailDropped>,
) -> Result<StatusCode, Failure> {
    app::mail_drop(&state.app, &by.call_with(&body), id, &body.value.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
