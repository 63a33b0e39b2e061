//! Roles: the list, the editor, and what a role would mean.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Choice, Code, Problems, View};

/// `/admin/roles`: the built-in roles as a matrix of permissions, and those of the installation's own.
#[derive(Clone, Debug, Serialize)]
pub struct RolesView {
    /// Rows, in the order they are shown.
    pub permissions: Vec<Code>,
    pub roles: Vec<RoleColumn>,
    pub own: Vec<RoleLine>,
    pub next: Option<String>,
    /// May say whether a role needs a second factor.
    pub may_manage: bool,
    /// May make and change roles.
    pub may_write: bool,
}

impl View for RolesView {
    const TEMPLATE: &'static str = "admin/roles.html";
}

/// How many people have a role.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct PeopleCount {
    pub n: usize,
    pub more: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct RoleColumn {
    pub code: Code,
    /// Permission → scope (`own`, `team`, `all`).
    pub grants: BTreeMap<Code, Code>,
    pub second_factor_required: bool,
    pub people: PeopleCount,
}

/// A role of the installation's own.
#[derive(Clone, Debug, Serialize)]
pub struct RoleLine {
    pub id: String,
    pub name: String,
    pub description: String,
    pub base: Code,
    pub people: PeopleCount,
    pub archived: bool,
    pub version: i64,
}

/// `/admin/roles/new`, `/admin/roles/{role}`
#[derive(Clone, Debug, Serialize)]
pub struct RoleEditorView {
    /// Empty for a new role.
    pub id: String,
    pub version: i64,
    /// Sent with a new role, so that sending it twice makes one.
    pub key: String,
    pub name: String,
    pub description: String,
    pub base: Code,
    /// What the new role was copied from: code or id.
    pub from: String,
    pub people: PeopleCount,
    /// It can be changed by this reader.
    pub open: bool,
    pub archived: bool,
    pub areas: Vec<RoleArea>,
    /// Whom the preview is about.
    pub user: String,
    pub users: Vec<Choice>,
    /// The grants that the review below is about, as they come back with the form.
    pub reviewed: String,
    pub review: Option<RoleReview>,
    pub problems: Problems,
}

impl View for RoleEditorView {
    const TEMPLATE: &'static str = "admin/role.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct RoleArea {
    pub code: Code,
    pub rows: Vec<RoleGrant>,
}

/// One permission of the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct RoleGrant {
    pub permission: Code,
    /// Scopes it can have.
    pub scopes: Vec<Code>,
    /// The chosen one; empty for none.
    pub value: String,
    pub problem: Option<GrantProblem>,
}

/// Why a grant is not accepted: locale key `field-<code>`.
#[derive(Clone, Debug, Serialize)]
pub struct GrantProblem {
    pub code: Code,
    /// The permission to read that would be needed.
    pub reading: Option<Code>,
}

/// What saving would change, and what the role would mean for somebody.
#[derive(Clone, Debug, Serialize)]
pub struct RoleReview {
    /// Beside the role as it is saved, or the one a new role was copied from.
    pub changes: Vec<GrantDifference>,
    /// Name of whom it is about; empty for somebody new.
    pub user: String,
    /// Beside what that person holds now.
    pub for_user: Vec<GrantDifference>,
    pub pages: Vec<PageDifference>,
    pub seen: usize,
    pub seen_now: usize,
    pub lost: usize,
    pub partial: bool,
    pub seen_tickets: Vec<PreviewTicket>,
    pub lost_tickets: Vec<PreviewTicket>,
}

#[derive(Clone, Debug, Serialize)]
pub struct GrantDifference {
    pub permission: Code,
    pub before: Option<Code>,
    pub after: Option<Code>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PageDifference {
    pub path: String,
    pub permission: Code,
    pub now: bool,
    pub then: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct PreviewTicket {
    pub href: String,
    pub number: i64,
    pub subject: String,
    pub status: Code,
}
