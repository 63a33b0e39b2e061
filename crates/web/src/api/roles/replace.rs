use axum::extract::State;
use serde::Deserialize;
use touchstone_app::account::{self, RolePatch};
use touchstone_domain::id::RoleId;
use utoipa::ToSchema;

use super::{Granted as Sent, Role, grants};
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// A role as it should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleContent {
    name: String,
    #[serde(default)]
    description: String,
    #[schema(value_type = BTreeMap<String, schema::Scope>)]
    grants: Sent,
}

/// Replaces what a role is. It holds from the next call of everybody who has it, in open sessions and with their tokens.
#[utoipa::path(put, path = "/api/v1/roles/{role}", tag = "administration", params(("role" = String, Path)),
    request_body = RoleContent, responses((status = 200, body = Role)))]
pub(super) async fn role_replace(
    by: Granted<may::ManageRoles>,
    At(id): At<RoleId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<RoleContent>,
) -> Result<Record<Role>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let patch = RolePatch {
        name: body.value.name,
        description: body.value.description,
        grants: grants(body.value.grants),
    };
    let view = account::role_update(&state.app, &call, id, patch).await?;
    Ok(Role::record(view))
}
