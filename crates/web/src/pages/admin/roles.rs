//! The built-in roles and what they may do.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::account::{self, RoleView};
use touchstone_domain::access::{Permission, Role};
use touchstone_render::view::{RoleColumn, RolesView};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/roles";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, roles),
        Route::post("/admin/roles/{role}/second-factor", role_second_factor),
    ]
}

async fn roles(by: Granted<may::ReadRoles>, State(state): State<WebState>) -> Page {
    let roles = account::role_list(&state.app, &by.caller.actor).await?;
    let view = RolesView {
        permissions: Permission::ALL
            .iter()
            .map(|permission| permission.as_str().into())
            .collect(),
        may_manage: by.user.grants.holds(Permission::UserManage),
        roles: roles.iter().map(role_column).collect(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// An unchecked box is not sent.
async fn role_second_factor(
    by: Granted<may::ManageUsers>,
    At(role): At<Role>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let required = typed(&form.typed, "required") == "yes";
    account::role_second_factor(&state.app, &by.call_with(&form), role, required).await?;
    Ok(done(PATH, "saved"))
}

fn role_column(role: &RoleView) -> RoleColumn {
    let grants = role.grants.iter();
    RoleColumn {
        code: role.role.as_str().into(),
        second_factor_required: role.second_factor_required,
        grants: grants
            .map(|(permission, scope)| (permission.as_str().into(), scope.as_str().into()))
            .collect(),
    }
}
