use axum::extract::State;
use touchstone_app::account;

use super::Ceremony;
use crate::access::SignedIn;
use crate::api::answer::Plain;
use crate::api::second_factor::OwnPassword;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Asks for a new passkey. 409 `passkeys_unavailable` where the installation has no domain name, `passkeys_too_many` at 20.
#[utoipa::path(post, path = "/api/v1/me/passkeys/begin", tag = "account", request_body = OwnPassword,
    responses((status = 200, body = Ceremony)))]
pub(super) async fn passkey_begin(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<OwnPassword>,
) -> Result<Plain<Ceremony>, Failure> {
    let password = &body.value.current_password;
    let asked = account::passkey_begin(&state.app, &by.call(), password).await?;
    Ok(Plain(asked.into()))
}
