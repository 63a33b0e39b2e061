//! Which rule of the standard brought a figure, and for which requests it stands: what a clock is explained by.

use super::{Condition, Standard};
use crate::clock::ClockBasis;
use crate::codes::Code;

codes! {
    /// A fact that a rule looks at.
    pub enum ConditionField ("fact") {
        Kind = "kind",
        Category = "category",
        Urgency = "urgency",
        Class = "class",
        Tier = "tier",
        Channel = "channel",
    }
}

/// A rule as people find it in the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedRule {
    /// Its place in its family, from 1.
    pub number: usize,
    /// What it asks of a request, each fact with the words it may have; nothing when it is for every request.
    pub conditions: Vec<(ConditionField, Vec<String>)>,
}

impl Standard {
    /// The rule at a place of its family, counted from 0; stages' limits are no rules.
    pub fn applied_rule(&self, basis: ClockBasis, place: usize) -> Option<AppliedRule> {
        let rules = match basis {
            ClockBasis::Sla => &self.clocks,
            ClockBasis::Procedure => &self.procedures,
            ClockBasis::Stage => return None,
        };
        let rule = rules.get(place)?;
        Some(AppliedRule {
            number: place + 1,
            conditions: rule.applies.shown(),
        })
    }
}

impl Condition {
    fn shown(&self) -> Vec<(ConditionField, Vec<String>)> {
        fn words<C: Code>(codes: &[C]) -> Vec<String> {
            codes.iter().map(|code| code.code().to_owned()).collect()
        }
        let categories = self.categories.iter().map(ToString::to_string).collect();
        let all = [
            (ConditionField::Kind, words(&self.kinds)),
            (ConditionField::Category, categories),
            (ConditionField::Urgency, words(&self.urgencies)),
            (ConditionField::Class, words(&self.classes)),
            (ConditionField::Tier, words(&self.tiers)),
            (ConditionField::Channel, words(&self.channels)),
        ];
        all.into_iter().filter(|(_, words)| !words.is_empty()).collect()
    }
}
