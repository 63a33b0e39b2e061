//! Staff accounts.

mod archive;
mod create;
mod export;
mod list;
mod password;
mod read;
mod replace;
mod sessions;

use serde::{Deserialize, Serialize};
use touchstone_app::account::UserView;
use touchstone_app::core::AppError;
use touchstone_domain::access::Role;
use touchstone_domain::id::{RoleId, TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::role::RoleChoice;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::Record;
use super::schema;
use crate::failure::Failure;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_user_list, _, _>(list::user_list),
        Route::api_write::<create::__path_user_create, _, _>(create::user_create),
        Route::api_read::<export::__path_users_export, _, _>(export::users_export).carrying_files(),
        Route::api_read::<read::__path_user_read, _, _>(read::user_read),
        Route::api_update::<replace::__path_user_replace, _, _>(replace::user_replace),
        Route::api_update::<archive::__path_user_archive, _, _>(archive::user_archive),
        Route::api_read::<sessions::__path_user_session_list, _, _>(sessions::user_session_list),
        Route::api_write::<sessions::__path_user_session_revoke, _, _>(sessions::user_session_revoke),
        Route::api_write::<password::__path_user_password, _, _>(password::user_password),
    ]
}

/// A member of staff.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct User {
    #[schema(value_type = schema::UserId)]
    id: UserId,
    name: String,
    /// Only for the user themself and those who manage users.
    email: Option<String>,
    #[schema(value_type = schema::Language)]
    language: Language,
    /// The built-in role, or the one that `custom_role` was copied from.
    #[schema(value_type = schema::Role)]
    role: Role,
    /// The installation's own role, which decides what the user may do instead of `role`.
    #[schema(value_type = Option<schema::RoleId>)]
    custom_role: Option<RoleId>,
    custom_role_name: Option<String>,
    #[schema(value_type = Vec<schema::TeamId>)]
    teams: Vec<TeamId>,
    /// Sign-in is refused until then, after too many wrong passwords. Shown like `email`.
    #[schema(value_type = Option<schema::Time>)]
    locked_until: Option<Timestamp>,
    /// Last sign-in.
    #[schema(value_type = Option<schema::Time>)]
    signed_in_at: Option<Timestamp>,
    /// `null` as long as nobody can sign in as this user with a password.
    #[schema(value_type = Option<schema::Time>)]
    password_changed_at: Option<Timestamp>,
    /// Since when the user has a second factor. Shown like `email`.
    #[schema(value_type = Option<schema::Time>)]
    second_factor_at: Option<Timestamp>,
    /// Until when an invitation not accepted yet works. Shown like `email`.
    #[schema(value_type = Option<schema::Time>)]
    invited_until: Option<Timestamp>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    archived_at: Option<Timestamp>,
    version: i64,
}

impl From<UserView> for User {
    fn from(view: UserView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            email: view.email,
            language: view.language,
            role: view.role,
            custom_role: view.custom_role.as_ref().map(|role| role.id),
            custom_role_name: view.custom_role.map(|role| role.name),
            teams: view.teams,
            locked_until: view.locked_until,
            signed_in_at: view.signed_in_at,
            password_changed_at: view.password_changed_at,
            second_factor_at: view.second_factor_at,
            invited_until: view.invited_until,
            created_at: view.created_at,
            updated_at: view.updated_at,
            archived_at: view.archived_at,
            version: view.version,
        }
    }
}

impl User {
    pub(super) fn record(view: UserView) -> Record<Self> {
        Record {
            version: view.version,
            body: view.into(),
        }
    }
}

/// The role that a request names: an own one wins, and one of the two must be there.
pub(super) fn role_named(role: Option<Role>, custom: Option<RoleId>) -> Result<RoleChoice, Failure> {
    let choice = custom.map(RoleChoice::Custom);
    choice
        .or(role.map(RoleChoice::BuiltIn))
        .ok_or_else(|| AppError::field("role", "required").into())
}

/// A user as they should be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UserContent {
    pub(super) name: String,
    pub(super) email: String,
    #[serde(default)]
    #[schema(value_type = Option<schema::Language>)]
    pub(super) language: Language,
    #[schema(value_type = Option<schema::Role>)]
    pub(super) role: Option<Role>,
    /// An own role in place of a built-in one; then `role` may be left out.
    #[schema(value_type = Option<schema::RoleId>)]
    pub(super) custom_role: Option<RoleId>,
    #[serde(default)]
    #[schema(value_type = Vec<schema::TeamId>)]
    pub(super) teams: Vec<TeamId>,
}
