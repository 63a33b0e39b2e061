use axum::extract::State;
use touchstone_app::account::{self, UserInput};

use super::Invitation;
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::users::{UserContent, role_named};
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Makes a user without a password and sends them a link to set one. It works once, within 72 hours.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "administration", request_body = UserContent,
    responses((status = 201, body = Invitation)))]
pub(super) async fn invitation_create(
    by: Granted<may::ManageUsers>,
    State(state): State<WebState>,
    body: Json<UserContent>,
) -> Result<Created<Invitation>, Failure> {
    let call = by.call_with(&body);
    let UserContent {
        name,
        email,
        language,
        role,
        custom_role,
        teams,
    } = body.value;
    let input = UserInput {
        name,
        email,
        language,
        role: role_named(role, custom_role)?,
        teams,
        password: None,
    };
    let view = account::user_invite(&state.app, &call, input).await?;
    Ok(Created {
        location: format!("/api/v1/users/{}", view.user),
        version: None,
        body: view.into(),
    })
}
