//! Administration: users, teams, roles, jobs.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Choice, Code, Problems, View};

/// `/admin`: what the reader may open, as the menu beside every page of the administration lists it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AdminView {}

impl View for AdminView {
    const TEMPLATE: &'static str = "admin/index.html";
}

/// `/admin/users`
#[derive(Clone, Debug, Serialize)]
pub struct UsersView {
    pub users: Vec<UserLine>,
    pub next: Option<String>,
    pub may_manage: bool,
    /// New user, or the one being changed (`?edit=usr_…`).
    pub form: UserForm,
    pub roles: Vec<Code>,
    /// Roles of the installation's own that can be given.
    pub own_roles: Vec<Choice>,
    pub teams: Vec<Choice>,
}

impl View for UsersView {
    const TEMPLATE: &'static str = "admin/users.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct UserLine {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: Code,
    /// Name of the installation's own role, where it is one.
    pub role_name: String,
    pub teams: Vec<String>,
    /// `active`, `locked`, `archived`, `invited` or `waiting` (no password and no invitation that works): locale key
    /// `user-state-<code>`.
    pub state: Code,
    pub signed_in_at: Option<Timestamp>,
    pub second_factor: bool,
    /// No password yet: an invitation can be sent again or revoked.
    pub invitable: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct UserForm {
    /// Empty for a new user.
    pub id: String,
    pub name: String,
    pub email: String,
    /// Code of a built-in role, or id of an own one.
    pub role: String,
    /// Team ids.
    pub teams: Vec<String>,
    pub language: String,
    /// Version the form was filled from.
    pub version: i64,
    /// Shortest password accepted, in characters.
    pub password_min: usize,
    pub open: bool,
    pub problems: Problems,
}

/// `/admin/teams`
#[derive(Clone, Debug, Serialize)]
pub struct TeamsView {
    pub teams: Vec<TeamLine>,
    pub may_manage: bool,
    pub form: TeamForm,
    pub users: Vec<Choice>,
}

impl View for TeamsView {
    const TEMPLATE: &'static str = "admin/teams.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct TeamLine {
    pub id: String,
    pub name: String,
    /// Name of who leads it; empty for nobody.
    pub lead: String,
    pub members: Vec<String>,
    pub archived: bool,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct TeamForm {
    /// Empty for a new team.
    pub id: String,
    pub name: String,
    /// User id; empty for nobody.
    pub lead: String,
    /// User ids.
    pub members: Vec<String>,
    pub version: i64,
    pub open: bool,
    pub problems: Problems,
}

/// `/admin/jobs`
#[derive(Clone, Debug, Serialize)]
pub struct JobsView {
    pub jobs: Vec<JobLine>,
    pub dead: Vec<DeadLetter>,
    pub next: Option<String>,
    pub may_manage: bool,
    pub search: SearchIndexLine,
}

/// How the index of search stands.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct SearchIndexLine {
    pub ready: bool,
    pub percent: u64,
    /// Since when it is whole.
    pub ended_at: Option<Timestamp>,
}

impl View for JobsView {
    const TEMPLATE: &'static str = "admin/jobs.html";
}

/// A job that waits or is being retried.
#[derive(Clone, Debug, Serialize)]
pub struct JobLine {
    pub id: String,
    pub kind: String,
    pub attempts: u32,
    pub next_at: Timestamp,
    pub problem: Option<String>,
}

/// A job or event that was given up.
#[derive(Clone, Debug, Serialize)]
pub struct DeadLetter {
    pub id: String,
    /// Name of the job or of the event reader.
    pub kind: String,
    pub attempts: u32,
    pub at: Timestamp,
    pub problem: String,
}
