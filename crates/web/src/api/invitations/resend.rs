use axum::extract::State;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use super::Invitation;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Sends an invitation again with a new link; the link sent before stops working. 409 `invitation_accepted` when the user
/// has a password already.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/resend", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Invitation)))]
pub(super) async fn invitation_resend(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Invitation>, Failure> {
    let view = account::invitation_resend(&state.app, &by.call_with(&body), id).await?;
    Ok(Plain(view.into()))
}
