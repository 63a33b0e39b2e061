//! History replayed against a draft of the standard: what its clocks would have shown for requests that are past, beside
//! what they did show. A replay drives the same state, clocks and calendars as the desk does, through the same functions;
//! there is no second account of the rules. What people and time did to a request is taken as it happened: nobody is
//! supposed to have worked faster because a target was shorter.
//!
//! Reading the log, keeping results and telling them are not done here.

mod figure;
mod findings;
mod lived;
mod replay;

pub use figure::{FigureSide, KpiFigure, KpiGoal, KpiMeasure};
pub use findings::{Findings, Late, Sides, Tally, TicketCount};
pub use lived::Lived;
pub use replay::{PastEvent, Replayed, Unreplayable, replay};

codes! {
    /// Where a backtest stands.
    pub enum BacktestState ("state of a backtest") {
        Running = "running",
        Completed = "completed",
        Cancelled = "cancelled",
        Failed = "failed",
        /// Its rows are being taken away.
        Removed = "removed",
    }
}

codes! {
    /// How a clock of the draft differs from the clock that was.
    pub enum LateChange ("change") {
        NewlyLate = "newly_late",
        NoLongerLate = "no_longer_late",
    }
}

codes! {
    /// By what results are counted apart.
    pub enum Dimension ("dimension") {
        Team = "team",
        Person = "person",
        Category = "category",
        Channel = "channel",
        Kind = "kind",
    }
}

codes! {
    /// Why a request of the period is not among the results.
    pub enum LeftOut ("reason to leave out") {
        /// Its past is told by a record from another tool, not by the log.
        Imported = "imported",
        /// Its log does not begin with its receipt.
        NoReceipt = "no_receipt",
        /// Its log tells something the rules do not allow.
        Contradiction = "contradiction",
    }
}

#[cfg(test)]
mod tests;
