//! Figures over periods: what counts, in which hour and day, and under which dimensions. The event log is folded into
//! facts here; the store only adds them up, so that figures made anew from the log are the same to the last digit.
//!
//! A fact counts under the dimensions its request has at that moment. What turns out otherwise is corrected by a
//! counter-fact in the hour of the fact: a request that was classified anew, or that was no request at all (spam, merged).

mod fold;
mod kpi;
mod period;
mod total;

#[cfg(test)]
mod tests;

pub use fold::{Counted, Fact, Rated, figure_fold};
pub use kpi::{Aim, Kpi, KpiUnit, Standing, kpi_aim};
pub use period::{FigureZone, Period, PeriodError};
pub use total::{Sum, Totals, share};

codes! {
    /// What is counted.
    pub enum Measure ("measure") {
        /// Requests. By team: requests that came to the team.
        Received = "received",
        /// The first public answer of a person; sum and histogram of the time since receipt.
        FirstResponse = "first_response",
        /// Of those, within 24 hours.
        FirstResponseInDay = "first_response_in_day",
        /// The first solution; sum and histogram of the time since receipt.
        Resolved = "resolved",
        /// Of those, within 48 hours.
        ResolvedInTwoDays = "resolved_in_two_days",
        /// Solutions that were objected to, or whose request was taken up again; once per request.
        Undone = "undone",
        /// Requests that ended.
        Closed = "closed",
        /// Clocks met in time, by metric.
        Met = "met",
        /// Clocks that ran out, by metric.
        Breached = "breached",
        /// Ratings; sum of the scores.
        Rated = "rated",
        /// Of those, with four or five of five.
        Satisfied = "satisfied",
    }
}

codes! {
    /// What figures are broken down by.
    pub enum Dimension ("dimension") {
        All = "all",
        Team = "team",
        Category = "category",
        Channel = "channel",
        Kind = "kind",
        Tier = "tier",
    }
}

codes! {
    /// How long one kept figure is.
    pub enum FigureSpan ("figure span") {
        Hour = "hour",
        Day = "day",
    }
}

codes! {
    /// How far the kept figures are made.
    pub enum FigureState ("state of the figures") {
        /// Those of before are being removed.
        Clearing = "clearing",
        /// The log is being read from its beginning.
        Building = "building",
        Current = "current",
    }
}

impl Measure {
    /// Whether its facts carry a duration of which quantiles are wanted.
    pub const fn is_timed(self) -> bool {
        matches!(self, Self::FirstResponse | Self::Resolved)
    }
}
