use axum::extract::State;
use http::StatusCode;
use touchstone_app::account;
use touchstone_domain::id::TokenId;

use crate::access::SignedIn;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Revokes a token: one's own, or anybody's with `token.manage`. Revoking twice is no error, and a token has no
/// versions, so no `If-Match` is asked for.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn token_revoke(
    by: SignedIn,
    At(id): At<TokenId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    account::token_revoke(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
