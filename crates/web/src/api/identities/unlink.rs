use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Cuts a user off from the provider's accounts. The next sign-on with the same verified address links them anew.
#[utoipa::path(delete, path = "/api/v1/users/{id}/identities", tag = "administration", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn identity_unlink(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    account::identity_unlink(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
