//! A user's own account.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, IssuedToken, Problems, TokenForm, TokenLine, View};

/// `/account`
#[derive(Clone, Debug, Serialize)]
pub struct AccountView {
    pub name: String,
    pub email: String,
    pub role: Code,
    /// Name of the installation's own role, where it is one.
    pub role_name: String,
    pub teams: Vec<String>,
    pub profile: ProfileForm,
    pub sessions: Vec<SessionLine>,
    pub password: PasswordForm,
    pub tokens: Vec<TokenLine>,
    /// A token just made: the only time its text is shown.
    pub issued: Option<IssuedToken>,
    pub token_form: TokenForm,
}

impl View for AccountView {
    const TEMPLATE: &'static str = "account/account.html";
}

/// One's own name and language.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProfileForm {
    pub name: String,
    pub language: String,
    pub version: i64,
    pub problems: Problems,
}

/// `/admin/users/{id}/sessions`: where somebody is signed in, and their tokens.
#[derive(Clone, Debug, Serialize)]
pub struct UserSessionsView {
    pub id: String,
    pub name: String,
    pub sessions: Vec<SessionLine>,
    /// Empty for those who may not see them.
    pub tokens: Vec<TokenLine>,
    pub identities: Vec<IdentityLine>,
}

/// An account at an identity provider.
#[derive(Clone, Debug, Serialize)]
pub struct IdentityLine {
    pub issuer: String,
    pub linked_at: Timestamp,
    pub last_used_at: Timestamp,
}

impl View for UserSessionsView {
    const TEMPLATE: &'static str = "admin/user_sessions.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct SessionLine {
    pub id: String,
    /// The one this page was asked with.
    pub current: bool,
    /// What the browser called itself.
    pub agent: String,
    pub address: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct PasswordForm {
    /// Shortest password accepted, in characters.
    pub min: usize,
    pub problems: Problems,
}
