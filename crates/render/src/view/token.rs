//! API tokens: one's own on the account page, everybody's on the administration page.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

#[derive(Clone, Debug, Serialize)]
pub struct TokenLine {
    pub id: String,
    pub name: String,
    /// Empty on one's own page.
    pub owner: String,
    pub scopes: Vec<Code>,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// The text of a new token, shown once.
#[derive(Clone, Debug, Serialize)]
pub struct IssuedToken {
    pub name: String,
    pub plaintext: String,
}

/// Permissions the token may be given, what is chosen, and its life in days.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TokenForm {
    /// Sent with the form, so that sending it twice makes one token.
    pub key: String,
    pub name: String,
    pub available: Vec<Code>,
    pub chosen: Vec<Code>,
    /// One of 7, 30, 90, 365.
    pub days: u16,
    /// Show the form opened, after an error.
    pub open: bool,
    pub problems: Problems,
}

/// `/admin/tokens`
#[derive(Clone, Debug, Serialize)]
pub struct TokensView {
    pub tokens: Vec<TokenLine>,
    pub issued: Option<IssuedToken>,
    pub form: TokenForm,
    /// Address of the next page.
    pub next: Option<String>,
}

impl View for TokensView {
    const TEMPLATE: &'static str = "admin/tokens.html";
}
