use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_app::core::Credential;

use crate::access::SignedIn;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::state::WebState;

/// Ends the session of this call. An API token is no session: revoke it instead.
#[utoipa::path(delete, path = "/api/v1/session", tag = "account", responses((status = 204)))]
pub(super) async fn session_close(
    by: SignedIn,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    let Credential::Session(session) = by.user.credential else {
        return Err(Failure::not_found());
    };
    account::session_revoke(&state.app, &by.call_with(&body), by.user.id, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
