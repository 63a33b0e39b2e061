//! The editor of a role: a matrix of permissions by area, filled from what is saved or from what was typed.

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::account::{self, CustomRole};
use touchstone_domain::access::{Grants, Permission, Role, Scope};
use touchstone_domain::id::RoleId;
use touchstone_domain::role::{Area, RoleChoice};
use touchstone_render::view::{GrantProblem, RoleArea, RoleEditorView, RoleGrant};

use super::people;
use crate::access::{Granted, SignedIn, may};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{form_key, notices, typed};
use crate::pages::staff;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// What stands before a permission in the name of its field.
const GRANTS: &str = "grants.";

/// What a new role is copied from.
#[derive(Debug, Deserialize)]
pub(super) struct Copied {
    from: Option<RoleChoice>,
}

/// A role that is being written, wherever its values come from.
pub(super) struct Draft {
    pub(super) base: Role,
    pub(super) grants: Grants,
    /// What the changes are told beside: the saved role, or the one that was copied.
    pub(super) before: Grants,
    /// The saved role; none when it is new.
    pub(super) saved: Option<CustomRole>,
    pub(super) from: String,
}

pub(super) async fn role_new(
    by: Granted<may::ManageRoles>,
    Query(copied): Query<Copied>,
    State(state): State<WebState>,
) -> Page {
    let choice = copied.from.unwrap_or(RoleChoice::BuiltIn(Role::Agent));
    let draft = copy_of(&state, &by, choice).await?;
    let view = editor_view(&state, &by, &draft).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

pub(super) async fn role_edit(
    by: Granted<may::ReadRoles>,
    At(id): At<RoleId>,
    State(state): State<WebState>,
) -> Page {
    let draft = saved(&state, &by, id).await?;
    let view = editor_view(&state, &by, &draft).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// A new role with what another grants.
pub(super) async fn copy_of(state: &WebState, by: &SignedIn, choice: RoleChoice) -> Result<Draft, Failure> {
    let (base, grants) = match choice {
        RoleChoice::BuiltIn(role) => (role, role.grants().copied()),
        RoleChoice::Custom(id) => {
            let role = account::custom_role_get(&state.app, &by.caller.actor, id).await?;
            (role.base, role.grants)
        }
    };
    Ok(Draft {
        base,
        before: grants.clone(),
        grants,
        saved: None,
        from: choice.to_string(),
    })
}

/// A role as it is saved.
pub(super) async fn saved(state: &WebState, by: &SignedIn, id: RoleId) -> Result<Draft, Failure> {
    let role = account::custom_role_get(&state.app, &by.caller.actor, id).await?;
    Ok(Draft {
        base: role.base,
        grants: role.grants.clone(),
        before: role.grants.clone(),
        saved: Some(role),
        from: String::new(),
    })
}

/// The editor filled with this role.
pub(super) async fn editor_view(
    state: &WebState,
    by: &SignedIn,
    draft: &Draft,
) -> Result<RoleEditorView, Failure> {
    let may_write = by.user.grants.holds(Permission::RoleManage);
    let users = if may_write {
        staff::user_choices(&staff::users(state, by).await?)
    } else {
        Vec::new()
    };
    let saved = draft.saved.as_ref();
    let archived = saved.is_some_and(|role| role.archived_at.is_some());
    Ok(RoleEditorView {
        id: saved.map(|role| role.id.to_string()).unwrap_or_default(),
        version: saved.map_or(0, |role| role.version),
        key: form_key(),
        name: saved.map(|role| role.name.clone()).unwrap_or_default(),
        description: saved.map(|role| role.description.clone()).unwrap_or_default(),
        base: draft.base.as_str().into(),
        from: draft.from.clone(),
        people: saved.map(|role| people(role.people)).unwrap_or_default(),
        open: may_write && !archived,
        archived,
        areas: areas(by, draft),
        user: String::new(),
        users,
        reviewed: String::new(),
        review: None,
        problems: Default::default(),
    })
}

fn areas(by: &SignedIn, draft: &Draft) -> Vec<RoleArea> {
    let problems = account::role_problems(&by.caller.actor, &draft.grants, draft.base);
    let row = |permission: Permission| {
        let field = format!("{GRANTS}{permission}");
        let problem = problems.iter().find(|problem| problem.field == field);
        RoleGrant {
            permission: permission.as_str().into(),
            scopes: permission
                .scopes()
                .iter()
                .map(|scope| scope.as_str().into())
                .collect(),
            value: draft
                .grants
                .scope(permission)
                .map_or("", Scope::as_str)
                .to_owned(),
            problem: problem.map(|problem| GrantProblem {
                code: problem.code.into(),
                reading: problem.args.first().map(|(_, reading)| reading.clone().into()),
            }),
        }
    };
    let area = |area: &Area| RoleArea {
        code: area.as_str().into(),
        rows: Permission::ALL
            .iter()
            .filter(|permission| permission.area() == *area)
            .map(|permission| row(*permission))
            .collect(),
    };
    Area::ALL.iter().map(area).collect()
}

/// The grants a form sends: a field for each permission, empty for none.
pub(super) fn grants_typed(pairs: &[(String, String)]) -> Grants {
    Grants::new(Permission::ALL.iter().filter_map(|permission| {
        let scope = typed(pairs, &format!("{GRANTS}{permission}")).parse().ok()?;
        Some((*permission, scope))
    }))
}
