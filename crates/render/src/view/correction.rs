//! `/quality/corrections`: corrections that reach running work, and the form of one.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{CategoryGroup, Code, ConditionField, ConditionView, MatchesView, Problems, View};

/// A correction and how far it is.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionLine {
    pub id: String,
    pub kind: Code,
    pub state: Code,
    /// Its version of the standard is not in force yet.
    pub waits: bool,
    /// Id and number of the version, and of the one it takes the place of.
    pub standard: Option<(String, i64)>,
    pub replaced: Option<(String, i64)>,
    pub when: Option<ConditionView>,
    /// The facts that are set, each with its word.
    pub changes: Vec<(Code, Code)>,
    pub reason: String,
    pub author: String,
    pub total: u64,
    pub reached: u64,
    pub changed: u64,
    /// While it is under way.
    pub percent: Option<u64>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CorrectionsView {
    pub corrections: Vec<CorrectionLine>,
    pub next: Option<String>,
    /// One of them is being carried out.
    pub under_way: bool,
    pub may_facts: bool,
}

impl View for CorrectionsView {
    const TEMPLATE: &'static str = "quality/corrections.html";
}

/// What became of one ticket.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectedLine {
    pub id: String,
    pub number: i64,
    pub outcome: Code,
}

#[derive(Clone, Debug, Serialize)]
pub struct CorrectionView {
    pub one: CorrectionLine,
    pub tickets: Vec<CorrectedLine>,
    pub next: Option<String>,
}

impl View for CorrectionView {
    const TEMPLATE: &'static str = "quality/correction.html";
}

/// A fact that may be set.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeField {
    pub fact: Code,
    /// Categories are those of the page.
    pub choices: Vec<Code>,
    pub chosen: String,
}

/// `/quality/corrections/new`.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionNewView {
    /// So that sending the form twice begins one correction.
    pub key: String,
    pub root: ConditionField,
    pub facts: Vec<Code>,
    pub categories: Vec<CategoryGroup>,
    pub unfinished: bool,
    pub when: ConditionView,
    pub matches: Option<MatchesView>,
    pub changes: Vec<ChangeField>,
    pub reason: String,
    pub problems: Problems,
}

impl View for CorrectionNewView {
    const TEMPLATE: &'static str = "quality/correction_new.html";
}
