use axum::extract::State;
use axum::response::Response;
use touchstone_app::mail::mail_get;
use touchstone_domain::id::MailId;

use super::Mail;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::export;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One mail.
#[utoipa::path(get, path = "/api/v1/mail/{id}", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, body = Mail)))]
pub(super) async fn mail_in_read(
    by: Granted<may::ManageJobs>,
    At(id): At<MailId>,
    State(state): State<WebState>,
) -> Result<Plain<Mail>, Failure> {
    Ok(Plain(mail_get(&state.app, &by.caller, id).await?.into()))
}

/// A mail as it came, everything in clear: needs `person.reveal` over everything beside `job.manage`. That it was read is
/// an event.
#[utoipa::path(get, path = "/api/v1/mail/{id}/raw", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>)))]
pub(super) async fn mail_in_raw(
    by: Granted<may::ManageJobs>,
    At(id): At<MailId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::mail(&by, &state, id).await
}
