//! `/quality/laws`: the register of laws, norms and policies.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Choice, Code, Problems, View};

#[derive(Clone, Debug, Serialize)]
pub struct LawsView {
    pub laws: Vec<LawLine>,
    pub may_write: bool,
}

impl View for LawsView {
    const TEMPLATE: &'static str = "quality/laws.html";
}

/// An entry. Days are as they are written, `2026-01-31`; empty where there is none.
#[derive(Clone, Debug, Serialize)]
pub struct LawLine {
    pub id: String,
    pub title: String,
    pub issuer: String,
    pub number: String,
    pub kind: Code,
    pub jurisdiction: Code,
    pub status: Code,
    pub effective: String,
    pub amended: String,
    /// Clauses that wait to be looked at.
    pub flagged: usize,
}

/// One entry, or the form of a new one.
#[derive(Clone, Debug, Serialize)]
pub struct LawPageView {
    pub line: Option<LawLine>,
    pub source: String,
    /// Clauses in force that cite it: id and title.
    pub cited_by: Vec<Choice>,
    pub flags: Vec<LawFlagLine>,
    pub changes: Vec<LawChangeLine>,
    pub form: LawForm,
    pub may_write: bool,
}

impl View for LawPageView {
    const TEMPLATE: &'static str = "quality/law.html";
}

/// A clause that is, or was, to be looked at.
#[derive(Clone, Debug, Serialize)]
pub struct LawFlagLine {
    pub clause: String,
    pub title: String,
    pub raised_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub settled_by: String,
    pub note: String,
}

/// An amendment.
#[derive(Clone, Debug, Serialize)]
pub struct LawChangeLine {
    pub dated: String,
    pub note: String,
    pub author: String,
    pub at: Timestamp,
}

/// An entry as it is written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LawForm {
    pub id: String,
    pub version: i64,
    pub kind: Code,
    pub kinds: Vec<Code>,
    pub jurisdiction: Code,
    pub jurisdictions: Vec<Code>,
    pub status: Code,
    pub statuses: Vec<Code>,
    pub number: String,
    /// Language and text.
    pub titles: Vec<Choice>,
    pub issuers: Vec<Choice>,
    pub adopted: String,
    pub effective: String,
    pub source: String,
    pub dated: String,
    pub note: String,
    pub problems: Problems,
}

impl LawForm {
    /// An empty form with what there is to choose from.
    pub fn choices(
        kinds: &'static [&'static str],
        jurisdictions: &'static [&'static str],
        statuses: &'static [&'static str],
    ) -> Self {
        let codes = |names: &'static [&'static str]| names.iter().map(|name| (*name).into()).collect();
        Self {
            kinds: codes(kinds),
            jurisdictions: codes(jurisdictions),
            statuses: codes(statuses),
            ..Self::default()
        }
    }
}
