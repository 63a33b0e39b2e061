//! The built-in roles and what they may do.

use axum::extract::State;
use touchstone_app::account::{self, RoleView};
use touchstone_domain::access::Permission;
use touchstone_render::view::{RoleColumn, RolesView};

use crate::access::{Granted, may};
use crate::page::{Page, Reader, page};
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/admin/roles", roles)]
}

async fn roles(by: Granted<may::ReadRoles>, State(state): State<WebState>) -> Page {
    let roles = account::role_list(&by.caller.actor)?;
    let view = RolesView {
        permissions: Permission::ALL
            .iter()
            .map(|permission| permission.as_str().into())
            .collect(),
        roles: roles.iter().map(role_column).collect(),
    };
    page(&state, &by.frame(&state), &view)
}

fn role_column(role: &RoleView) -> RoleColumn {
    let grants = role.grants.iter();
    RoleColumn {
        code: role.role.as_str().into(),
        grants: grants
            .map(|(permission, scope)| (permission.as_str().into(), scope.as_str().into()))
            .collect(),
    }
}
