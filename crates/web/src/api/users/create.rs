use axum::extract::State;
use serde::Deserialize;
use touchstone_app::account::{self, UserInput};
use touchstone_domain::access::Role;
use touchstone_domain::id::{RoleId, TeamId};
use touchstone_domain::language::Language;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::{User, role_named};
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A user to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUser {
    name: String,
    email: String,
    #[serde(default)]
    #[schema(value_type = Option<schema::Language>)]
    language: Language,
    #[schema(value_type = Option<schema::Role>)]
    role: Option<Role>,
    /// An own role in place of a built-in one; then `role` may be left out.
    #[schema(value_type = Option<schema::RoleId>)]
    custom_role: Option<RoleId>,
    #[serde(default)]
    #[schema(value_type = Vec<schema::TeamId>)]
    teams: Vec<TeamId>,
    /// Without one nobody can sign in as this user until one is set.
    password: Option<String>,
}

/// Makes a user.
#[utoipa::path(post, path = "/api/v1/users", tag = "administration", request_body = NewUser,
    responses((status = 201, body = User)))]
pub(super) async fn user_create(
    by: Granted<may::ManageUsers>,
    State(state): State<WebState>,
    body: Json<NewUser>,
) -> Result<Created<User>, Failure> {
    let call = by.call_with(&body);
    let NewUser {
        name,
        email,
        language,
        role,
        custom_role,
        teams,
        password,
    } = body.value;
    let password = password.map(Zeroizing::new);
    let input = UserInput {
        name,
        email,
        language,
        role: role_named(role, custom_role)?,
        teams,
        password,
    };
    let view = account::user_create(&state.app, &call, input).await?;
    let location = format!("/api/v1/users/{}", view.id);
    Ok(Created {
        location,
        version: Some(view.version),
        body: view.into(),
    })
}
