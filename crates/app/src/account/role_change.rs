//! Roles of the installation's own: made as a copy of another, changed, archived. A change holds from the next call of
//! everybody who has the role, in sessions and tokens that are open.

use touchstone_domain::access::{Grants, Permission, Role};
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::RoleId;
use touchstone_domain::role::{DESCRIPTION, Flaw};
use touchstone_domain::text::{NAME, bounded};
use touchstone_store::Locked;
use touchstone_store::role::{RoleRow, role_by_name, role_insert, role_lock, role_people, role_save};

use super::input::{Checks, text_refused, text_required};
use super::role::{CustomRole, PEOPLE_COUNTED, People, role_read};
use crate::core::{Actor, App, AppError, Call, Cx, FieldError};

/// A role as it is written.
#[derive(Debug, Clone)]
pub struct RoleInput {
    pub name: String,
    pub description: String,
    /// The built-in role it is a copy of, which decides what permissions do not say.
    pub base: Role,
    pub grants: Grants,
}

/// What can be changed about a role; its base stays.
#[derive(Debug, Clone)]
pub struct RolePatch {
    pub name: String,
    pub description: String,
    pub grants: Grants,
}

/// Makes a role.
pub async fn role_create(app: &App, call: &Call, input: RoleInput) -> Result<CustomRole, AppError> {
    call.caller.actor.holds(Permission::RoleManage)?;
    let (name, description) = words(&input.name, &input.description)?;
    grants_acceptable(&input.grants, input.base)?;
    let (base, grants) = (input.base, input.grants);
    app.command(call, move |cx| {
        within_author(cx.actor(), &grants)?;
        let row = RoleRow {
            id: cx.id(),
            name: name.clone(),
            description: description.clone(),
            base,
            grants: stored(&grants)?,
            created_at: cx.now,
            updated_at: cx.now,
            archived_at: None,
            version: 1,
        };
        if !role_insert(cx.tx, &row)? {
            return Err(AppError::field("name", "taken"));
        }
        let (custom_role, grants) = (row.id, grants.clone());
        cx.emit(
            Subject::System,
            EventBody::RoleCreated {
                custom_role,
                base,
                grants,
            },
        )?;
        role_read(cx.tx, custom_role)
    })
    .await
}

/// Changes a role. Neither what it was nor what it becomes may go further than its author.
pub async fn role_update(
    app: &App,
    call: &Call,
    id: RoleId,
    patch: RolePatch,
) -> Result<CustomRole, AppError> {
    call.caller.actor.holds(Permission::RoleManage)?;
    let (name, description) = words(&patch.name, &patch.description)?;
    let after = patch.grants;
    app.command(call, move |cx| {
        let mut role = held(cx, id)?;
        let before = Grants::stored(&role.grants).map_err(|error| AppError::Internal(error.to_string()))?;
        grants_acceptable(&after, role.base)?;
        within_author(cx.actor(), &before)?;
        within_author(cx.actor(), &after)?;
        let mut fields = Vec::new();
        if name != role.name {
            if role_by_name(cx.tx, &name)?.is_some() {
                return Err(AppError::field("name", "taken"));
            }
            role.name.clone_from(&name);
            fields.push(FieldName::Name);
        }
        if description != role.description {
            role.description.clone_from(&description);
            fields.push(FieldName::Description);
        }
        let changed = (before != after).then(|| after.clone());
        if changed.is_some() {
            role.grants = stored(&after)?;
            fields.push(FieldName::Grants);
        }
        if !fields.is_empty() {
            saved(cx, role)?;
            let (custom_role, grants) = (id, changed);
            cx.emit(
                Subject::System,
                EventBody::RoleUpdated {
                    custom_role,
                    fields,
                    grants,
                },
            )?;
        }
        role_read(cx.tx, id)
    })
    .await
}

/// Archives a role that nobody has any more.
pub async fn role_archive(app: &App, call: &Call, id: RoleId) -> Result<CustomRole, AppError> {
    call.caller.actor.holds(Permission::RoleManage)?;
    app.command(call, move |cx| {
        let mut role = held(cx, id)?;
        let people = People::counted(role_people(cx.tx, id, PEOPLE_COUNTED + 1)?);
        if people.n > 0 {
            return Err(AppError::InUse {
                code: "role_in_use",
                n: format!("{}{}", people.n, if people.more { "+" } else { "" }),
            });
        }
        role.archived_at = Some(cx.now);
        saved(cx, role)?;
        cx.emit(Subject::System, EventBody::RoleArchived { custom_role: id })?;
        role_read(cx.tx, id)
    })
    .await
}

/// What keeps these grants from being a role of this author, copied from `base`; each at its field `grants.<permission>`.
pub fn role_problems(actor: &Actor, grants: &Grants, base: Role) -> Vec<FieldError> {
    let mut problems = flaws(grants, base);
    problems.extend(beyond(actor, grants));
    problems
}

fn words(name: &str, description: &str) -> Result<(String, String), AppError> {
    let mut checks = Checks::default();
    let name = checks.take(text_required("name", name, NAME));
    let description = if description.trim().is_empty() {
        Some(String::new())
    } else {
        let accepted = bounded("description", description, DESCRIPTION);
        checks.take(accepted.map_err(|error| text_refused(&error)))
    };
    checks.finish()?;
    Ok((name.unwrap_or_default(), description.unwrap_or_default()))
}

fn grants_acceptable(grants: &Grants, base: Role) -> Result<(), AppError> {
    refused(flaws(grants, base))
}

fn within_author(actor: &Actor, grants: &Grants) -> Result<(), AppError> {
    refused(beyond(actor, grants))
}

fn refused(problems: Vec<FieldError>) -> Result<(), AppError> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(AppError::Validation(problems))
    }
}

fn flaws(grants: &Grants, base: Role) -> Vec<FieldError> {
    let problem = |flaw: Flaw| {
        let field = field_of(flaw.permission());
        match flaw {
            Flaw::Scope { .. } => FieldError::new(field, "scope_unknown"),
            Flaw::Blind { reading, .. } => FieldError::new(field, "grant_blind").with("permission", reading),
            Flaw::Writes { .. } => FieldError::new(field, "grant_writes"),
        }
    };
    grants.flaws(base).into_iter().map(problem).collect()
}

fn beyond(actor: &Actor, grants: &Grants) -> Vec<FieldError> {
    let exceeded = actor.exceeded_by(grants).into_iter();
    exceeded
        .map(|permission| FieldError::new(field_of(permission), "grant_beyond_you"))
        .collect()
}

fn field_of(permission: Permission) -> String {
    format!("grants.{permission}")
}

fn held(cx: &mut Cx<'_, '_>, id: RoleId) -> Result<Locked<RoleRow>, AppError> {
    let role = role_lock(cx.tx, id)?.filter(|role| role.archived_at.is_none());
    let role = role.ok_or(AppError::NotFound { what: "role" })?;
    cx.check_version(role.version)?;
    Ok(role)
}

fn saved(cx: &mut Cx<'_, '_>, mut role: Locked<RoleRow>) -> Result<(), AppError> {
    role.updated_at = cx.now;
    role.version += 1;
    Ok(role_save(cx.tx, &role)?)
}

fn stored(grants: &Grants) -> Result<String, AppError> {
    serde_json::to_string(grants).map_err(|error| AppError::Internal(error.to_string()))
}
