use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Takes away the second factor of a user who has lost it. The password alone lets them in until they set up another.
#[utoipa::path(delete, path = "/api/v1/users/{id}/second-factor", tag = "administration",
    params(("id" = String, Path)), responses((status = 204)))]
pub(super) async fn second_factor_reset(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    account::second_factor_reset(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
