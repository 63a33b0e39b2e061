//! Key figures, each defined once: what is divided by what, under which members, in which unit; and how they stand to the
//! targets of a standard.

use super::total::share;
use super::{Dimension, Measure, Period, Totals};
use crate::standard::clause::KpiFigures;
use crate::ticket::{Channel, Kind};
use crate::time::Span;

codes! {
    /// A key figure, by the name a standard's `[[target]]` and `[[benchmark]]` give it.
    pub enum Kpi ("key figure") {
        ClocksMet = "clocks-met",
        ComplaintsInTwoDays = "complaints-resolved-within-48h",
        CustomerSatisfaction = "customer-satisfaction",
        AverageFirstResponse = "average-first-response",
        AverageInteractiveResponse = "average-interactive-response",
        AverageResolution = "average-resolution",
        AfterSalesInDay = "after-sales-first-response-within-24h",
        ProblemSolvingRate = "problem-solving-rate",
        FeedbackChange = "feedback-volume-change",
    }
}

codes! {
    /// What a key figure is a number of.
    pub enum KpiUnit ("unit of a key figure") {
        /// Between 0 and 1.
        Share = "share",
        /// Microseconds.
        Duration = "duration",
        /// Growth against the period before, as a share of it.
        Change = "change",
    }
}

codes! {
    /// How a figure stands to its target.
    pub enum Standing ("standing of a key figure") {
        /// At the better figure one strives for, or beyond.
        Stretch = "stretch",
        Kept = "kept",
        /// Beside the target, but not beyond its outer figure.
        Warning = "warning",
        Missed = "missed",
        /// Nothing was counted.
        Empty = "empty",
    }
}

/// What a standard wants of a key figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    pub period: Period,
    pub target: f64,
    /// Whether more is better.
    pub at_least: bool,
    pub stretch: Option<f64>,
    /// How far it may be missed before it is more than a warning.
    pub outer: Option<f64>,
}

/// Channels over which an answer is waited for on the spot.
fn is_interactive(channel: Channel) -> bool {
    !matches!(channel, Channel::Email | Channel::Api)
}

impl Kpi {
    pub const fn unit(self) -> KpiUnit {
        match self {
            Self::AverageFirstResponse | Self::AverageInteractiveResponse | Self::AverageResolution => {
                KpiUnit::Duration
            }
            Self::FeedbackChange => KpiUnit::Change,
            _ => KpiUnit::Share,
        }
    }

    /// Under which dimension it counts, and which members of it.
    pub fn members(self) -> (Dimension, Vec<&'static str>) {
        let channels = |wanted: bool| {
            let channels = Channel::ALL
                .iter()
                .filter(move |channel| is_interactive(**channel) == wanted);
            channels.map(|channel| channel.as_str()).collect()
        };
        match self {
            Self::ComplaintsInTwoDays => (Dimension::Kind, vec![Kind::Complaint.as_str()]),
            Self::AfterSalesInDay => (Dimension::Kind, vec![Kind::AfterSales.as_str()]),
            Self::FeedbackChange => (Dimension::Kind, vec![Kind::Feedback.as_str()]),
            Self::AverageFirstResponse => (Dimension::Channel, channels(false)),
            Self::AverageInteractiveResponse => (Dimension::Channel, channels(true)),
            _ => (Dimension::All, vec![""]),
        }
    }

    /// Whether its value rests on the period before, too.
    pub const fn looks_back(self) -> bool {
        matches!(self, Self::FeedbackChange)
    }

    /// Its value over what was counted under its members, and how many cases that rests on. `before` is the period before,
    /// which only those that look back ask for.
    pub fn value(self, now: &Totals, before: &Totals) -> (Option<f64>, i64) {
        let of = |part: Measure, whole: Measure| {
            let whole = now.of(whole).n;
            (share(now.of(part).n, whole), whole)
        };
        let mean = |measure: Measure| (now.of(measure).mean(), now.of(measure).n);
        match self {
            Self::ClocksMet => {
                let (met, breached) = (now.of(Measure::Met).n, now.of(Measure::Breached).n);
                (share(met, met + breached), met + breached)
            }
            Self::ComplaintsInTwoDays => of(Measure::ResolvedInTwoDays, Measure::Resolved),
            Self::CustomerSatisfaction => of(Measure::Satisfied, Measure::Rated),
            Self::AverageFirstResponse | Self::AverageInteractiveResponse => mean(Measure::FirstResponse),
            Self::AverageResolution => mean(Measure::Resolved),
            Self::AfterSalesInDay => of(Measure::FirstResponseInDay, Measure::FirstResponse),
            Self::ProblemSolvingRate => {
                let (undone, cases) = of(Measure::Undone, Measure::Resolved);
                (undone.map(|undone| (1.0 - undone).max(0.0)), cases)
            }
            Self::FeedbackChange => {
                let (now, before) = (now.of(Measure::Received).n, before.of(Measure::Received).n);
                (share(now - before, before), now)
            }
        }
    }
}

impl Aim {
    /// How a value stands to it.
    pub fn standing(&self, value: Option<f64>) -> Standing {
        let Some(value) = value else {
            return Standing::Empty;
        };
        let reaches = |aim: f64| if self.at_least { value >= aim } else { value <= aim };
        if self.stretch.is_some_and(reaches) {
            Standing::Stretch
        } else if reaches(self.target) {
            Standing::Kept
        } else if self.outer.is_some_and(reaches) {
            Standing::Warning
        } else {
            Standing::Missed
        }
    }
}

/// What a `[[target]]` wants, where it is one of a figure that can be judged: with a period and a bound. Durations are
/// in µs, like the figures.
pub fn kpi_aim(target: &KpiFigures) -> Option<Aim> {
    let written = |name: &str| {
        let figure = target.figures.iter().find(|(key, _)| key == name)?;
        Some(figure.1.trim_matches('"'))
    };
    let figure = |name: &str| number(written(name)?);
    let (target, at_least) = match (figure("at_least"), figure("at_most")) {
        (Some(least), None) => (least, true),
        (None, Some(most)) => (most, false),
        _ => return None,
    };
    Some(Aim {
        period: written("period")?.parse().ok()?,
        target,
        at_least,
        stretch: figure("stretch"),
        outer: figure(if at_least { "floor" } else { "limit" }),
    })
}

#[expect(clippy::cast_precision_loss, reason = "durations of at most years")]
fn number(written: &str) -> Option<f64> {
    let span = || written.parse::<Span>().ok().map(|span| span.as_micros() as f64);
    written
        .parse()
        .ok()
        .or_else(span)
        .filter(|number: &f64| number.is_finite())
}
