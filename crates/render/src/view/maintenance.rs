//! Planned work: what everybody reads, and what administrators write.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Choice, Code, Problems, View};

/// `/maintenance`
#[derive(Clone, Debug, Serialize)]
pub struct AnnouncedView {
    pub plans: Vec<MaintenanceLine>,
}

impl View for AnnouncedView {
    const TEMPLATE: &'static str = "public/maintenance.html";
}

/// A plan.
#[derive(Clone, Debug, Serialize)]
pub struct MaintenanceLine {
    pub id: String,
    pub title: String,
    /// Markdown.
    pub text: String,
    pub kind: Code,
    pub impact: Code,
    pub phase: Code,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub announced_at: Timestamp,
}

/// `/ops/maintenance`
#[derive(Clone, Debug, Serialize)]
pub struct MaintenanceListView {
    pub plans: Vec<MaintenanceLine>,
    pub next: Option<String>,
    /// For a new plan.
    pub form: MaintenanceForm,
}

impl View for MaintenanceListView {
    const TEMPLATE: &'static str = "ops/maintenance_list.html";
}

/// `/ops/maintenance/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct MaintenancePageView {
    pub line: MaintenanceLine,
    /// Not over yet: it can be changed.
    pub open: bool,
    pub form: MaintenanceForm,
}

impl View for MaintenancePageView {
    const TEMPLATE: &'static str = "ops/maintenance.html";
}

/// Fields `maintenance_kind`, `maintenance_impact`, `starts_at`, `ends_at`, `announced_at` and, per language, `title_…` and `text_…`.
#[derive(Clone, Debug, Serialize)]
pub struct MaintenanceForm {
    pub kind: Code,
    pub kinds: Vec<Code>,
    pub impact: Code,
    pub impacts: Vec<Code>,
    /// Times as a browser's field holds them, in the platform's zone.
    pub starts_at: String,
    pub ends_at: String,
    pub announced_at: String,
    /// A language each, with its words.
    pub titles: Vec<Choice>,
    pub texts: Vec<Choice>,
    pub title_max: usize,
    pub text_max: usize,
    pub version: i64,
    /// Show the form opened, after an error.
    pub open: bool,
    pub problems: Problems,
}
