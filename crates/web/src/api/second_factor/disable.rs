use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;

use super::OwnPassword;
use crate::access::SignedIn;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Switches one's second factor off.
#[utoipa::path(post, path = "/api/v1/me/second-factor/disable", tag = "account", request_body = OwnPassword,
    responses((status = 204)))]
pub(super) async fn second_factor_disable(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<OwnPassword>,
) -> Result<StatusCode, Failure> {
    let password = &body.value.current_password;
    account::second_factor_disable(&state.app, &by.call(), password).await?;
    Ok(StatusCode::NO_CONTENT)
}
