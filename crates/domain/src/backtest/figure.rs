//! Targets over a period that clocks alone can tell, so that a draft can be held against them: shares answered within a
//! time, averages. What is measured by other things (ratings, inspections, systems) is not touched by a replay.

use crate::clock::{Clock, ClockSet, ClockState, Metric};
use crate::standard::clause::KpiFigures;
use crate::ticket::{Channel, Facts, Kind};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How a figure is made of the times that clocks counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KpiMeasure {
    /// The share of what was done within this time, of all that was done or is late by now.
    Within(Span),
    /// The average of what was done.
    Average,
}

/// One of the pack's `[[target]]` that a replay can tell.
#[derive(Clone, Copy, Debug)]
pub struct KpiFigure {
    /// Its name in packs.
    pub kpi: &'static str,
    pub metric: Metric,
    pub measure: KpiMeasure,
    applies: fn(&Facts) -> bool,
}

/// What was counted for a figure on one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureSide {
    /// Clocks looked at.
    pub of: u64,
    /// Of them, those within the time; all of them for an average.
    pub within: u64,
    /// The counted time of all, in ms.
    pub time: i64,
}

impl KpiFigure {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self {
            kpi: "complaints-resolved-within-48h",
            metric: Metric::Resolution,
            measure: KpiMeasure::Within(Span::hours(48)),
            applies: |facts| matches!(facts.kind, Kind::Complaint),
        },
        Self {
            kpi: "after-sales-first-response-within-24h",
            metric: Metric::FirstResponse,
            measure: KpiMeasure::Within(Span::hours(24)),
            applies: |facts| matches!(facts.kind, Kind::AfterSales),
        },
        Self {
            kpi: "average-first-response",
            metric: Metric::FirstResponse,
            measure: KpiMeasure::Average,
            applies: |facts| matches!(facts.channel, Channel::Email | Channel::Api),
        },
        Self {
            kpi: "average-chat-response",
            metric: Metric::FirstResponse,
            measure: KpiMeasure::Average,
            applies: |facts| matches!(facts.channel, Channel::Chat),
        },
    ];

    /// The figure of this name.
    pub fn named(kpi: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|figure| figure.kpi == kpi)
    }

    /// Adds one request's clocks to a side.
    pub(super) fn add(&self, side: &mut FigureSide, facts: &Facts, clocks: &ClockSet, until: Timestamp) {
        if !(self.applies)(facts) {
            return;
        }
        let measured = |clock: &&Clock| clock.metric == self.metric && clock.state != ClockState::Cancelled;
        for clock in clocks.iter().filter(measured) {
            let (elapsed, done) = (clock.elapsed(until), clock.met_at.is_some());
            let within = match self.measure {
                KpiMeasure::Within(time) => elapsed <= time,
                KpiMeasure::Average => true,
            };
            let counts = match self.measure {
                // What is not done yet, and still may be in time, says nothing.
                KpiMeasure::Within(_) => done || !within,
                KpiMeasure::Average => done,
            };
            if counts {
                side.of += 1;
                side.within += u64::from(within);
                side.time = side.time.saturating_add(elapsed.as_micros() / 1_000);
            }
        }
    }
}

impl FigureSide {
    /// The share within the time, if anything was looked at.
    #[expect(clippy::cast_precision_loss, reason = "a share to read, not to count with")]
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| self.within as f64 / self.of as f64)
    }

    /// The average time, if anything was looked at.
    pub fn average(&self) -> Option<Span> {
        let of = i64::try_from(self.of).unwrap_or(i64::MAX);
        (of > 0).then(|| Span::from_micros((self.time / of).saturating_mul(1_000)))
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.of += other.of;
        self.within += other.within;
        self.time = self.time.saturating_add(other.time);
    }
}

/// What a pack demands of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KpiGoal {
    /// A share of at least this.
    AtLeast(f64),
    /// An average of at most this.
    AtMost(Span),
}

impl KpiFigure {
    /// What a pack demands of it, if anything.
    pub fn goal(&self, targets: &[KpiFigures]) -> Option<KpiGoal> {
        let target = targets.iter().find(|target| target.kpi == self.kpi)?;
        let written = |name: &str| {
            let figure = target.figures.iter().find(|(known, _)| known == name);
            figure.map(|(_, text)| text.trim_matches('"').to_owned())
        };
        match self.measure {
            KpiMeasure::Within(_) => written("at_least")?.parse().ok().map(KpiGoal::AtLeast),
            KpiMeasure::Average => written("at_most")?.parse().ok().map(KpiGoal::AtMost),
        }
    }
}

impl KpiGoal {
    /// Whether a side reaches it; none where nothing was counted.
    pub fn is_reached(&self, side: &FigureSide) -> Option<bool> {
        match self {
            Self::AtLeast(share) => side.share().map(|is| is >= *share),
            Self::AtMost(most) => side.average().map(|is| is <= *most),
        }
    }
}
