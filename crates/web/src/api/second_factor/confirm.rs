use axum::extract::State;
use serde::Deserialize;
use touchstone_app::account;
use utoipa::ToSchema;

use super::RecoveryCodes;
use crate::access::SignedIn;
use crate::api::answer::Plain;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A code of the authenticator app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AppCode {
    code: String,
}

/// Puts the secret drawn before in force. One's other sessions end. 409 `enrolment_expired` when none waits.
#[utoipa::path(post, path = "/api/v1/me/second-factor/confirm", tag = "account", request_body = AppCode,
    responses((status = 200, body = RecoveryCodes)))]
pub(super) async fn second_factor_confirm(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<AppCode>,
) -> Result<Plain<RecoveryCodes>, Failure> {
    let recovery_codes = account::second_factor_confirm(&state.app, &by.call(), &body.value.code).await?;
    Ok(Plain(RecoveryCodes { recovery_codes }))
}
