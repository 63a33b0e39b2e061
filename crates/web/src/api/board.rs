//! Figures over periods, and key figures beside their targets.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_app::board::{self, Board as Kept, BoardAsked, BoardInput, BoardLine, KpiLine};
use touchstone_domain::access::Role;
use touchstone_domain::export::TableFormat;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::schema;
use crate::body::NoBody;
use crate::export;
use crate::failure::Failure;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_board_read, _, _>(board_read),
        Route::api_read::<__path_board_table, _, _>(board_table).carrying_files(),
        Route::api_write::<__path_board_rebuild, _, _>(board_rebuild),
        Route::api_read::<__path_kpi_list, _, _>(kpi_list),
    ]
}

/// Of what, and how.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BoardQuery {
    /// The first day, `2026-01-31`; 30 days before the last without it.
    from: Option<String>,
    /// The last day; today without it. At most 400 days.
    to: Option<String>,
    /// Of one team alone.
    team: Option<String>,
    /// The dimension of `lines`; `team` without it.
    by: Option<String>,
    /// Of the table alone.
    #[param(value_type = Option<schema::TableFormat>)]
    format: Option<TableFormat>,
}

impl BoardQuery {
    fn input(&self, state: &WebState) -> Result<BoardInput, Failure> {
        let asked = BoardAsked {
            from: self.from.as_deref(),
            to: self.to.as_deref(),
            team: self.team.as_deref(),
            by: self.by.as_deref(),
        };
        Ok(BoardInput::read(&state.app, &asked)?)
    }
}

/// Figures of a period. Durations are in seconds, shares between 0 and 1; medians and 95th percentiles are within 2 % of
/// the value; days are those of `zone`.
#[derive(Debug, Serialize, ToSchema)]
struct Board {
    zone: String,
    from: String,
    to: String,
    /// Present while figures are being made anew: events read, and to be read.
    #[schema(value_type = Option<Object>)]
    building: Option<board::Building>,
    /// `{open, due_soon, received_today, resolved_today, breached_today}`.
    #[schema(value_type = Object)]
    now: board::BoardNow,
    /// The next 24 hours: `{from, due, usual, late}`: requests whose nearest promise runs out in the hour, promises kept in
    /// the same hour of the week on average of the last four, and how many of those due will be late at that rate.
    #[schema(value_type = Vec<Object>)]
    forecast: Vec<board::ForecastHour>,
    /// A line of everything.
    #[schema(value_type = Object)]
    all: BoardLine,
    /// `{date, received, resolved, breached}` for each day.
    #[schema(value_type = Vec<Object>)]
    days: Vec<board::BoardDay>,
    by: String,
    /// `{member, name?, received, resolved, closed, undone, met, breached, ratings, score?, satisfied?, first_response,
    /// resolution}` for each member, where the last two are `{count, mean?, median?, p95?}`.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<BoardLine>,
}

impl From<Kept> for Board {
    fn from(board: Kept) -> Self {
        Self {
            zone: board.zone,
            from: board.from,
            to: board.to,
            building: board.building,
            now: board.now,
            forecast: board.forecast,
            all: board.all,
            days: board.days,
            by: board.by.to_string(),
            lines: board.lines,
        }
    }
}

/// What came and went, how fast, how well.
#[utoipa::path(get, path = "/api/v1/board", tag = "standards", params(BoardQuery),
    responses((status = 200, body = Board)))]
async fn board_read(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<BoardQuery>,
    State(state): State<WebState>,
) -> Result<Plain<Board>, Failure> {
    let input = asked.input(&state)?;
    Ok(Plain(
        board::board_get(&state.app, &by.caller, input).await?.into(),
    ))
}

/// The lines of the board as a table.
#[utoipa::path(get, path = "/api/v1/board/file", tag = "standards", params(BoardQuery),
    responses((status = 200, description = "CSV or XLSX", content_type = "text/csv")))]
async fn board_table(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<BoardQuery>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let input = asked.input(&state)?;
    export::board(&by, &state, input, asked.format.unwrap_or_default()).await
}

/// Throws kept figures away and has them made anew from the event log, which takes a while; `building` of the board tells
/// how far it is.
#[utoipa::path(post, path = "/api/v1/board/rebuild", tag = "standards", responses((status = 204)))]
async fn board_rebuild(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    board::figures_rebuild(&state.app, &by.call_with(&body)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A key figure in the period its target names, so far.
#[derive(Debug, Serialize, ToSchema)]
struct Kpi {
    kpi: String,
    /// `share` (0 to 1), `duration` (seconds) or `change` (growth against the period before, 0.1 is ten per cent).
    unit: String,
    period: String,
    from: String,
    to: String,
    value: Option<f64>,
    /// Of the period before.
    before: Option<f64>,
    /// On how many cases the value rests.
    cases: i64,
    target: Option<f64>,
    /// Whether more is better.
    at_least: bool,
    stretch: Option<f64>,
    outer: Option<f64>,
    /// `stretch`, `kept`, `warning`, `missed` or `empty`; null without a target.
    standing: Option<String>,
    /// The role that answers for it.
    #[schema(value_type = Option<schema::Role>)]
    owner: Option<Role>,
    /// `{industry?, best?, source?}` as the standard writes them.
    #[schema(value_type = Option<Object>)]
    benchmark: Option<board::Benchmark>,
}

impl From<KpiLine> for Kpi {
    fn from(line: KpiLine) -> Self {
        Self {
            kpi: line.kpi.to_string(),
            unit: line.unit.to_string(),
            period: line.period.to_string(),
            from: line.from,
            to: line.to,
            value: line.value,
            before: line.before,
            cases: line.cases,
            target: line.target,
            at_least: line.at_least,
            stretch: line.stretch,
            outer: line.outer,
            standing: line.standing.map(|standing| standing.to_string()),
            owner: line.owner,
            benchmark: line.benchmark,
        }
    }
}

/// Key figures beside the targets of the standard in force. All on one page.
#[utoipa::path(get, path = "/api/v1/kpis", tag = "standards", responses((status = 200, body = Page<Kpi>)))]
async fn kpi_list(by: Granted<may::ReadBoard>, State(state): State<WebState>) -> Result<Page<Kpi>, Failure> {
    let lines = board::kpi_lines(&state.app, &by.caller).await?;
    Ok(Page {
        items: lines.into_iter().map(Kpi::from).collect(),
        next_cursor: None,
    })
}
