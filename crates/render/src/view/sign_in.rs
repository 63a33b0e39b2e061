//! Sign-in and the creation of the first administrator.

use serde::Serialize;
use touchstone_domain::time::Span;

use super::{Code, MailForm, PasskeyAsk, Problems, View};

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
    /// A passkey may be used instead.
    pub passkey: Option<PasskeyAsk>,
    /// Name of the identity provider that vouches for staff.
    pub sign_on: Option<String>,
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

/// `/forgot`
#[derive(Clone, Debug, Default, Serialize)]
pub struct ForgotView {
    pub email: String,
    pub problems: Problems,
}

impl View for ForgotView {
    const TEMPLATE: &'static str = "public/forgot.html";
}

/// `/password`: where the link of an invitation or a reset leads.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PasswordLinkView {
    /// `invitation` or `password_reset`; none when the link does not work.
    pub kind: Option<Code>,
    pub name: String,
    /// Sent back by nobody: for password managers to know whose password it is.
    pub email: String,
    /// Shortest password accepted, in characters.
    pub password_min: usize,
    pub problems: Problems,
}

impl View for PasswordLinkView {
    const TEMPLATE: &'static str = "public/password.html";
}

/// `/setup`
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetupView {
    pub token: String,
    pub name: String,
    pub email: String,
    /// Shortest password accepted, in characters.
    pub password_min: usize,
    /// What was typed as password, sealed: it comes back with the form.
    pub kept_password: String,
    pub platform: String,
    pub platform_max: usize,
    pub zone: String,
    /// The configuration decides about the zone.
    pub zone_fixed: bool,
    /// Names of zones, offered while one is typed.
    pub zones: Vec<String>,
    pub language: String,
    pub mail: MailForm,
    /// The configuration decides about mail.
    pub mail_fixed: bool,
    /// What was tried already, sealed: it is not tried again.
    pub tested: String,
    pub problems: Problems,
}

impl View for SetupView {
    const TEMPLATE: &'static str = "public/setup.html";
}
