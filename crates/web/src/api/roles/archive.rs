use axum::extract::State;
use touchstone_app::account;
use touchstone_domain::id::RoleId;

use super::Role;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Archives a role. While somebody has it: 409 `role_in_use`, and `in_use` says how many.
#[utoipa::path(delete, path = "/api/v1/roles/{role}", tag = "administration", params(("role" = String, Path)),
    responses((status = 200, body = Role)))]
pub(super) async fn role_archive(
    by: Granted<may::ManageRoles>,
    At(id): At<RoleId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Role>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let view = account::role_archive(&state.app, &call, id).await?;
    Ok(Role::record(view))
}
