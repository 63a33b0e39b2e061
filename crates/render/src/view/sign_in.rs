//! Sign-in and the creation of the first administrator.

use serde::Serialize;
use touchstone_domain::time::Span;

use super::{Code, Problems, View};

/// `/sign-in`
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInView {
    pub email: String,
    /// Local path to go on to; the form sends it back as `next`.
    pub next: String,
    /// The session ended while somebody was at work: what was typed is kept in the browser.
    pub expired: bool,
    /// Locked out for this long.
    pub locked_for: Option<Span>,
    pub problems: Problems,
    /// Shown by the demonstration only.
    pub demo_logins: Vec<DemoLogin>,
}

impl View for SignInView {
    const TEMPLATE: &'static str = "public/sign_in.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct DemoLogin {
    pub role: Code,
    pub name: String,
    pub email: String,
    pub password: String,
}

/// `/setup`
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetupView {
    pub token: String,
    pub name: String,
    pub email: String,
    /// Shortest password accepted, in characters.
    pub password_min: usize,
    pub problems: Problems,
}

impl View for SetupView {
    const TEMPLATE: &'static str = "public/setup.html";
}
