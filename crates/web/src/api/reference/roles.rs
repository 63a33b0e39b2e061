use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use touchstone_app::account;
use touchstone_domain::access::{Permission, Scope};
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;
use crate::state::WebState;

/// A built-in role.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Role {
    #[schema(value_type = schema::Role)]
    role: touchstone_domain::access::Role,
    /// Permissions and how far each reaches.
    #[schema(value_type = BTreeMap<String, schema::Scope>)]
    grants: BTreeMap<Permission, Scope>,
    /// Those with this role need a second factor.
    second_factor_required: bool,
}

/// The built-in roles. All on one page.
#[utoipa::path(get, path = "/api/v1/roles", tag = "administration", responses((status = 200, body = Page<Role>)))]
pub(super) async fn role_list(
    by: Granted<may::ReadRoles>,
    State(state): State<WebState>,
) -> Result<Page<Role>, Failure> {
    let roles = account::role_list(&state.app, &by.caller.actor).await?;
    let items = roles.iter().map(|role| Role {
        role: role.role,
        grants: role.grants.iter().collect(),
        second_factor_required: role.second_factor_required,
    });
    Ok(Page {
        items: items.collect(),
        next_cursor: None,
    })
}
