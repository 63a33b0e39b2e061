//! What the installation is told while it runs.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Choice, Code, Problems, View};

/// `/admin/mail`
#[derive(Clone, Debug, Serialize)]
pub struct MailView {
    /// The configuration decides.
    pub fixed: bool,
    /// Mail can be sent.
    pub active: bool,
    /// A server was set here.
    pub set: bool,
    pub sent_at: Option<Timestamp>,
    /// When the newest letter that was not taken was written, and why it was not: locale key `send-problem-<code>`.
    pub problem: Option<(Timestamp, Code)>,
    pub held: usize,
    pub held_more: bool,
    pub form: MailForm,
}

impl View for MailView {
    const TEMPLATE: &'static str = "admin/mail.html";
}

/// The mail server as it is typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailForm {
    pub host: String,
    pub port: String,
    pub security: String,
    pub securities: Vec<Code>,
    pub user: String,
    pub from: String,
    /// One is kept already.
    pub has_password: bool,
    /// What was typed, sealed: it comes back with the form.
    pub kept_password: String,
    pub version: i64,
    pub problems: Problems,
}

impl MailForm {
    /// Nothing typed yet.
    pub fn empty(securities: Vec<Code>) -> Self {
        Self {
            securities,
            ..Self::default()
        }
    }
}

/// `/admin/settings`
#[derive(Clone, Debug, Serialize)]
pub struct SettingsView {
    pub platform: String,
    pub platform_max: usize,
    pub zone: String,
    /// The configuration decides about the zone.
    pub zone_fixed: bool,
    /// Names of zones, offered while one is typed.
    pub zones: Vec<String>,
    pub language: String,
    pub version: i64,
    pub problems: Problems,
    pub routing: RoutingForm,
}

/// Which team serves which tier: a field per tier, named as the tier.
#[derive(Clone, Debug, Serialize)]
pub struct RoutingForm {
    pub tiers: Vec<TierTeam>,
    pub teams: Vec<Choice>,
    pub version: i64,
    pub problems: Problems,
}

#[derive(Clone, Debug, Serialize)]
pub struct TierTeam {
    pub tier: Code,
    /// Empty: none.
    pub team: String,
}

impl View for SettingsView {
    const TEMPLATE: &'static str = "admin/settings.html";
}
