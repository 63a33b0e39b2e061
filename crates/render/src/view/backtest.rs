//! `/quality/backtests`: the past replayed against versions of the standard, and what came of it.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{Code, Problems, StandardLine, View};

/// `/quality/backtests`, and `/quality/standards/{id}/backtests` with a form to begin another.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestsView {
    /// The version whose backtests these are; all of them without.
    pub standard: Option<StandardLine>,
    pub tests: Vec<BacktestLine>,
    pub next: Option<String>,
    /// One of them runs.
    pub under_way: bool,
    pub form: BacktestForm,
}

impl View for BacktestsView {
    const TEMPLATE: &'static str = "quality/backtests.html";
}

/// The period: first and last day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BacktestForm {
    pub from: String,
    pub to: String,
    pub problems: Problems,
}

/// A backtest in a list.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestLine {
    pub id: String,
    pub standard: String,
    pub number: i64,
    /// The first instant, and one of the last day.
    pub from: Timestamp,
    pub to: Timestamp,
    pub state: Code,
    /// How far it is, 0 to 100.
    pub percent: u8,
    pub replayed: i64,
    pub newly_late: i64,
    pub no_longer_late: i64,
    pub by: String,
    pub at: Timestamp,
}

/// `/quality/backtests/{id}`.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestView {
    pub line: BacktestLine,
    pub version: i64,
    /// The text replayed against is no longer the version's.
    pub standard_changed: bool,
    pub standard_version: i64,
    pub position: i64,
    pub zone: String,
    /// Name and number of the version.
    pub calendars: Vec<(String, u32)>,
    pub problem: Option<String>,
    /// Requests with a broken promise.
    pub late_before: i64,
    pub late_after: i64,
    /// All promises together.
    pub promises: BacktestRow,
    pub metrics: Vec<BacktestRow>,
    pub groups: Vec<BacktestGroup>,
    pub hours: Vec<HourBar>,
    /// The hour with most due times, before and after.
    pub busiest: Option<(u8, u8)>,
    pub targets: Vec<BacktestTarget>,
    pub left_out: Vec<(Code, i64)>,
}

impl View for BacktestView {
    const TEMPLATE: &'static str = "quality/backtest.html";
}

/// Clocks of one sort on both sides.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestRow {
    /// Id or code; none for those of nobody.
    pub key: Option<String>,
    pub name: Option<String>,
    pub before: BacktestCount,
    pub after: BacktestCount,
    /// Late ones more than before, or less.
    pub more: i64,
}

/// Clocks on one side.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestCount {
    pub clocks: i64,
    pub late: i64,
    /// Share kept, with its sign.
    pub kept: Option<String>,
    /// The same, from 0 to 100.
    pub kept_percent: u8,
    pub overrun: Span,
}

/// Lines of one dimension, those first in which most changes.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestGroup {
    pub dimension: Code,
    pub rows: Vec<BacktestRow>,
    /// Lines that are not shown.
    pub hidden: i64,
}

/// Due times in one hour of the day. Heights are of 100.
#[derive(Clone, Debug, Serialize)]
pub struct HourBar {
    pub hour: u8,
    pub before: i64,
    pub after: i64,
    pub before_height: u8,
    pub after_height: u8,
    /// Where its two bars begin.
    pub x: u16,
}

/// A target over the period.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestTarget {
    pub kpi: String,
    pub before: TargetCell,
    pub after: TargetCell,
}

/// What was or would have been, and what is demanded.
#[derive(Clone, Debug, Serialize)]
pub struct TargetCell {
    pub share: Option<String>,
    pub average: Option<Span>,
    pub at_least: Option<String>,
    pub at_most: Option<Span>,
    pub reached: Option<bool>,
}

/// `/quality/backtests/{id}/changes`.
#[derive(Clone, Debug, Serialize)]
pub struct BacktestChangesView {
    pub line: BacktestLine,
    pub change: Code,
    pub changes: Vec<ChangeLine>,
    pub first: String,
    pub next: Option<String>,
}

impl View for BacktestChangesView {
    const TEMPLATE: &'static str = "quality/backtest_changes.html";
}

/// A promise that is late on one side only.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeLine {
    pub ticket: String,
    pub number: i64,
    pub metric: Code,
    pub instance: u32,
    pub category: Option<String>,
    pub assignee: Option<String>,
    pub team: Option<String>,
    pub due_before: Option<Timestamp>,
    pub due_after: Option<Timestamp>,
    pub met_at: Option<Timestamp>,
}
