use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use touchstone_app::account;
use utoipa::ToSchema;

use crate::access::CredentialCaller;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Forgotten {
    email: String,
}

/// Sends a link to set another password, if the address is that of an active user and was not sent too many. The answer is
/// the same in every case.
#[utoipa::path(post, path = "/api/v1/password/forgot", tag = "account", request_body = Forgotten,
    responses((status = 202, description = "Taken; nothing is told about the address.")))]
pub(super) async fn password_forgot(
    by: CredentialCaller,
    State(state): State<WebState>,
    body: Json<Forgotten>,
) -> Result<StatusCode, Failure> {
    account::password_reset_ask(&state.app, &by.call(), &body.value.email).await?;
    Ok(StatusCode::ACCEPTED)
}
