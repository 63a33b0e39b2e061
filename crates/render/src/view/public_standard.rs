//! `/standards`: the service standard as it is published.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{ClauseArea, Code, StandardLine, View};

/// A version that is or was in force, with the service catalogue and the pledges.
#[derive(Clone, Debug, Serialize)]
pub struct PublicStandardView {
    pub line: StandardLine,
    pub title: String,
    /// None when it has been in force from the beginning.
    pub effective_from: Option<Timestamp>,
    pub catalogue: Vec<ServiceLine>,
    pub tiers: Vec<TierLine>,
    pub pledges: Vec<PledgeLine>,
    pub areas: Vec<ClauseArea>,
    /// All published versions, the last first.
    pub versions: Vec<StandardLine>,
}

impl View for PublicStandardView {
    const TEMPLATE: &'static str = "public/standard.html";
}

/// What is served for whom. Texts are Markdown.
#[derive(Clone, Debug, Serialize)]
pub struct ServiceLine {
    pub audience: Code,
    pub channels: Vec<Code>,
    pub tiers: Vec<Code>,
    pub served: String,
    pub not_served: String,
}

/// A public promise.
#[derive(Clone, Debug, Serialize)]
pub struct PledgeLine {
    pub title: String,
    pub text: String,
    pub remedy: String,
}

/// What one tier is served with.
#[derive(Clone, Debug, Serialize)]
pub struct TierLine {
    pub tier: Code,
    /// Through which channels; through all when empty.
    pub channels: Vec<Code>,
    /// In what share of the usual time the first answer comes, where that differs: `50`.
    pub first_answer_percent: Option<u32>,
    pub adviser: bool,
}
