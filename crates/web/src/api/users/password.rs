use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use touchstone_app::account;
use touchstone_domain::id::UserId;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::access::{Granted, may};
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A password to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPassword {
    password: String,
}

/// Gives a user another password, ends their sessions and their lock-out.
#[utoipa::path(post, path = "/api/v1/users/{id}/password", tag = "administration", params(("id" = String, Path)),
    request_body = NewPassword, responses((status = 204)))]
pub(super) async fn user_password(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    body: Json<NewPassword>,
) -> Result<StatusCode, Failure> {
    let call = by.call_with(&body);
    let password = Zeroizing::new(body.value.password);
    account::user_password_reset(&state.app, &call, id, password).await?;
    Ok(StatusCode::NO_CONTENT)
}
