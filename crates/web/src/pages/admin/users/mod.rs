//! Staff accounts.

mod change;
mod create;
mod end;
mod invitation;
mod second_factor;
mod sessions;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use touchstone_app::account::{self, InvitationView, PASSWORD_MIN, UserView};
use touchstone_domain::access::{Grants, Permission, Role};
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::role::RoleChoice;
use touchstone_render::view::{Choice, Code, UserForm, UserLine, UsersView};

use super::{record_problems, version_after};
use crate::access::{Granted, SignedIn, may};
use crate::api::paging::{Paging, cursor};
use crate::export::{self, TableShape};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{notices, typed, typed_all};
use crate::pages::staff;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/users";
/// Roles of the installation's own that a form offers.
const ROLES_OFFERED: u32 = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, users),
        Route::post(PATH, create::user_create),
        Route::get("/admin/users/export", users_export).carrying_files(),
        Route::post("/admin/users/{id}", change::user_change),
        Route::post("/admin/users/{id}/archive", end::user_archive),
        Route::get("/admin/users/{id}/sessions", sessions::user_sessions),
        Route::post(
            "/admin/users/{id}/sessions/{session}/revoke",
            sessions::session_revoke,
        ),
        Route::post("/admin/users/{id}/identities/unlink", sessions::identity_unlink),
        Route::post(
            "/admin/users/{id}/second-factor/reset",
            second_factor::second_factor_reset,
        ),
        Route::post("/admin/users/{id}/invitation", invitation::invitation_resend),
        Route::post(
            "/admin/users/{id}/invitation/revoke",
            invitation::invitation_revoke,
        ),
    ]
}

/// Which page, and who is being changed.
#[derive(Debug, Deserialize)]
struct Shown {
    cursor: Option<String>,
    edit: Option<UserId>,
}

async fn users(
    by: Granted<may::ReadUsers>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let form = match shown.edit {
        Some(id) => form_of(&account::user_get(&state.app, &by.call(), id).await?),
        None => empty_form(),
    };
    let view = users_view(&state, &by, shown.cursor, form).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn users_view(
    state: &WebState,
    by: &SignedIn,
    after: Option<String>,
    form: UserForm,
) -> Result<UsersView, Failure> {
    let paging = Paging::new(None, after);
    let list = account::user_list(&state.app, &by.call(), paging.after()?, paging.limit()?).await?;
    let teams = staff::teams(state, by).await?;
    let given = role_choices(state, by, &form.role).await?;
    let now = state.app.clock.now();
    let line = |user: UserView| UserLine {
        id: user.id.to_string(),
        teams: staff::team_names(&teams, &user.teams),
        role: user.role.as_str().into(),
        role_name: user
            .custom_role
            .as_ref()
            .map_or_else(String::new, |role| role.name.clone()),
        state: user.state(now).into(),
        second_factor: user.second_factor_at.is_some(),
        invitable: user.archived_at.is_none() && user.password_changed_at.is_none(),
        name: user.name,
        email: user.email.unwrap_or_default(),
        signed_in_at: user.signed_in_at,
    };
    Ok(UsersView {
        next: list
            .next
            .as_ref()
            .and_then(cursor)
            .map(|next| format!("{PATH}?cursor={next}")),
        users: list.items.into_iter().map(line).collect(),
        may_manage: by.user.grants.holds(Permission::UserManage),
        form,
        roles: given.built_in,
        own_roles: given.own,
        teams: staff::team_choices(&teams),
    })
}

/// Roles that the form offers.
struct RoleChoices {
    built_in: Vec<Code>,
    own: Vec<Choice>,
}

/// The roles this reader may give, and the one that is chosen.
async fn role_choices(state: &WebState, by: &SignedIn, chosen: &str) -> Result<RoleChoices, Failure> {
    let given = |grants: &Grants| account::role_grantable(&by.call(), grants);
    let built_in = Role::ALL
        .iter()
        .filter(|role| given(&role.grants()) || role.as_str() == chosen);
    let own = if by.user.grants.holds(Permission::UserManage) && by.user.grants.holds(Permission::RoleRead) {
        account::custom_role_list(&state.app, &by.caller.actor, None, ROLES_OFFERED).await?
    } else {
        Vec::new()
    };
    let own = own
        .into_iter()
        .filter(|role| role.archived_at.is_none() && given(&role.grants) || role.id.to_string() == chosen);
    Ok(RoleChoices {
        built_in: built_in.map(|role| role.as_str().into()).collect(),
        own: own.map(|role| Choice::new(role.id, role.name)).collect(),
    })
}

/// What is said after an invitation was sent, or could not leave the house yet.
fn invited_notice(sent: &InvitationView) -> &'static str {
    if sent.held { "invitation_held" } else { "invited" }
}

fn empty_form() -> UserForm {
    UserForm {
        password_min: PASSWORD_MIN,
        ..UserForm::default()
    }
}

/// The form about this user; an archived one is not changed any more.
fn form_of(user: &UserView) -> UserForm {
    if user.archived_at.is_some() {
        return empty_form();
    }
    UserForm {
        id: user.id.to_string(),
        name: user.name.clone(),
        email: user.email.clone().unwrap_or_default(),
        role: user
            .custom_role
            .as_ref()
            .map_or_else(|| user.role.to_string(), |role| role.id.to_string()),
        teams: user.teams.iter().map(ToString::to_string).collect(),
        language: user.language.to_string(),
        version: user.version,
        open: true,
        ..empty_form()
    }
}

/// A user as the form sends them. Without a password a new user is invited to set one, and a known one keeps theirs.
#[derive(Deserialize)]
struct UserTyped {
    name: String,
    email: String,
    role: RoleChoice,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    teams: Vec<TeamId>,
    password: Option<String>,
    #[serde(default)]
    version: i64,
}

/// The form with what was typed and why it was refused.
fn form_again(id: Option<UserId>, pairs: &[(String, String)], failure: &Failure) -> UserForm {
    UserForm {
        id: id.map(|id| id.to_string()).unwrap_or_default(),
        name: typed(pairs, "name"),
        email: typed(pairs, "email"),
        role: typed(pairs, "role"),
        teams: typed_all(pairs, "teams").map(str::to_owned).collect(),
        language: typed(pairs, "language"),
        version: version_after(failure, &typed(pairs, "version")),
        open: true,
        problems: record_problems(failure),
        ..empty_form()
    }
}

async fn users_export(
    by: Granted<may::ReadUsers>,
    Query(shape): Query<TableShape>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::users(&by, &state, shape.format).await
}
