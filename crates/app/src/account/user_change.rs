//! Changing users. There is always an active administrator left.

use touchstone_domain::access::Permission;
use touchstone_domain::contact::NORMALISATION_VERSION;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::role::RoleChoice;
use touchstone_store::account_link::account_link_clear;
use touchstone_store::user::{
    UserRow, user_administrators_lock, user_by_id, user_lock, user_save, user_teams, user_teams_set,
};
use touchstone_store::{Lane, Locked};
use zeroize::Zeroizing;

use super::input::{Checks, StaffEmail, name_accept, user_by_lookup};
use super::password::{password_accept, password_hash};
use super::role::{role_given, role_of};
use super::user::{UserView, user_read};
use super::user_create::teams_exist;
use super::user_end::password_replace;
use crate::core::{App, AppError, Call, Cx};
use crate::keys::Lookup;

/// What to change about a user; what is `None` stays.
#[derive(Clone, Default)]
pub struct UserPatch {
    pub name: Option<String>,
    pub email: Option<String>,
    pub language: Option<Language>,
    pub role: Option<RoleChoice>,
    pub teams: Option<Vec<TeamId>>,
    /// Ends their sessions and their lock-out.
    pub password: Option<Zeroizing<String>>,
}

/// A new address, sealed.
struct SealedEmail {
    lookup: Lookup,
    sealed: Vec<u8>,
}

/// Changes a user. The last active administrator keeps the role.
pub async fn user_update(app: &App, call: &Call, id: UserId, patch: UserPatch) -> Result<UserView, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    let mut checks = Checks::default();
    let name = patch.name.as_deref().map(|name| name_accept("name", name));
    let name = name.and_then(|name| checks.take(name));
    let email = patch
        .email
        .as_deref()
        .map(|email| StaffEmail::new(&app.keys, email));
    let email = email.and_then(|email| checks.take(email));
    if let Some(password) = &patch.password {
        checks.take(password_accept("password", password, &[]));
    }
    checks.finish()?;
    let email = match email {
        Some(email) => Some(email_seal(app, id, email).await?),
        None => None,
    };
    let password = match &patch.password {
        Some(password) => Some(password_hash(app, password).await?),
        None => None,
    };
    app.command(call, move |cx| {
        let mut user = user_held(cx, id)?;
        cx.check_version(user.version)?;
        let mut fields = facts_change(&mut user, name.as_deref(), &patch);
        if let Some(choice) = patch.role {
            fields.extend(role_change(cx, &mut user, choice)?);
        }
        if let Some(email) = email
            .as_ref()
            .filter(|email| !email.lookup.is(&user.email_lookup))
        {
            user_email_change(cx, &mut user, email)?;
            fields.push(FieldName::Email);
        }
        if let Some(teams) = &patch.teams {
            fields.extend(user_teams_change(cx, &user, teams)?);
        }
        if let Some(phc) = &password {
            password_replace(cx, &user, phc)?;
        }
        user_changed(cx, user, fields)?;
        user_read(cx.tx, &cx.app.keys, cx.actor(), id, cx.now)
    })
    .await
}

fn facts_change(user: &mut Locked<UserRow>, name: Option<&str>, patch: &UserPatch) -> Vec<FieldName> {
    let mut fields = Vec::new();
    if let Some(name) = name.filter(|name| **name != user.name) {
        user.name = name.to_owned();
        fields.push(FieldName::Name);
    }
    if let Some(language) = patch.language.filter(|language| *language != user.language) {
        user.language = language;
        fields.push(FieldName::Language);
    }
    fields
}

/// Gives another role, which may go no further than the giver's own.
pub(super) fn role_change(
    cx: &mut Cx<'_, '_>,
    user: &mut Locked<UserRow>,
    choice: RoleChoice,
) -> Result<Option<FieldName>, AppError> {
    let had = user
        .custom_role
        .map_or(RoleChoice::BuiltIn(user.role), RoleChoice::Custom);
    if choice == had {
        return Ok(None);
    }
    (user.role, user.custom_role) = role_given(cx, choice)?;
    Ok(Some(FieldName::Role))
}

/// An active user, held, whom the actor may decide about: nobody decides about those who may do more than they, or they
/// could take over their account. Whoever is an administrator is held together with all others, always in the same
/// order, so that of two who step down at once the second sees the first gone.
pub(super) fn user_held(cx: &mut Cx<'_, '_>, id: UserId) -> Result<Locked<UserRow>, AppError> {
    user_administrators_lock(cx.tx)?;
    let user = user_lock(cx.tx, id)?.filter(|user| user.archived_at.is_none());
    let user = user.ok_or(AppError::NotFound { what: "user" })?;
    let role = role_of(cx.tx, user.role, user.custom_role)?;
    if cx.actor().exceeded_by(&role.grants).is_empty() {
        Ok(user)
    } else {
        Err(AppError::Conflict {
            code: "user_beyond_you",
        })
    }
}

/// Refuses when the change just saved left no active administrator; the whole command is undone then.
pub(super) fn administrator_left(cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
    if user_administrators_lock(cx.tx)?.is_empty() {
        return Err(AppError::Conflict {
            code: "last_administrator",
        });
    }
    Ok(())
}

fn user_changed(
    cx: &mut Cx<'_, '_>,
    mut user: Locked<UserRow>,
    fields: Vec<FieldName>,
) -> Result<(), AppError> {
    if fields.is_empty() {
        return Ok(());
    }
    user.updated_at = cx.now;
    user.version += 1;
    user_save(cx.tx, &user)?;
    if fields.contains(&FieldName::Role) {
        administrator_left(cx)?;
    }
    cx.emit(Subject::User(user.id), EventBody::UserUpdated { fields })?;
    Ok(())
}

/// Seals a new address with the user's own key, outside any transaction.
async fn email_seal(app: &App, id: UserId, email: StaffEmail) -> Result<SealedEmail, AppError> {
    let row = app.query(Lane::Fast, move |tx| Ok(user_by_id(tx, id)?)).await?;
    let wrapped = row
        .and_then(|row| row.data_key)
        .ok_or(AppError::NotFound { what: "user" })?;
    let sealed = email.seal(&app.keys.data_key_open(id, &wrapped)?);
    Ok(SealedEmail {
        lookup: email.lookup,
        sealed,
    })
}

fn user_email_change(
    cx: &mut Cx<'_, '_>,
    user: &mut Locked<UserRow>,
    email: &SealedEmail,
) -> Result<(), AppError> {
    if user_by_lookup(cx.tx, &email.lookup)?.is_some() {
        return Err(AppError::field("email", "taken"));
    }
    user.email_sealed = Some(email.sealed.clone());
    // What was sent to the address before must not open the account any more.
    account_link_clear(cx.tx, user.id)?;
    user.email_lookup = email.lookup.hash.to_vec();
    user.lookup_key = email.lookup.version;
    user.lookup_version = NORMALISATION_VERSION;
    Ok(())
}

fn user_teams_change(
    cx: &mut Cx<'_, '_>,
    user: &Locked<UserRow>,
    teams: &[TeamId],
) -> Result<Option<FieldName>, AppError> {
    let mut wanted = teams.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let before = user_teams(cx.tx, user.id)?;
    if before == wanted {
        return Ok(None);
    }
    let added: Vec<TeamId> = wanted
        .iter()
        .filter(|team| !before.contains(team))
        .copied()
        .collect();
    teams_exist(cx, &added)?;
    user_teams_set(cx.tx, user, &wanted)?;
    Ok(Some(FieldName::Teams))
}
