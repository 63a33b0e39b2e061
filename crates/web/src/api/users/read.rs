use axum::extract::State;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use super::User;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One user.
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = User)))]
pub(super) async fn user_read(
    by: Granted<may::ReadUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
) -> Result<Record<User>, Failure> {
    let view = account::user_get(&state.app, &by.call(), id).await?;
    Ok(User::record(view))
}
