use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Takes an invitation back: its link stops working and the user is archived. 409 `invitation_accepted` when the user has a
/// password already. An invitation has no versions, so no `If-Match` is asked for.
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn invitation_revoke(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    account::invitation_revoke(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
