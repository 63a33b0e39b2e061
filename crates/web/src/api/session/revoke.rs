use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_domain::id::SessionId;

use crate::access::SignedIn;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Ends one of one's sessions. A session has no versions, so no `If-Match` is asked for.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn session_revoke(
    by: SignedIn,
    At(id): At<SessionId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    account::session_revoke(&state.app, &by.call_with(&body), by.user.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
