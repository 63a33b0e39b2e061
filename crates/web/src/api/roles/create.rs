use axum::extract::State;
use serde::Deserialize;
use touchstone_app::account::{self, RoleInput};
use utoipa::ToSchema;

use super::{Granted as Sent, Role, grants};
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A role to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRole {
    name: String,
    #[serde(default)]
    description: String,
    /// The built-in role it is a copy of: it decides what permissions do not say, such as whether a second factor is
    /// needed. It cannot be changed later.
    #[schema(value_type = schema::Role)]
    base: touchstone_domain::access::Role,
    /// Permissions and how far each reaches; never further than for whoever makes it.
    #[schema(value_type = BTreeMap<String, schema::Scope>)]
    grants: Sent,
}

/// Makes a role.
#[utoipa::path(post, path = "/api/v1/roles", tag = "administration", request_body = NewRole,
    responses((status = 201, body = Role)))]
pub(super) async fn role_create(
    by: Granted<may::ManageRoles>,
    State(state): State<WebState>,
    body: Json<NewRole>,
) -> Result<Created<Role>, Failure> {
    let call = by.call_with(&body);
    let new = body.value;
    let input = RoleInput {
        name: new.name,
        description: new.description,
        base: new.base,
        grants: grants(new.grants),
    };
    let view = account::role_create(&state.app, &call, input).await?;
    Ok(Created {
        location: format!("/api/v1/roles/{}", view.id),
        version: Some(view.version),
        body: view.into(),
    })
}
