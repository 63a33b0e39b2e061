//! `/quality/board`: what came and went, how fast, how well, by whom; and key figures beside their targets.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{Choice, Code, View};

#[derive(Clone, Debug, Serialize)]
pub struct BoardView {
    pub zone: String,
    /// Days as they are written, `2026-01-31`.
    pub from: String,
    pub to: String,
    /// Events read and to be read, while figures are being made anew.
    pub building: Option<(i64, i64)>,
    pub open: i64,
    pub due_soon: i64,
    pub received_today: i64,
    pub resolved_today: i64,
    pub breached_today: i64,
    /// The next 24 hours, those in which something is due.
    pub forecast: Vec<ForecastLine>,
    /// Requests that will be late in them, in whole numbers.
    pub expected_late: i64,
    pub all: BoardLineView,
    pub days: Vec<BoardDayView>,
    pub chart: BoardChart,
    pub by: Code,
    pub dimensions: Vec<Code>,
    pub lines: Vec<BoardLineView>,
    pub team: String,
    pub teams: Vec<Choice>,
    /// The query of this board, for its table as a file.
    pub query: String,
    pub may_rebuild: bool,
}

impl View for BoardView {
    const TEMPLATE: &'static str = "quality/board.html";
}

/// One member, or everything.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoardLineView {
    /// A code or a path, to be put into words by its dimension; a team's name.
    pub member: String,
    /// The list of these requests.
    pub href: Option<String>,
    pub received: i64,
    pub resolved: i64,
    pub undone: i64,
    pub breached: i64,
    /// Shares in words, such as `87.5 %`; empty where nothing was counted.
    pub in_time: String,
    pub satisfied: String,
    /// Mean score with one digit.
    pub score: String,
    pub ratings: i64,
    pub first_response: SpreadView,
    pub resolution: SpreadView,
}

/// One of the hours to come.
#[derive(Clone, Debug, Serialize)]
pub struct ForecastLine {
    pub from: Timestamp,
    pub due: i64,
    /// With one digit.
    pub usual: String,
    pub late: i64,
}

/// How long it took.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SpreadView {
    pub mean: Option<Span>,
    pub median: Option<Span>,
    pub p95: Option<Span>,
}

#[derive(Clone, Debug, Serialize)]
pub struct BoardDayView {
    pub date: String,
    pub href: String,
    pub received: i64,
    pub resolved: i64,
    pub breached: i64,
}

/// Bars of days in a drawing `width` by `height`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BoardChart {
    pub width: u32,
    pub height: u32,
    /// The value at the top.
    pub most: i64,
    pub bars: Vec<BoardBar>,
}

#[derive(Clone, Debug, Serialize)]
pub struct BoardBar {
    pub x: u32,
    pub width: u32,
    /// From the top, and its height.
    pub received: (u32, u32),
    pub resolved: (u32, u32),
}

/// `/quality/targets`: key figures beside what the standard wants of them.
#[derive(Clone, Debug, Serialize)]
pub struct TargetsView {
    pub lines: Vec<KpiLineView>,
}

impl View for TargetsView {
    const TEMPLATE: &'static str = "quality/targets.html";
}

/// A key figure so far in its period.
#[derive(Clone, Debug, Serialize)]
pub struct KpiLineView {
    pub kpi: Code,
    pub period: Code,
    pub from: String,
    pub to: String,
    pub value: FigureView,
    pub before: FigureView,
    pub cases: i64,
    pub target: FigureView,
    pub at_least: bool,
    pub stretch: FigureView,
    pub outer: FigureView,
    /// None where there is no target.
    pub standing: Option<Code>,
    /// The role that answers for it.
    pub owner: Option<Code>,
    pub benchmark: Option<BenchmarkView>,
}

/// A share or growth in words, or a duration; neither where there is none.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureView {
    pub share: String,
    pub span: Option<Span>,
}

/// What others reach: spans as they are written, from the lowest.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BenchmarkView {
    pub industry: Vec<FigureView>,
    pub best: Vec<FigureView>,
    pub source: String,
}
