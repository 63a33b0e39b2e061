use axum::extract::State;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use super::User;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Archives a user: ends their sessions, revokes their tokens, keeps their history.
#[utoipa::path(delete, path = "/api/v1/users/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = User)))]
pub(super) async fn user_archive(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<User>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let view = account::user_archive(&state.app, &call, id).await?;
    Ok(User::record(view))
}
