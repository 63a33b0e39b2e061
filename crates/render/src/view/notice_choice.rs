//! By which means one wants to be told of what.

use serde::Serialize;

use super::{Code, Problems, View};

/// `/account/notifications`
#[derive(Clone, Debug, Serialize)]
pub struct NoticeChoiceView {
    pub kinds: Vec<NoticeChoiceLine>,
    /// `soon`, `away`, `hourly` or `daily`: locale key `mail-pace-<code>`.
    pub pace: Code,
    pub paces: Vec<Code>,
    /// Of a daily mail.
    pub hour: String,
    /// `hh:mm`; empty without quiet hours.
    pub quiet_from: String,
    pub quiet_to: String,
    /// Empty: the installation's.
    pub zone: String,
    pub usual_zone: String,
    /// Names that a browser offers while one is typed.
    pub zones: Vec<String>,
    pub urgent_passes: bool,
    pub version: i64,
    pub problems: Problems,
    /// Subject and text of a mail about nothing that happened.
    pub preview: (String, String),
}

impl View for NoticeChoiceView {
    const TEMPLATE: &'static str = "account/notifications.html";
}

/// One kind.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeChoiceLine {
    /// Locale key `told-<kind>`.
    pub kind: Code,
    pub web: bool,
    pub mail: bool,
    pub urgent: bool,
}
