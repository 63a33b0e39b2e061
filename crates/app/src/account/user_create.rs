//! Creating users.

use touchstone_domain::access::{Permission, Role};
use touchstone_domain::contact::NORMALISATION_VERSION;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{RoleId, TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::role::RoleChoice;
use touchstone_store::team::team_active;
use touchstone_store::user::{UserRow, user_insert, user_teams_add};
use zeroize::Zeroizing;

use super::input::{Checks, StaffEmail, name_accept, user_by_lookup};
use super::password::{password_accept, password_hash};
use super::role::role_given;
use super::user::{UserView, user_read};
use crate::core::{App, AppError, Call, Cx};
use crate::keys::{Lookup, WrappedKey};

/// A user to create. Without a password nobody can sign in as them until one is set.
#[derive(Clone)]
pub struct UserInput {
    pub name: String,
    pub email: String,
    pub language: Language,
    pub role: RoleChoice,
    pub teams: Vec<TeamId>,
    pub password: Option<Zeroizing<String>>,
}

/// A user checked, hashed and sealed, ready to be inserted.
#[derive(Clone)]
pub(crate) struct UserDraft {
    id: UserId,
    name: String,
    email: StaffEmail,
    data_key: WrappedKey,
    email_sealed: Vec<u8>,
    language: Language,
    role: RoleChoice,
    teams: Vec<TeamId>,
    password: Option<String>,
}

impl UserDraft {
    pub(crate) async fn new(app: &App, call: &Call, input: UserInput) -> Result<Self, AppError> {
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

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// By which the user's address is found.
    pub(crate) fn email_lookup(&self) -> &Lookup {
        &self.email.lookup
    }

    /// The same user in these teams.
    #[must_use]
    pub(crate) fn in_teams(mut self, teams: Vec<TeamId>) -> Self {
        self.teams = teams;
        self
    }

    /// Inserts the user and tells so.
    pub(crate) fn insert(&self, cx: &mut Cx<'_, '_>) -> Result<UserId, AppError> {
        let (role, custom_role) = role_given(cx, self.role)?;
        self.insert_as(cx, role, custom_role)
    }

    /// The same with a role that nobody has to be asked about: the first administrator's.
    pub(super) fn insert_as(
        &self,
        cx: &mut Cx<'_, '_>,
        role: Role,
        custom_role: Option<RoleId>,
    ) -> Result<UserId, AppError> {
        let row = UserRow {
            id: self.id,
            name: self.name.clone(),
            data_key: Some(self.data_key.bytes.clone()),
            master_version: self.data_key.master_version,
            email_sealed: Some(self.email_sealed.clone()),
            email_lookup: self.email.lookup.hash.to_vec(),
            lookup_key: self.email.lookup.version,
            lookup_version: NORMALISATION_VERSION,
            language: self.language,
            role,
            custom_role,
            created_at: cx.now,
            updated_at: cx.now,
            archived_at: None,
            signed_in_at: None,
            second_factor_at: None,
            password_changed_at: self.password.as_ref().map(|_| cx.now),
            version: 1,
        };
        teams_exist(cx, &self.teams)?;
        let taken = user_by_lookup(cx.tx, &self.email.lookup)?.is_some();
        if taken || !user_insert(cx.tx, &row, self.password.as_deref())? {
            return Err(AppError::field("email", "taken"));
        }
        user_teams_add(cx.tx, self.id, &self.teams)?;
        cx.emit(
            Subject::User(self.id),
            EventBody::UserCreated { role, custom_role },
        )?;
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

/// Refuses teams that do not exist or are archived.
pub(super) fn teams_exist(cx: &mut Cx<'_, '_>, teams: &[TeamId]) -> Result<(), AppError> {
    let found = team_active(cx.tx, teams)?;
    match teams.iter().position(|team| !found.contains(team)) {
        Some(n) => Err(AppError::field(format!("teams[{n}]"), "not_found")),
        None => Ok(()),
    }
}
