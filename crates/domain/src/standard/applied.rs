//! Which rule of the standard brought a figure, and for which requests it stands: what a clock is explained by.

use super::Standard;
use crate::clock::{ClockBasis, Metric};
use crate::condition::Condition;
use crate::time::Span;

/// A rule as people find it in the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedRule {
    /// Its place in its family, from 1.
    pub number: usize,
    /// What it asks of a request.
    pub when: Condition,
    /// What it promises, before factors of tiers.
    pub figures: Vec<(Metric, Span)>,
}

impl Standard {
    /// The rule at a place of its family, counted from 0; stages' limits are no rules.
    pub fn applied_rule(&self, basis: ClockBasis, place: usize) -> Option<AppliedRule> {
        let rule = self.rules(basis).get(place)?;
        let figure = |(metric, figures): &(Metric, super::Figures)| (*metric, figures.target);
        Some(AppliedRule {
            number: place + 1,
            when: rule.when.clone(),
            figures: rule.figures.iter().map(figure).collect(),
        })
    }
}
