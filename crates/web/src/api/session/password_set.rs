use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use touchstone_app::account;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::access::CredentialCaller;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A password to set by a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkedPassword {
    /// The last part of the link's address.
    token: String,
    password: String,
}

/// Sets the password of the account that an invitation or a reset was sent to. The link works once; every session of the
/// account ends. 409 `link_not_valid` when it was used, replaced, revoked or is too old.
#[utoipa::path(post, path = "/api/v1/password", tag = "account", request_body = LinkedPassword,
    responses((status = 204)))]
pub(super) async fn password_set(
    by: CredentialCaller,
    State(state): State<WebState>,
    body: Json<LinkedPassword>,
) -> Result<StatusCode, Failure> {
    let LinkedPassword { token, password } = body.value;
    account::account_link_use(&state.app, &by.call(), &token, Zeroizing::new(password)).await?;
    Ok(StatusCode::NO_CONTENT)
}
