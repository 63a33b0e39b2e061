//! What every page has around its content: who looks, in which language and theme, and what was just done.

use serde::Serialize;
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use super::Code;

/// Around every page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub language: Language,
    pub theme: Theme,
    /// Path and query of this page: marks the current menu entry, and brings the reader back after a change of
    /// language or theme.
    pub path: String,
    /// The instant relative times are counted from.
    pub now: Timestamp,
    /// Nobody is signed in when empty; the requester of a tracking page is nobody in this sense.
    pub user: Option<FrameUser>,
    /// Value of the hidden `csrf` field of every form.
    pub csrf: String,
    /// The demonstration says so on every page and shows its outbox.
    pub demo: bool,
    pub notices: Vec<Notice>,
    /// Planned work that everybody is told of.
    pub announcements: Vec<AnnouncementBar>,
}

impl Frame {
    /// A frame for nobody in particular, with no notices.
    pub fn new(language: Language, path: impl Into<String>, now: Timestamp) -> Self {
        Self {
            language,
            theme: Theme::Auto,
            path: path.into(),
            now,
            user: None,
            csrf: String::new(),
            demo: false,
            notices: Vec::new(),
            announcements: Vec::new(),
        }
    }
}

/// One line about planned work at the head of every page.
#[derive(Clone, Debug, Serialize)]
pub struct AnnouncementBar {
    pub title: String,
    /// `ahead` or `under_way`.
    pub phase: Code,
    pub impact: Code,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// The signed-in user, for menus.
#[derive(Clone, Debug, Serialize)]
pub struct FrameUser {
    pub id: String,
    pub name: String,
    /// `administrator`, `agent`, …
    pub role: Code,
    /// Name of the installation's own role, where it is one.
    pub role_name: String,
    /// Permissions held at any scope (`ticket.read`, …): menus show only what can be opened.
    pub permissions: Vec<String>,
    /// What they were told and have not read.
    pub unread: u32,
}

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Anything unknown is `Auto`: the value comes from a cookie.
    pub fn from_code(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// One line at the top of the page about what just happened: locale key `notice-<code>`.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    pub tone: Tone,
    pub code: Code,
}

impl Notice {
    pub fn new(tone: Tone, code: impl Into<Code>) -> Self {
        Self {
            tone,
            code: code.into(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Success,
    Info,
    Warning,
    Danger,
}
