//! Roles: the built-in ones and what they may do, and those of the installation's own.

mod change;
mod editor;
mod review;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::account::{self, CustomRole, People, RoleCursor, RoleView};
use touchstone_domain::access::{Permission, Role};
use touchstone_domain::id::RoleId;
use touchstone_render::view::{PeopleCount, RoleColumn, RoleLine, RolesView};

use super::record_problems;
use crate::access::{Granted, may};
use crate::api::paging::{Paging, page as page_of};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/roles";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, roles),
        Route::post(PATH, change::role_create),
        Route::get("/admin/roles/new", editor::role_new),
        Route::get("/admin/roles/{role}", editor::role_edit),
        Route::post("/admin/roles/{role}", change::role_change),
        Route::post("/admin/roles/{role}/archive", role_archive),
        Route::post("/admin/roles/{role}/second-factor", role_second_factor),
    ]
}

/// Which page of the installation's own roles.
#[derive(Debug, Deserialize)]
struct Shown {
    cursor: Option<String>,
}

async fn roles(
    by: Granted<may::ReadRoles>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let paging = Paging::new(None, shown.cursor);
    let (after, limit) = (paging.after()?, paging.limit()?);
    let roles = account::role_list(&state.app, &by.caller.actor).await?;
    let own = account::custom_role_list(&state.app, &by.caller.actor, after, limit + 1).await?;
    let own = page_of(own, limit, |role| RoleCursor {
        name: role.name.clone(),
        id: role.id,
    });
    let view = RolesView {
        permissions: Permission::ALL
            .iter()
            .map(|permission| permission.as_str().into())
            .collect(),
        may_manage: by.user.grants.holds(Permission::UserManage),
        may_write: by.user.grants.holds(Permission::RoleManage),
        roles: roles.iter().map(role_column).collect(),
        next: own.next_cursor.map(|next| format!("{PATH}?cursor={next}")),
        own: own.items.into_iter().map(role_line).collect(),
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

/// Whatever was changed about it meanwhile, nobody has it: no version is asked for.
async fn role_archive(
    by: Granted<may::ManageRoles>,
    At(role): At<RoleId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let Err(error) = account::role_archive(&state.app, &by.call_with(&form), role).await else {
        return Ok(done(PATH, "role_archived"));
    };
    let failure = about_the_form(error.into())?;
    let mut view = editor::editor_view(&state, &by, &editor::saved(&state, &by, role).await?).await?;
    view.problems = record_problems(&failure);
    again(
        &state,
        by.frame(&state),
        &format!("{PATH}/{role}"),
        &view,
        &failure,
    )
}

fn role_column(role: &RoleView) -> RoleColumn {
    let grants = role.grants.iter();
    RoleColumn {
        code: role.role.as_str().into(),
        second_factor_required: role.second_factor_required,
        grants: grants
            .map(|(permission, scope)| (permission.as_str().into(), scope.as_str().into()))
            .collect(),
        people: people(role.people),
    }
}

fn role_line(role: CustomRole) -> RoleLine {
    RoleLine {
        id: role.id.to_string(),
        name: role.name,
        description: role.description,
        base: role.base.as_str().into(),
        people: people(role.people),
        archived: role.archived_at.is_some(),
        version: role.version,
    }
}

fn people(counted: People) -> PeopleCount {
    PeopleCount {
        n: counted.n,
        more: counted.more,
    }
}
