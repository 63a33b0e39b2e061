use axum::extract::State;
use touchstone_app::account::{self, UserPatch};
use touchstone_domain::id::UserId;

use super::{User, UserContent, role_named};
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Replaces what a user is: name, e-mail, language, role, teams. The last administrator keeps the role.
#[utoipa::path(put, path = "/api/v1/users/{id}", tag = "administration", params(("id" = String, Path)),
    request_body = UserContent, responses((status = 200, body = User)))]
pub(super) async fn user_replace(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<UserContent>,
) -> Result<Record<User>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let UserContent {
        name,
        email,
        language,
        role,
        custom_role,
        teams,
    } = body.value;
    let patch = UserPatch {
        name: Some(name),
        email: Some(email),
        language: Some(language),
        role: Some(role_named(role, custom_role)?),
        teams: Some(teams),
        password: None,
    };
    let view = account::user_update(&state.app, &call, id, patch).await?;
    Ok(User::record(view))
}
