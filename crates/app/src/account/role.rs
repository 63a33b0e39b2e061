//! Roles as they are shown: the built-in ones, and those of the installation's own. What a role may do is the domain's;
//! changing one is `role_change`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Grants, Permission, Role};
use touchstone_domain::id::{Id, RoleId};
use touchstone_domain::role::RoleChoice;
use touchstone_domain::time::Timestamp;
use touchstone_store::role::{
    RoleBrief, RoleRow, role_briefs, role_by_id, role_list as rows_after, role_lock, role_people,
    role_people_built_in,
};
use touchstone_store::role_setting::roles_with_second_factor;
use touchstone_store::{Lane, Tx};

use crate::core::{Actor, App, AppError, Call, Cx};
use crate::ticket::Named;

/// People with a role are counted up to this many.
pub const PEOPLE_COUNTED: u32 = 100;

/// How many people have a role; counted no further than needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub n: usize,
    /// There are more than `n`.
    pub more: bool,
}

/// A built-in role and what it may do.
#[derive(Debug, Clone, Serialize)]
pub struct RoleView {
    pub role: Role,
    pub grants: Grants,
    /// Those with this role, or one copied from it, need a second factor.
    pub second_factor_required: bool,
    pub people: People,
}

/// A role of the installation's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CustomRole {
    pub id: RoleId,
    pub name: String,
    pub description: String,
    /// The built-in role it was copied from.
    pub base: Role,
    pub grants: Grants,
    pub people: People,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
}

/// Where a list of own roles goes on: after this name and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleCursor {
    pub name: String,
    pub id: RoleId,
}

/// Every built-in role.
pub async fn role_list(app: &App, actor: &Actor) -> Result<Vec<RoleView>, AppError> {
    actor.holds(Permission::RoleRead)?;
    app.query(Lane::Fast, |tx| {
        let required = roles_with_second_factor(tx)?;
        let view = |role: &Role| {
            Ok(RoleView {
                role: *role,
                grants: role.grants(),
                second_factor_required: required.contains(role),
                people: People::counted(role_people_built_in(tx, *role, PEOPLE_COUNTED + 1)?),
            })
        };
        Role::ALL.iter().map(view).collect()
    })
    .await
}

/// Roles of the installation's own by name, archived ones included.
pub async fn custom_role_list(
    app: &App,
    actor: &Actor,
    after: Option<RoleCursor>,
    limit: u32,
) -> Result<Vec<CustomRole>, AppError> {
    actor.holds(Permission::RoleRead)?;
    app.query(Lane::Fast, move |tx| {
        let start = after.unwrap_or(RoleCursor {
            name: String::new(),
            id: RoleId::from_raw(0),
        });
        let rows = rows_after(tx, (&start.name, start.id), limit)?;
        rows.into_iter().map(|row| role_view(tx, row)).collect()
    })
    .await
}

/// One role of the installation's own.
pub async fn custom_role_get(app: &App, actor: &Actor, id: RoleId) -> Result<CustomRole, AppError> {
    actor.holds(Permission::RoleRead)?;
    app.query(Lane::Fast, move |tx| role_read(tx, id)).await
}

pub(super) fn role_read(tx: &mut Tx<'_>, id: RoleId) -> Result<CustomRole, AppError> {
    let row = role_by_id(tx, id)?.ok_or(AppError::NotFound { what: "role" })?;
    role_view(tx, row)
}

fn role_view(tx: &mut Tx<'_>, row: RoleRow) -> Result<CustomRole, AppError> {
    Ok(CustomRole {
        grants: grants_stored(&row.grants)?,
        people: People::counted(role_people(tx, row.id, PEOPLE_COUNTED + 1)?),
        id: row.id,
        name: row.name,
        description: row.description,
        base: row.base,
        created_at: row.created_at,
        updated_at: row.updated_at,
        archived_at: row.archived_at,
        version: row.version,
    })
}

impl People {
    pub(super) fn counted(found: usize) -> Self {
        let most = PEOPLE_COUNTED as usize;
        Self {
            n: found.min(most),
            more: found > most,
        }
    }
}

/// The role that somebody has: the built-in one, and the own one in its place.
#[derive(Debug, Clone)]
pub(super) struct HeldRole {
    pub custom: Option<Named<RoleId>>,
    pub grants: Grants,
}

/// What a user may do, from the columns that were read with them.
pub(super) fn role_held(
    role: Role,
    custom: Option<RoleId>,
    name: Option<&str>,
    grants: Option<&str>,
) -> Result<HeldRole, AppError> {
    let (Some(id), Some(grants)) = (custom, grants) else {
        return Ok(HeldRole {
            custom: None,
            grants: role.grants(),
        });
    };
    Ok(HeldRole {
        custom: Some(Named {
            id,
            name: name.unwrap_or_default().to_owned(),
        }),
        grants: grants_stored(grants)?,
    })
}

/// The roles of several users, own roles read at once.
pub(super) struct HeldRoles(BTreeMap<RoleId, RoleBrief>);

impl HeldRoles {
    pub(super) fn read(
        tx: &mut Tx<'_>,
        custom: impl IntoIterator<Item = Option<RoleId>>,
    ) -> Result<Self, AppError> {
        let mut ids: Vec<RoleId> = custom.into_iter().flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let briefs = role_briefs(tx, &ids)?;
        Ok(Self(briefs.into_iter().map(|brief| (brief.id, brief)).collect()))
    }

    pub(super) fn of(&self, role: Role, custom: Option<RoleId>) -> Result<HeldRole, AppError> {
        let brief = custom.and_then(|id| self.0.get(&id));
        role_held(
            role,
            custom,
            brief.map(|brief| brief.name.as_str()),
            brief.map(|brief| brief.grants.as_str()),
        )
    }
}

/// What one user may do.
pub(super) fn role_of(tx: &mut Tx<'_>, role: Role, custom: Option<RoleId>) -> Result<HeldRole, AppError> {
    HeldRoles::read(tx, [custom])?.of(role, custom)
}

/// The role to give to somebody: held, in use, and no further than the giver may go. Answers the built-in role with the
/// own one.
pub(super) fn role_given(
    cx: &mut Cx<'_, '_>,
    choice: RoleChoice,
) -> Result<(Role, Option<RoleId>), AppError> {
    let (role, custom, grants) = match choice {
        RoleChoice::BuiltIn(role) => (role, None, role.grants()),
        RoleChoice::Custom(id) => {
            let row = role_lock(cx.tx, id)?.filter(|row| row.archived_at.is_none());
            let row = row.ok_or_else(|| AppError::field("role", "not_found"))?;
            (row.base, Some(id), grants_stored(&row.grants)?)
        }
    };
    if cx.actor().exceeded_by(&grants).is_empty() {
        Ok((role, custom))
    } else {
        Err(AppError::field("role", "beyond_you"))
    }
}

/// Passes when a call may give this role: the look before anything expensive is done; the command decides.
pub fn role_grantable(call: &Call, grants: &Grants) -> bool {
    call.caller.actor.exceeded_by(grants).is_empty()
}

fn grants_stored(json: &str) -> Result<Grants, AppError> {
    Grants::stored(json)
        .map_err(|error| AppError::Internal(format!("grants of a role cannot be read: {error}")))
}
