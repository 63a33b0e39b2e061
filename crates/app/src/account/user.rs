//! Staff accounts as they are shown and listed. Changing them is `user_change`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Grants, Permission, Role};
use touchstone_domain::account_link::LinkKind;
use touchstone_domain::id::{Id, RoleId, TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use touchstone_store::account_link::account_link_of_user;
use touchstone_store::user::{
    UserRow, user_by_id, user_choices as choices, user_list as rows_after, user_teams, user_teams_of,
};
use touchstone_store::{Lane, Tx};

use super::guard::Guard;
use super::input::EMAIL;
use super::role::{HeldRole, HeldRoles, role_of};
use super::sign_in::account_guard;
use crate::core::{Actor, App, AppError, Call};
use crate::keys::KeyRing;
use crate::ticket::Named;

/// A member of staff as others see them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserView {
    pub id: UserId,
    pub name: String,
    /// For the user themself and those who manage users; nobody else.
    pub email: Option<String>,
    pub language: Language,
    /// The built-in role, or the one that `custom_role` was copied from.
    pub role: Role,
    pub custom_role: Option<Named<RoleId>>,
    /// What the role grants.
    pub grants: Grants,
    pub teams: Vec<TeamId>,
    /// Sign-in is refused until then, after too many wrong passwords. As `email`.
    pub locked_until: Option<Timestamp>,
    pub signed_in_at: Option<Timestamp>,
    /// None as long as nobody can sign in as this user with a password.
    pub password_changed_at: Option<Timestamp>,
    /// Since when there is a second factor. As `email`.
    pub second_factor_at: Option<Timestamp>,
    /// Until when an invitation that was not accepted yet works. As `email`.
    pub invited_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
}

impl UserView {
    /// How the account stands, as one word: `active`, `locked`, `invited`, `waiting` for a password, or `archived`.
    pub fn state(&self, now: Timestamp) -> &'static str {
        match (self.archived_at, self.locked_until, self.password_changed_at) {
            (Some(_), _, _) => "archived",
            (None, Some(_), _) => "locked",
            (None, None, Some(_)) => "active",
            (None, None, None) if self.invited_until.is_some_and(|end| now < end) => "invited",
            (None, None, None) => "waiting",
        }
    }
}

/// Where a list of users goes on: after this name and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCursor {
    pub name: String,
    pub id: UserId,
}

/// A page of users by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserPage {
    pub items: Vec<UserView>,
    pub next: Option<UserCursor>,
}

/// Oneself: who am I, what may I.
#[derive(Debug, Clone, Serialize)]
pub struct Me {
    pub user: UserView,
    /// What this credential may do: the role's grants, narrowed by a token's scopes.
    pub grants: Grants,
}

/// Active users who hold a permission, by name, among the first `limit` active ones: whom a form offers.
pub async fn user_choices(
    app: &App,
    call: &Call,
    holding: Permission,
    limit: u32,
) -> Result<Vec<Named<UserId>>, AppError> {
    call.caller.actor.holds(Permission::UserRead)?;
    app.query(Lane::Fast, move |tx| {
        let rows = choices(tx, limit)?;
        let roles = HeldRoles::read(tx, rows.iter().map(|row| row.custom_role))?;
        let mut chosen = Vec::with_capacity(rows.len());
        for row in rows {
            if roles.of(row.role, row.custom_role)?.grants.holds(holding) {
                chosen.push(Named {
                    id: row.id,
                    name: row.name,
                });
            }
        }
        Ok(chosen)
    })
    .await
}

/// Users by name, archived ones included.
pub async fn user_list(
    app: &App,
    call: &Call,
    after: Option<UserCursor>,
    limit: u32,
) -> Result<UserPage, AppError> {
    let actor = call.caller.actor.clone();
    actor.holds(Permission::UserRead)?;
    let (keys, now) = (app.keys.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        users_read(tx, &keys, &actor, (after, limit), now)
    })
    .await
}

/// A page of users as the actor sees them. Whoever calls has asked whether they may be seen.
pub(crate) fn users_read(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    actor: &Actor,
    (after, limit): (Option<UserCursor>, u32),
    now: Timestamp,
) -> Result<UserPage, AppError> {
    let start = after.unwrap_or(UserCursor {
        name: String::new(),
        id: UserId::from_raw(0),
    });
    let mut rows = rows_after(tx, (&start.name, start.id), limit.saturating_add(1))?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| UserCursor {
        name: row.name.clone(),
        id: row.id,
    });
    let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
    let mut teams: BTreeMap<UserId, Vec<TeamId>> = BTreeMap::new();
    for member in user_teams_of(tx, &ids)? {
        teams.entry(member.user_id).or_default().push(member.team);
    }
    let roles = HeldRoles::read(tx, rows.iter().map(|row| row.custom_role))?;
    let mut locked = locked_out(tx, keys, actor, &rows, now)?;
    let view = |row: UserRow| {
        let teams = teams.remove(&row.id).unwrap_or_default();
        let held = roles.of(row.role, row.custom_role)?;
        let locked_until = locked.remove(&row.id);
        user_view(tx, keys, actor, row, (held, teams, locked_until))
    };
    Ok(UserPage {
        items: rows.into_iter().map(view).collect::<Result<_, _>>()?,
        next,
    })
}

/// One user.
pub async fn user_get(app: &App, call: &Call, id: UserId) -> Result<UserView, AppError> {
    let actor = call.caller.actor.clone();
    if actor.user().ok().map(|own| own.id) != Some(id) {
        actor.holds(Permission::UserRead)?;
    }
    let (keys, now) = (app.keys.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| user_read(tx, &keys, &actor, id, now))
        .await
}

/// The user behind a call, and what the credential may do.
pub async fn me(app: &App, call: &Call) -> Result<Me, AppError> {
    let own = call.caller.actor.user()?;
    Ok(Me {
        user: user_get(app, call, own.id).await?,
        grants: own.grants.clone(),
    })
}

pub(super) fn user_read(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    actor: &Actor,
    id: UserId,
    now: Timestamp,
) -> Result<UserView, AppError> {
    let row = user_by_id(tx, id)?.ok_or(AppError::NotFound { what: "user" })?;
    let teams = user_teams(tx, id)?;
    let held = role_of(tx, row.role, row.custom_role)?;
    let locked_until = locked_out(tx, keys, actor, std::slice::from_ref(&row), now)?.remove(&id);
    user_view(tx, keys, actor, row, (held, teams, locked_until))
}

/// Whether the actor may know how somebody signs in: themself, and those who manage users.
fn close(actor: &Actor, id: UserId) -> bool {
    actor.user().is_ok_and(|own| own.id == id) || actor.holds(Permission::UserManage).is_ok()
}

/// Until when sign-in is refused to those of them of whom the actor may know it.
fn locked_out(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    actor: &Actor,
    rows: &[UserRow],
    now: Timestamp,
) -> Result<BTreeMap<UserId, Timestamp>, AppError> {
    let known: Vec<_> = rows
        .iter()
        .filter(|row| row.archived_at.is_none() && close(actor, row.id))
        .collect();
    if known.is_empty() {
        return Ok(BTreeMap::new());
    }
    let guards: Vec<_> = known
        .iter()
        .map(|row| account_guard(keys, &row.email_lookup))
        .collect();
    let until = Guard::locked_among(tx, &guards, now)?;
    let locked = known.iter().zip(until);
    Ok(locked.filter_map(|(row, until)| Some((row.id, until?))).collect())
}

fn user_view(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    actor: &Actor,
    row: UserRow,
    (held, teams, locked_until): (HeldRole, Vec<TeamId>, Option<Timestamp>),
) -> Result<UserView, AppError> {
    let close = close(actor, row.id);
    let (email, invited_until) = if close {
        (user_email(keys, &row)?, invited_until(tx, &row)?)
    } else {
        (None, None)
    };
    Ok(UserView {
        id: row.id,
        name: row.name,
        email,
        language: row.language,
        role: row.role,
        custom_role: held.custom,
        grants: held.grants,
        teams,
        locked_until,
        signed_in_at: row.signed_in_at,
        password_changed_at: row.password_changed_at,
        second_factor_at: row.second_factor_at.filter(|_| close),
        invited_until,
        created_at: row.created_at,
        updated_at: row.updated_at,
        archived_at: row.archived_at,
        version: row.version,
    })
}

/// Asked only of those without a password: few at any time.
fn invited_until(tx: &mut Tx<'_>, row: &UserRow) -> Result<Option<Timestamp>, AppError> {
    if row.password_changed_at.is_some() || row.archived_at.is_some() {
        return Ok(None);
    }
    let link = account_link_of_user(tx, row.id, LinkKind::Invitation)?;
    Ok(link.map(|link| link.expires_at))
}

/// A user's e-mail address in clear, for the product itself to write to; none once it is erased.
pub(crate) fn user_address(tx: &mut Tx<'_>, keys: &KeyRing, id: UserId) -> Result<Option<String>, AppError> {
    match user_by_id(tx, id)? {
        Some(row) => user_email(keys, &row),
        None => Ok(None),
    }
}

pub(super) fn user_email(keys: &KeyRing, row: &UserRow) -> Result<Option<String>, AppError> {
    let (Some(data_key), Some(sealed)) = (&row.data_key, &row.email_sealed) else {
        return Ok(None);
    };
    let email = keys.data_key_open(row.id, data_key)?.open(EMAIL, sealed)?;
    Ok(Some(email.as_str().to_owned()))
}
