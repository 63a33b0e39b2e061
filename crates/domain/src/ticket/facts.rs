//! What is known about the matter of a request: the facts that decide its clocks, and changes to them.

use crate::category::CategoryPath;
use crate::ticket::{Channel, Class, Impact, Kind, Tier, Urgency};
use serde::{Deserialize, Serialize};

/// The facts a standard looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryPath>,
    pub urgency: Urgency,
    pub impact: Impact,
    pub class: Class,
    pub tier: Tier,
    pub channel: Channel,
}

/// Facts to be set; what is `None` stays as it was. The channel is history and never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactChange {
    pub kind: Option<Kind>,
    pub category: Option<CategoryPath>,
    pub urgency: Option<Urgency>,
    pub impact: Option<Impact>,
    pub class: Option<Class>,
    pub tier: Option<Tier>,
}

impl Facts {
    /// The facts after a change.
    #[must_use]
    pub fn with(&self, change: &FactChange) -> Self {
        Self {
            kind: change.kind.unwrap_or(self.kind),
            category: change.category.clone().or_else(|| self.category.clone()),
            urgency: change.urgency.unwrap_or(self.urgency),
            impact: change.impact.unwrap_or(self.impact),
            class: change.class.unwrap_or(self.class),
            tier: change.tier.unwrap_or(self.tier),
            channel: self.channel,
        }
    }
}
