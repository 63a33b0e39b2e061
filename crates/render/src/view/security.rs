//! A user's second factor.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Problems, View};
use crate::qr::Qr;

/// `/account/security`
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecurityView {
    pub email: String,
    /// Since when there is a second factor.
    pub since: Option<Timestamp>,
    pub codes_left: usize,
    /// The role needs one.
    pub required: bool,
    /// Shown and to be confirmed.
    pub enrolment: Option<EnrolmentView>,
    /// Recovery codes just made: the only time they are shown.
    pub codes: Vec<String>,
    /// What is wrong with the form of this name: `begin`, `confirm`, `codes`, `disable`.
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

/// `/sign-in/code`: the second step of signing in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SecondStepView {
    /// Local path to go on to.
    pub next: String,
    pub problems: Problems,
}

impl View for SecondStepView {
    const TEMPLATE: &'static str = "public/second_step.html";
}
