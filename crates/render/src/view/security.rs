//! A user's second factor.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Problems, View};
use crate::qr::Qr;

/// `/account/security`
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecurityView {
    pub email: String,
    /// Since when there is a second factor: an authenticator app, or passkeys.
    pub since: Option<Timestamp>,
    /// An authenticator app is in use.
    pub app: bool,
    pub passkeys: Vec<PasskeyLine>,
    /// Where passkeys work, if they can at all.
    pub passkey_origin: Option<String>,
    /// A new passkey is being asked for.
    pub passkey_ask: Option<PasskeyAsk>,
    /// What it is to be called, as typed.
    pub passkey_name: String,
    pub codes_left: usize,
    /// The role needs one.
    pub required: bool,
    /// Shown and to be confirmed.
    pub enrolment: Option<EnrolmentView>,
    /// Recovery codes just made: the only time they are shown.
    pub codes: Vec<String>,
    /// What is wrong with the form of this name: `begin`, `confirm`, `codes`, `disable`, `passkey-begin`, `passkey`,
    /// `remove-<passkey>`.
    pub form: String,
    pub problems: Problems,
}

impl View for SecurityView {
    const TEMPLATE: &'static str = "account/security.html";
}

/// A secret to be put into an authenticator app.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EnrolmentView {
    pub qr: Option<Qr>,
    /// In groups of four, as people type it.
    pub key: String,
}

/// One passkey of a user.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyLine {
    pub id: String,
    pub name: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// A question for the browser's authenticator.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyAsk {
    /// JSON for the browser.
    pub options: String,
    /// What the form brings back.
    pub ceremony: String,
    /// The only origin at which it can be answered.
    pub origin: String,
}

/// `/sign-in/code`: the second step of signing in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondStepView {
    /// Local path to go on to.
    pub next: String,
    /// A passkey may be used instead of a code.
    pub passkey: Option<PasskeyAsk>,
    pub problems: Problems,
}

impl View for SecondStepView {
    const TEMPLATE: &'static str = "public/second_step.html";
}
