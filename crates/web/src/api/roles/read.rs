use axum::extract::State;
use touchstone_app::account;
use touchstone_domain::id::RoleId;

use super::Role;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One role of the installation's own.
#[utoipa::path(get, path = "/api/v1/roles/{role}", tag = "administration", params(("role" = String, Path)),
    responses((status = 200, body = Role)))]
pub(super) async fn role_read(
    by: Granted<may::ReadRoles>,
    At(id): At<RoleId>,
    State(state): State<WebState>,
) -> Result<Record<Role>, Failure> {
    let view = account::custom_role_get(&state.app, &by.caller.actor, id).await?;
    Ok(Role::record(view))
}
