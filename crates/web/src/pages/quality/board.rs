//! The board: figures of a period, by day and by member, with the way to the requests behind them.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::board::{
    Board, BoardAsked, BoardDay, BoardInput, BoardLine, ForecastHour, Spread, board_get, figures_rebuild,
};
use touchstone_domain::access::Permission;
use touchstone_domain::export::TableFormat;
use touchstone_domain::figure::{Dimension, FigureZone, share};
use touchstone_domain::time::Span;
use touchstone_render::view::{
    BoardBar, BoardChart, BoardDayView, BoardLineView, BoardView, Choice, ForecastLine, SpreadView,
};

use super::percent;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::export;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::desk::address::{EVERY, address};
use crate::pages::shared::{done, notices};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/quality/board";
/// The drawing of the days, in units of its own.
const CHART_WIDTH: u32 = 1_200;
const CHART_HEIGHT: u32 = 160;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, board),
        Route::get("/quality/board/file", file).carrying_files(),
        Route::post("/quality/board/rebuild", rebuild),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
    team: Option<String>,
    by: Option<String>,
    #[serde(default)]
    format: TableFormat,
    /// The notice of what was done before.
    #[serde(rename = "done")]
    _done: Option<String>,
}

impl Asked {
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

async fn board(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let input = asked.input(&state)?;
    let found = board_get(&state.app, &by.caller, input.clone()).await?;
    let zone: FigureZone = found.zone.parse().map_err(|_| unknown_zone(&found.zone))?;
    let links = Links { zone, input };
    let view = BoardView {
        may_rebuild: by.user.grants.holds(Permission::SettingManage),
        ..links.view(found)?
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn file(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let input = asked.input(&state)?;
    export::board(&by, &state, input, asked.format).await
}

async fn rebuild(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    figures_rebuild(&state.app, &by.call_with(&form)).await?;
    Ok(done(PATH, "figures_rebuilt"))
}

fn unknown_zone(name: &str) -> Failure {
    touchstone_app::AppError::Internal(format!("the zone `{name}` is not known")).into()
}

/// Makes views with links to the requests behind figures.
struct Links {
    zone: FigureZone,
    input: BoardInput,
}

impl Links {
    fn view(&self, board: Board) -> Result<BoardView, Failure> {
        let days = board
            .days
            .iter()
            .map(|day| self.day(day))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(BoardView {
            chart: chart(&board.days),
            days,
            all: BoardLineView {
                member: board.all.name.clone().unwrap_or_default(),
                ..line(&board.all)
            },
            lines: board
                .lines
                .iter()
                .map(|one| self.line(one))
                .collect::<Result<_, _>>()?,
            building: board.building.map(|building| (building.done, building.goal)),
            open: i64::try_from(board.now.open).unwrap_or(i64::MAX),
            due_soon: board.now.due_soon.into(),
            received_today: board.now.received_today,
            resolved_today: board.now.resolved_today,
            breached_today: board.now.breached_today,
            expected_late: whole(board.forecast.iter().map(|hour| hour.late).sum()),
            forecast: board
                .forecast
                .iter()
                .filter(|hour| hour.due > 0)
                .map(forecast_line)
                .collect(),
            by: board.by.as_str().into(),
            dimensions: Dimension::ALL
                .iter()
                .filter(|dimension| **dimension != Dimension::All)
                .map(|dimension| dimension.as_str().into())
                .collect(),
            team: self.input.team.map(|team| team.to_string()).unwrap_or_default(),
            teams: board
                .teams
                .into_iter()
                .map(|(id, name)| Choice::new(id, name))
                .collect(),
            query: self.query(),
            zone: board.zone,
            from: board.from,
            to: board.to,
            may_rebuild: false,
        })
    }

    fn query(&self) -> String {
        let (from, to) = (self.input.days.from.to_string(), self.input.days.to.to_string());
        let team = self.input.team.map(|team| team.to_string()).unwrap_or_default();
        let by = self.input.by.to_string();
        let pairs = [("from", from), ("to", to), ("team", team), ("by", by)];
        let given = pairs.iter().filter(|(_, value)| !value.is_empty());
        let address = address("", given.map(|(name, value)| (*name, value.as_str())));
        address.trim_start_matches('?').to_owned()
    }

    fn day(&self, day: &BoardDay) -> Result<BoardDayView, Failure> {
        Ok(BoardDayView {
            href: self.requests(&day.date, &day.date, None)?,
            date: day.date.clone(),
            received: day.received,
            resolved: day.resolved,
            breached: day.breached,
        })
    }

    fn line(&self, one: &BoardLine) -> Result<BoardLineView, Failure> {
        let filter = match self.input.by {
            Dimension::Team | Dimension::Category | Dimension::Channel | Dimension::Kind => {
                Some((self.input.by.as_str(), one.member.as_str()))
            }
            Dimension::All | Dimension::Tier => None,
        };
        let href = filter
            .map(|filter| {
                self.requests(
                    &self.input.days.from.to_string(),
                    &self.input.days.to.to_string(),
                    Some(filter),
                )
            })
            .transpose()?;
        Ok(BoardLineView {
            member: one.name.clone().unwrap_or_else(|| one.member.clone()),
            href,
            ..line(one)
        })
    }

    /// The list of requests that arrived in these days.
    fn requests(&self, from: &str, to: &str, filter: Option<(&str, &str)>) -> Result<String, Failure> {
        let start = |date: &str, days: i64| {
            let date: jiff::civil::Date = date.parse().ok()?;
            let date = date.saturating_add(jiff::Span::new().days(days));
            self.zone.start_of(date).ok().map(|at| at.to_string())
        };
        let (Some(from), Some(to)) = (start(from, 0), start(to, 1)) else {
            return Err(touchstone_app::AppError::Internal("a day without a beginning".to_owned()).into());
        };
        let team = self.input.team.map(|team| team.to_string());
        let team = team.as_deref().map(|team| ("team", team));
        let pairs = [
            ("queue", EVERY),
            ("created_from", from.as_str()),
            ("created_to", to.as_str()),
            ("sort", "-created"),
        ];
        let narrowed = filter
            .into_iter()
            .chain(team.filter(|_| filter.is_none_or(|(name, _)| name != "team")));
        Ok(address("/desk", pairs.into_iter().chain(narrowed)))
    }
}

fn forecast_line(hour: &ForecastHour) -> ForecastLine {
    ForecastLine {
        from: hour.from,
        due: hour.due.into(),
        usual: format!("{:.1}", hour.usual),
        late: whole(hour.late),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most some thousands")]
fn whole(late: f64) -> i64 {
    late.round() as i64
}

fn line(one: &BoardLine) -> BoardLineView {
    BoardLineView {
        member: one.member.clone(),
        href: None,
        received: one.received,
        resolved: one.resolved,
        undone: one.undone,
        breached: one.breached,
        in_time: percent(share(one.met, one.met + one.breached)),
        satisfied: percent(one.satisfied),
        score: one.score.map(|score| format!("{score:.1}")).unwrap_or_default(),
        ratings: one.ratings,
        first_response: spread(&one.first_response),
        resolution: spread(&one.resolution),
    }
}

fn spread(spread: &Spread) -> SpreadView {
    let span = |seconds: Option<f64>| seconds.map(|seconds| Span::seconds(1).mul_f64(seconds));
    SpreadView {
        mean: span(spread.mean),
        median: span(spread.median),
        p95: span(spread.p95),
    }
}

/// Two bars a day, the highest as high as the drawing.
fn chart(days: &[BoardDay]) -> BoardChart {
    let most = days
        .iter()
        .map(|day| day.received.max(day.resolved))
        .max()
        .unwrap_or(0);
    let count = u32::try_from(days.len()).unwrap_or(1).max(1);
    let slot = (CHART_WIDTH / count).max(3);
    let bar = |n: i64| {
        let height = n.max(0) * i64::from(CHART_HEIGHT) / most.max(1);
        let height = u32::try_from(height).unwrap_or(CHART_HEIGHT).min(CHART_HEIGHT);
        (CHART_HEIGHT - height, height)
    };
    let bars = (0..).zip(days).map(|(at, day): (u32, _)| BoardBar {
        x: at * slot,
        width: (slot / 3).max(1),
        received: bar(day.received),
        resolved: bar(day.resolved),
    });
    BoardChart {
        width: slot * count,
        height: CHART_HEIGHT,
        most,
        bars: bars.collect(),
    }
}
