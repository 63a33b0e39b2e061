//! The board: what is open now, what came and went, how fast, how well, by whom; from kept sums alone, so that it costs
//! the same however many requests there are.

use std::collections::BTreeMap;

use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::codes::Code;
use touchstone_domain::figure::{Dimension, FigureSpan, FigureState, FigureZone, Measure, Totals, share};
use touchstone_domain::id::{Id, TeamId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_insight::histogram::Histogram;
use touchstone_store::figure::{figure_base, figure_histograms, figure_series, figure_sums, figure_totals};
use touchstone_store::reader::readers;
use touchstone_store::team::team_list;
use touchstone_store::ticket::ticket_due_instants;
use touchstone_store::{Lane, Tx};

use super::days::{Days, calendar, given, zone};
use super::forecast::{ForecastHour, forecast};
use super::keep::READER;
use crate::core::{App, AppError, Caller, FieldError};
use crate::ticket::open_count;

/// What is due within this is due soon.
const SOON: Span = Span::hours(2);
/// Beyond this, what is due soon is not counted on.
const DUE_MAX: u32 = 1_000;

const TEAMS_MAX: u32 = 1_000;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardInput {
    pub days: Days,
    /// Of one team alone.
    pub team: Option<TeamId>,
    pub by: Dimension,
}

/// The same as it is written; what is missing or empty is chosen here.
#[derive(Debug, Clone, Copy, Default)]
pub struct BoardAsked<'a> {
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub team: Option<&'a str>,
    pub by: Option<&'a str>,
}

impl BoardInput {
    /// Reads what was asked for; days are those of the platform's zone, the last of which is today.
    pub fn read(app: &App, asked: &BoardAsked<'_>) -> Result<Self, AppError> {
        let mut errors = Vec::new();
        let days = Days::read(app, asked.from, asked.to, &mut errors)?;
        let team = given(asked.team).map(str::parse::<TeamId>).transpose();
        let team = team.unwrap_or_else(|_| {
            errors.push(FieldError::new("team", "unknown"));
            None
        });
        let by = given(asked.by).map_or(Ok(Dimension::Team), Dimension::from_code);
        let by = by.unwrap_or_else(|_| {
            errors.push(FieldError::new("by", "unknown"));
            Dimension::Team
        });
        if errors.is_empty() {
            Ok(Self { days, team, by })
        } else {
            Err(AppError::Validation(errors))
        }
    }
}

/// How durations are spread, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Durations behind it.
    pub count: i64,
    pub mean: Option<f64>,
    /// Within 2 % of the value, like `p95`.
    pub median: Option<f64>,
    pub p95: Option<f64>,
}

/// What was counted of one member, or of everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardLine {
    /// A code, a path or a team's id; empty for everything.
    pub member: String,
    /// A team's name.
    pub name: Option<String>,
    pub received: i64,
    pub resolved: i64,
    pub closed: i64,
    /// Solutions that did not hold.
    pub undone: i64,
    /// Clocks met in time, and those that ran out.
    pub met: i64,
    pub breached: i64,
    pub ratings: i64,
    /// Mean score, 1 to 5.
    pub score: Option<f64>,
    /// Share of ratings with four or five.
    pub satisfied: Option<f64>,
    pub first_response: Spread,
    pub resolution: Spread,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardDay {
    pub date: String,
    pub received: i64,
    pub resolved: i64,
    pub breached: i64,
}

/// As it stands at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardNow {
    pub open: u64,
    /// Clocks that run out within two hours, at most a thousand.
    pub due_soon: u32,
    pub received_today: i64,
    pub resolved_today: i64,
    pub breached_today: i64,
}

/// How far figures are that are being made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Building {
    pub done: i64,
    pub goal: i64,
}

/// Everything on the board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Board {
    pub zone: String,
    pub from: String,
    pub to: String,
    pub building: Option<Building>,
    pub now: BoardNow,
    /// The next 24 hours.
    pub forecast: Vec<ForecastHour>,
    pub all: BoardLine,
    pub days: Vec<BoardDay>,
    pub by: Dimension,
    pub lines: Vec<BoardLine>,
    pub teams: Vec<(TeamId, String)>,
}

/// The board of a period.
pub async fn board_get(app: &App, caller: &Caller, input: BoardInput) -> Result<Board, AppError> {
    caller.actor.holds(Permission::BoardRead)?;
    let (zone, now) = (zone(app)?, app.clock.now());
    let name = app.renderer.zone();
    app.query(Lane::Slow, move |tx| board(tx, &zone, name, now, &input))
        .await
}

fn board(
    tx: &mut Tx<'_>,
    zone: &FigureZone,
    name: String,
    now: Timestamp,
    input: &BoardInput,
) -> Result<Board, AppError> {
    let period = input.days.instants(zone)?;
    let teams = teams(tx)?;
    let whole = whose(input);
    let mut all = lines(tx, whole.0, period, Some(&whole.1))?;
    let mut all = all.pop().unwrap_or_else(|| Counts::default().line(String::new()));
    all.member.clear();
    all.name = input
        .team
        .and_then(|team| member_name(&teams, Dimension::Team, &team.raw().to_string()));
    let mut lines = lines(tx, input.by, period, None)?;
    for line in &mut lines {
        line.name = member_name(&teams, input.by, &line.member);
        if input.by == Dimension::Team {
            line.member = team_id(&line.member);
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.received));
    Ok(Board {
        zone: name,
        from: input.days.from.to_string(),
        to: input.days.to.to_string(),
        building: building(tx)?,
        now: current(tx, zone, now, &whole, input.team)?,
        forecast: forecast(tx, zone, now, input.team, &whole)?,
        all,
        days: days(tx, zone, input, period, &whole)?,
        by: input.by,
        lines,
        teams,
    })
}

/// Every team that is not archived, by name. Teams are few.
fn teams(tx: &mut Tx<'_>) -> Result<Vec<(TeamId, String)>, AppError> {
    let rows = team_list(tx, TeamId::from_raw(0), TEAMS_MAX)?;
    let mut teams: Vec<_> = rows
        .into_iter()
        .filter(|team| team.archived_at.is_none())
        .map(|team| (team.id, team.name))
        .collect();
    teams.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(teams)
}

/// The dimension and member of the whole: everything, or one team.
fn whose(input: &BoardInput) -> (Dimension, String) {
    match input.team {
        None => (Dimension::All, String::new()),
        Some(team) => (Dimension::Team, team.raw().to_string()),
    }
}

/// A team as everybody else names it.
fn team_id(member: &str) -> String {
    let id = member.parse().map(TeamId::from_raw);
    id.map_or_else(|_| member.to_owned(), |id| id.to_string())
}

fn member_name(teams: &[(TeamId, String)], by: Dimension, member: &str) -> Option<String> {
    if by != Dimension::Team {
        return None;
    }
    let team = teams.iter().find(|(id, _)| id.raw().to_string() == member)?;
    Some(team.1.clone())
}

fn building(tx: &mut Tx<'_>) -> Result<Option<Building>, AppError> {
    let Some(base) = figure_base(tx)? else {
        return Ok(Some(Building { done: 0, goal: 0 }));
    };
    if base.state == FigureState::Current {
        return Ok(None);
    }
    let reader = readers(tx)?.into_iter().find(|reader| reader.name == READER.name);
    Ok(Some(Building {
        done: reader.map_or(0, |reader| reader.pos).min(base.goal),
        goal: base.goal,
    }))
}

/// What was counted under one member.
#[derive(Debug, Default)]
struct Counts {
    totals: Totals,
    first_response: Histogram,
    resolution: Histogram,
}

impl Counts {
    fn line(&self, member: String) -> BoardLine {
        let n = |measure| self.totals.of(measure).n;
        let ratings = self.totals.of(Measure::Rated);
        BoardLine {
            member,
            name: None,
            received: n(Measure::Received),
            resolved: n(Measure::Resolved),
            closed: n(Measure::Closed),
            undone: n(Measure::Undone),
            met: n(Measure::Met),
            breached: n(Measure::Breached),
            ratings: ratings.n,
            score: ratings.mean(),
            satisfied: share(n(Measure::Satisfied), ratings.n),
            first_response: self.spread(Measure::FirstResponse, &self.first_response),
            resolution: self.spread(Measure::Resolved, &self.resolution),
        }
    }

    fn spread(&self, measure: Measure, histogram: &Histogram) -> Spread {
        let sum = self.totals.of(measure);
        let quantile = |q| histogram.quantile(q).map(|milliseconds| milliseconds / 1e3);
        Spread {
            count: sum.n,
            mean: sum.mean().map(|micros| micros / 1e6),
            median: quantile(0.5),
            p95: quantile(0.95),
        }
    }
}

/// A line per member that something was counted of, or of one member alone.
fn lines(
    tx: &mut Tx<'_>,
    dimension: Dimension,
    period: (Timestamp, Timestamp),
    only: Option<&str>,
) -> Result<Vec<BoardLine>, AppError> {
    let wanted = |member: &str| only.is_none_or(|only| only == member);
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for row in figure_totals(tx, FigureSpan::Day, dimension, period)? {
        if wanted(&row.member) {
            let counts = counts.entry(row.member).or_default();
            counts.totals.add(row.measure, row.metric, row.sum);
        }
    }
    for ((member, measure), histogram) in figure_histograms(tx, dimension, period)? {
        if let Some(counts) = counts.get_mut(&member) {
            match measure {
                Measure::FirstResponse => counts.first_response = histogram,
                Measure::Resolved => counts.resolution = histogram,
                _ => {}
            }
        }
    }
    Ok(counts
        .into_iter()
        .filter(|(_, counts)| counts.totals.any())
        .map(|(member, counts)| counts.line(member))
        .collect())
}

/// Every day of the period, also those on which nothing happened.
fn days(
    tx: &mut Tx<'_>,
    zone: &FigureZone,
    input: &BoardInput,
    period: (Timestamp, Timestamp),
    whole: &(Dimension, String),
) -> Result<Vec<BoardDay>, AppError> {
    let mut totals: BTreeMap<Timestamp, Totals> = BTreeMap::new();
    for (start, row) in figure_series(tx, FigureSpan::Day, whole.0, period)? {
        if row.member == whole.1 {
            totals
                .entry(start)
                .or_default()
                .add(row.measure, row.metric, row.sum);
        }
    }
    let dates = input
        .days
        .from
        .series(1.day())
        .take_while(|date| *date <= input.days.to);
    dates
        .map(|date| {
            let start = zone.start_of(date).map_err(calendar)?;
            let n = |measure| totals.get(&start).map_or(0, |totals| totals.of(measure).n);
            Ok(BoardDay {
                date: date.to_string(),
                received: n(Measure::Received),
                resolved: n(Measure::Resolved),
                breached: n(Measure::Breached),
            })
        })
        .collect()
}

fn due_soon(tx: &mut Tx<'_>, team: Option<TeamId>, now: Timestamp) -> Result<u32, AppError> {
    let due = ticket_due_instants(tx, team, (now, now + SOON), DUE_MAX)?;
    Ok(u32::try_from(due.len()).unwrap_or(DUE_MAX))
}

fn current(
    tx: &mut Tx<'_>,
    zone: &FigureZone,
    now: Timestamp,
    whole: &(Dimension, String),
    team: Option<TeamId>,
) -> Result<BoardNow, AppError> {
    let today = zone.day_of(now).map_err(calendar)?;
    let so_far = (today, now + Span::seconds(1));
    let totals = figure_sums(tx, FigureSpan::Day, (whole.0, &[&whole.1]), so_far)?;
    let n = |measure| totals.of(measure).n;
    Ok(BoardNow {
        open: open_count(tx, team)?,
        due_soon: due_soon(tx, team, now)?,
        received_today: n(Measure::Received),
        resolved_today: n(Measure::Resolved),
        breached_today: n(Measure::Breached),
    })
}
