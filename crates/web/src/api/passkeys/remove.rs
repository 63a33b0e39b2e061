use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_domain::id::PasskeyId;

use crate::access::SignedIn;
use crate::api::second_factor::OwnPassword;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Removes one of one's passkeys.
#[utoipa::path(post, path = "/api/v1/me/passkeys/{id}/remove", tag = "account", params(("id" = String, Path)),
    request_body = OwnPassword, responses((status = 204)))]
pub(super) async fn passkey_remove(
    by: SignedIn,
    At(id): At<PasskeyId>,
    State(state): State<WebState>,
    body: Json<OwnPassword>,
) -> Result<StatusCode, Failure> {
    let password = &body.value.current_password;
    account::passkey_remove(&state.app, &by.call(), id, password).await?;
    Ok(StatusCode::NO_CONTENT)
}
