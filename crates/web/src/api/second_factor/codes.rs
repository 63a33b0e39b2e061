use axum::extract::State;
use touchstone_app::account;

use super::{OwnPassword, RecoveryCodes};
use crate::access::SignedIn;
use crate::api::answer::Plain;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Makes ten recovery codes in place of all former ones.
#[utoipa::path(post, path = "/api/v1/me/second-factor/recovery-codes", tag = "account", request_body = OwnPassword,
    responses((status = 200, body = RecoveryCodes)))]
pub(super) async fn recovery_codes_renew(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<OwnPassword>,
) -> Result<Plain<RecoveryCodes>, Failure> {
    let password = &body.value.current_password;
    let recovery_codes = account::recovery_codes_renew(&state.app, &by.call(), password).await?;
    Ok(Plain(RecoveryCodes { recovery_codes }))
}
