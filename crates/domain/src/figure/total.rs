//! Sums of facts.

use std::collections::BTreeMap;

use super::Measure;
use crate::clock::Metric;

/// How many, and what they add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub n: i64,
    pub sum: i64,
}

impl Sum {
    pub fn add(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
    }

    /// The arithmetic mean, if there is anything.
    pub fn mean(self) -> Option<f64> {
        share(self.sum, self.n)
    }
}

/// What was counted in a period under one member of one dimension, or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    sums: BTreeMap<(Measure, Option<Metric>), Sum>,
}

impl Totals {
    pub fn add(&mut self, measure: Measure, metric: Option<Metric>, sum: Sum) {
        self.sums.entry((measure, metric)).or_default().add(sum);
    }

    /// Whether anything is left of what was counted.
    pub fn any(&self) -> bool {
        self.sums.values().any(|sum| *sum != Sum::default())
    }

    /// A measure, whatever the metric.
    pub fn of(&self, measure: Measure) -> Sum {
        let mut all = Sum::default();
        for metric in std::iter::once(None).chain(Metric::ALL.iter().copied().map(Some)) {
            all.add(self.of_metric(measure, metric));
        }
        all
    }

    /// A measure of the clocks of one metric.
    pub fn of_metric(&self, measure: Measure, metric: Option<Metric>) -> Sum {
        self.sums.get(&(measure, metric)).copied().unwrap_or_default()
    }
}

/// One number as a share of another; of nothing there is none.
#[expect(clippy::cast_precision_loss, reason = "figures are shown with three digits")]
pub fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
