//! Creating, changing and archiving users, and resetting their passwords. There is always an active administrator left.

use touchstone_domain::access::{Permission, Role};
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_store::team::{team_active, team_led_by, team_lock, team_save};
use touchstone_store::token::token_revoke_of_user;
use touchstone_store::user::{
    UserRow, user_administrators_lock, user_by_email, user_by_id, user_insert, user_lock, user_password_set,
    user_save, user_teams, user_teams_add, user_teams_set,
};
use touchstone_store::{Lane, Locked};
use zeroize::Zeroizing;

use super::input::{Checks, StaffEmail, name_accept};
use super::password::{password_accept, password_hash};
use super::session::session_revoke_all;
use super::sign_in::account_guard;
use super::user::{UserView, user_read};
use crate::core::{App, AppError, Call, Cx};
use touchstone_domain::contact::NORMALISATION_VERSION;

/// A user to create. Without a password nobody can sign in as them until one is set.
#[derive(Clone)]
pub struct UserInput {
    pub name: String,
    pub email: String,
    pub language: Language,
    pub role: Role,
    pub teams: Vec<TeamId>,
    pub password: Option<Zeroizing<String>>,
}

/// What to change about a user; what is `None` stays.
#[derive(Clone, Default)]
pub struct UserPatch {
    pub name: Option<String>,
    pub email: Option<String>,
    pub language: Option<Language>,
    pub role: Option<Role>,
    pub teams: Option<Vec<TeamId>>,
}

/// A new address, sealed.
struct SealedEmail {
    lookup: [u8; 32],
    sealed: Vec<u8>,
}

/// A user checked, hashed and sealed, ready to be inserted.
#[derive(Clone)]
pub(super) struct UserDraft {
    id: UserId,
    name: String,
    email: StaffEmail,
    data_key: crate::keys::WrappedKey,
    email_sealed: Vec<u8>,
    language: Language,
    role: Role,
    teams: Vec<TeamId>,
    password: Option<String>,
}

impl UserDraft {
    pub(super) async fn new(app: &App, call: &Call, input: UserInput) -> Result<Self, AppError> {
        let mut checks = Checks::default();
        let name = checks.take(name_accept("name", &input.name));
        let email = checks.take(StaffEmail::new(&app.keys, &input.email));
        if let Some(password) = &input.password {
            let local_part = email.as_ref().map_or("", StaffEmail::local_part);
            checks.take(password_accept("password", password, &[&input.name, local_part]));
        }
        checks.finish()?;
        let (Some(name), Some(email)) = (name, email) else {
            return Err(AppError::Internal("checked input is there".to_owned()));
        };
        let password = match &input.password {
            Some(password) => Some(password_hash(app, password).await?),
            None => None,
        };
        let id = app.ids.next(call.at.unwrap_or_else(|| app.clock.now()));
        let (data_key, email_sealed) = email.seal_new(&app.keys, id);
        let (language, role, teams) = (input.language, input.role, input.teams);
        Ok(Self {
            id,
            name,
            email,
            data_key,
            email_sealed,
            language,
            role,
            teams,
            password,
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn language(&self) -> Language {
        self.language
    }

    /// Inserts the user and tells so.
    pub(super) fn insert(&self, cx: &mut Cx<'_, '_>) -> Result<UserId, AppError> {
        let row = UserRow {
            id: self.id,
            name: self.name.clone(),
            data_key: Some(self.data_key.bytes.clone()),
            master_version: self.data_key.master_version,
            email_sealed: Some(self.email_sealed.clone()),
            email_lookup: self.email.lookup.to_vec(),
            lookup_version: NORMALISATION_VERSION,
            language: self.language,
            role: self.role,
            created_at: cx.now,
            updated_at: cx.now,
            archived_at: None,
            version: 1,
        };
        teams_exist(cx, &self.teams)?;
        if !user_insert(cx.tx, &row, self.password.as_deref())? {
            return Err(AppError::field("email", "taken"));
        }
        user_teams_add(cx.tx, self.id, &self.teams)?;
        cx.emit(Subject::User(self.id), EventBody::UserCreated { role: self.role })?;
        Ok(self.id)
    }
}

/// Creates a user.
pub async fn user_create(app: &App, call: &Call, input: UserInput) -> Result<UserView, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    let draft = UserDraft::new(app, call, input).await?;
    app.command(call, move |cx| {
        let id = draft.insert(cx)?;
        user_read(cx.tx, &cx.app.keys, cx.actor(), id, cx.now)
    })
    .await
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
    checks.finish()?;
    let email = match email {
        Some(email) => Some(email_seal(app, id, email).await?),
        None => None,
    };
    app.command(call, move |cx| {
        let mut user = user_held(cx, id)?;
        cx.check_version(user.version)?;
        let mut fields = facts_change(&mut user, name.as_deref(), &patch);
        if let Some(email) = email
            .as_ref()
            .filter(|email| email.lookup[..] != user.email_lookup[..])
        {
            user_email_change(cx, &mut user, email)?;
            fields.push(FieldName::Email);
        }
        if let Some(teams) = &patch.teams {
            fields.extend(user_teams_change(cx, &user, teams)?);
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
    if let Some(role) = patch.role.filter(|role| *role != user.role) {
        user.role = role;
        fields.push(FieldName::Role);
    }
    fields
}

/// Archives a user: ends their sessions, revokes their tokens, keeps their history.
pub async fn user_archive(app: &App, call: &Call, id: UserId) -> Result<UserView, AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    app.command(call, move |cx| {
        let mut user = user_held(cx, id)?;
        cx.check_version(user.version)?;
        user.archived_at = Some(cx.now);
        user.updated_at = cx.now;
        user.version += 1;
        user_save(cx.tx, &user)?;
        administrator_left(cx)?;
        user_teams_leave(cx, &user)?;
        session_revoke_all(cx, id)?;
        for token in token_revoke_of_user(cx.tx, id, cx.now)? {
            cx.emit(Subject::Token(token), EventBody::TokenRevoked)?;
        }
        cx.emit(Subject::User(id), EventBody::UserArchived)?;
        user_read(cx.tx, &cx.app.keys, cx.actor(), id, cx.now)
    })
    .await
}

/// Gives a user another password, ends their sessions and their lock-out.
pub async fn user_password_reset(
    app: &App,
    call: &Call,
    id: UserId,
    password: Zeroizing<String>,
) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::UserManage)?;
    password_accept("password", &password, &[]).map_err(|error| AppError::Validation(vec![error]))?;
    let phc = password_hash(app, &password).await?;
    app.command(call, move |cx| {
        let user = user_held(cx, id)?;
        user_password_set(cx.tx, id, &phc, cx.now)?;
        account_guard(&cx.app.keys, &user.email_lookup).clear(cx.tx)?;
        session_revoke_all(cx, id)?;
        cx.emit(Subject::User(id), EventBody::PasswordChanged)?;
        Ok(())
    })
    .await
}

/// An active user, held. Whoever is an administrator is held together with all others, always in the same order, so that
/// of two who step down at once the second sees the first gone.
pub(super) fn user_held(cx: &mut Cx<'_, '_>, id: UserId) -> Result<Locked<UserRow>, AppError> {
    user_administrators_lock(cx.tx)?;
    let user = user_lock(cx.tx, id)?.filter(|user| user.archived_at.is_none());
    user.ok_or(AppError::NotFound { what: "user" })
}

/// Refuses when the change just saved left no active administrator; the whole command is undone then.
fn administrator_left(cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
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
    if user_by_email(cx.tx, &email.lookup)?.is_some() {
        return Err(AppError::field("email", "taken"));
    }
    user.email_sealed = Some(email.sealed.clone());
    user.email_lookup = email.lookup.to_vec();
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

/// Takes a user out of every team, and out of the lead of those they led.
fn user_teams_leave(cx: &mut Cx<'_, '_>, user: &Locked<UserRow>) -> Result<(), AppError> {
    user_teams_set(cx.tx, user, &[])?;
    for led in team_led_by(cx.tx, user.id)? {
        let Some(mut team) = team_lock(cx.tx, led.id)?.filter(|team| team.lead == Some(user.id)) else {
            continue;
        };
        team.lead = None;
        team.updated_at = cx.now;
        team.version += 1;
        team_save(cx.tx, &team)?;
        cx.emit(
            Subject::Team(team.id),
            EventBody::TeamUpdated {
                fields: vec![FieldName::Lead],
            },
        )?;
    }
    Ok(())
}

fn teams_exist(cx: &mut Cx<'_, '_>, teams: &[TeamId]) -> Result<(), AppError> {
    let found = team_active(cx.tx, teams)?;
    match teams.iter().position(|team| !found.contains(team)) {
        Some(n) => Err(AppError::field(format!("teams[{n}]"), "not_found")),
        None => Ok(()),
    }
}
