//! Backtests: a past period replayed against a version of the standard, mostly a draft, before it is adopted.
//!
//! A backtest sees the log as it was when it was begun, replays every request received in the period twice (under the
//! version it really lived under, and under the one in question) and keeps what differs. It goes in pieces, each with its
//! place in one transaction, so it goes on wherever its process died. What it finds is counts and ids.

mod ask;
mod bench;
mod changes;
mod look;
mod piece;
mod step;

pub use ask::{BacktestPeriod, backtest_begin, backtest_cancel, backtest_remove, backtest_resume};
pub use changes::{Change, ChangePage, backtest_changes, backtest_changes_export};
pub use look::{BacktestPage, BacktestView, CountedLine, KpiTold, backtest_list, backtest_read};
pub use step::{Stride, backtest_step, backtest_stride};

use touchstone_domain::backtest::Findings;
use touchstone_store::backtest::BacktestRow;

use crate::core::AppError;

/// What was found so far.
fn findings(row: &BacktestRow) -> Result<Findings, AppError> {
    serde_json::from_str(&row.findings)
        .map_err(|error| AppError::Internal(format!("findings of {} cannot be read: {error}", row.id)))
}

fn findings_json(findings: &Findings) -> Result<String, AppError> {
    serde_json::to_string(findings)
        .map_err(|error| AppError::Internal(format!("findings cannot be written: {error}")))
}

const fn missing() -> AppError {
    AppError::NotFound { what: "backtest" }
}
