//! Corrections that reach running work in bulk: a version of the standard that replaces another for what it judged so far, or
//! facts set anew for every ticket that a condition holds for. Which tickets are reached, and what becomes of their clocks, are
//! rules of `ticket`; here is what a correction is and where it stands.

use crate::category::CategoryPath;
use crate::ticket::{Class, FactChange, Facts, Impact, Kind, Tier, Urgency};
use serde::{Deserialize, Serialize};

codes! {
    /// What is corrected.
    pub enum CorrectionKind ("kind of correction") {
        /// A version of the standard takes the place of the one before it.
        Policy = "policy",
        /// Facts of tickets.
        Facts = "facts",
    }
}

codes! {
    /// Where a correction stands.
    pub enum CorrectionState ("state of a correction") {
        UnderWay = "under_way",
        Done = "done",
        /// Ended by a person; what was reached stays corrected.
        Cancelled = "cancelled",
    }
}

codes! {
    /// What became of one ticket.
    pub enum CorrectionOutcome ("outcome of a correction") {
        Changed = "changed",
        /// Its facts were so already.
        Unchanged = "unchanged",
        /// The condition held for it no more when its turn came.
        Unmatched = "unmatched",
        /// It was archived.
        Archived = "archived",
        /// Its own version of the standard has no such category.
        Category = "category",
    }
}

/// Facts to be set, as they are kept and sent; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactsCorrection {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryPath>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
}

impl FactsCorrection {
    /// Whether it sets nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The change of a ticket's facts.
    pub fn change(&self) -> FactChange {
        FactChange {
            kind: self.kind,
            category: self.category.clone(),
            urgency: self.urgency,
            impact: self.impact,
            class: self.class,
            tier: self.tier,
        }
    }

    /// Whether these facts are so already.
    pub fn is_so(&self, facts: &Facts) -> bool {
        facts.with(&self.change()) == *facts
    }
}
