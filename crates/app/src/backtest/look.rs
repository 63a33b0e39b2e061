//! Backtests as they are looked at, while they run and afterwards.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::backtest::{
    BacktestState, Dimension, FigureSide, Findings, KpiFigure, KpiGoal, KpiMeasure, Sides, Tally,
};
use touchstone_domain::id::{BacktestId, StandardId, TeamId, UserId};
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Timestamp;
use touchstone_store::backtest::{BacktestRow, backtest_by_id, backtest_list as rows, backtest_pack};
use touchstone_store::standard_document::document_by_id;
use touchstone_store::team::team_names;
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use super::{findings, missing};
use crate::core::{App, AppError, Caller};
use crate::ticket::Named;

/// A backtest and what it found so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BacktestView {
    pub id: BacktestId,
    pub standard: StandardId,
    /// Name of the pack and number of the version.
    pub key: String,
    pub number: i64,
    /// The version of its text that is replayed against, and whether that is still its text.
    pub standard_version: i64,
    pub standard_changed: bool,
    pub from: Timestamp,
    /// Not included.
    pub to: Timestamp,
    /// Whose hours of the day are counted.
    pub zone: String,
    /// It sees the log up to this position, and clocks and calendars of this instant.
    pub pos: i64,
    pub as_of: Timestamp,
    /// Calendars the version counts by: name and number of the newest version known then.
    pub calendars: Vec<(String, u32)>,
    pub state: BacktestState,
    /// How much of the period is behind it, 0 to 100.
    pub percent: u8,
    /// Requests looked at.
    pub done: u64,
    pub findings: Findings,
    /// The lines of the findings with names for people.
    pub lines: Vec<(Dimension, Vec<CountedLine>)>,
    pub figures: Vec<KpiTold>,
    pub asked_by: Named<UserId>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub problem: Option<String>,
    pub version: i64,
}

/// Promises of one team, person, category, channel or kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedLine {
    /// Id or code; none for those of nobody.
    pub key: Option<String>,
    /// Of a team or a person.
    pub name: Option<String>,
    pub sides: Sides<Tally>,
}

/// A target over the period, as it was and as it would have been.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiTold {
    pub kpi: String,
    /// It is a share; else an average.
    pub share: bool,
    pub sides: Sides<FigureSide>,
    /// What the version in force and the version replayed against demand.
    pub goals: Sides<Option<KpiGoal>>,
}

/// A page of backtests, newest first.
#[derive(Debug, Clone)]
pub struct BacktestPage {
    pub items: Vec<BacktestView>,
    pub next: Option<BacktestId>,
}

/// Backtests of a version, or all.
pub async fn backtest_list(
    app: &App,
    caller: &Caller,
    standard: Option<StandardId>,
    before: Option<BacktestId>,
    limit: u32,
) -> Result<BacktestPage, AppError> {
    caller.actor.holds(Permission::StandardBacktest)?;
    app.query(Lane::Fast, move |tx| {
        if let Some(id) = standard
            && document_by_id(tx, id)?.is_none()
        {
            return Err(AppError::NotFound { what: "standard" });
        }
        let mut found = rows(tx, standard, before, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(|last| last.id);
        let items = found.into_iter().map(|row| brief(tx, row));
        Ok(BacktestPage {
            items: items.collect::<Result<_, _>>()?,
            next,
        })
    })
    .await
}

/// One backtest.
pub async fn backtest_read(app: &App, caller: &Caller, id: BacktestId) -> Result<BacktestView, AppError> {
    caller.actor.holds(Permission::StandardBacktest)?;
    let handle = app.clone();
    app.query(Lane::Slow, move |tx| view(tx, &handle, id)).await
}

pub(super) fn view(tx: &mut Tx<'_>, app: &App, id: BacktestId) -> Result<BacktestView, AppError> {
    let row = backtest_by_id(tx, id)?.filter(|row| row.state != BacktestState::Removed);
    let row = row.ok_or(missing())?;
    let as_of = row.as_of;
    let mut told = brief(tx, row)?;
    told.lines = lines(tx, &told.findings)?;
    let pack = backtest_pack(tx, id)?.ok_or(missing())?;
    let book = app.standards.calendars(tx)?.known_at(as_of);
    let now = app.standards.in_force(tx, as_of)?.1;
    // A text that cannot be read any more has no targets to hold anything against.
    if let Ok(draft) = Standard::parse(&pack).and_then(|draft| draft.bind(book.clone())) {
        told.calendars = draft
            .calendar_codes()
            .into_iter()
            .filter_map(|code| {
                let newest = book
                    .line(code)?
                    .versions()
                    .iter()
                    .map(|version| version.number)
                    .max()?;
                Some((code.to_owned(), newest))
            })
            .collect();
        told.figures = KpiFigure::ALL
            .iter()
            .filter_map(|figure| {
                let goals = Sides {
                    before: figure.goal(now.kpis()),
                    after: figure.goal(draft.kpis()),
                };
                let sides = told.findings.figures.get(figure.kpi).copied().unwrap_or_default();
                (goals.before.is_some() || goals.after.is_some()).then(|| KpiTold {
                    kpi: figure.kpi.to_owned(),
                    share: matches!(figure.measure, KpiMeasure::Within(_)),
                    sides,
                    goals,
                })
            })
            .collect();
    }
    Ok(told)
}

/// Without what takes names or texts to tell.
fn brief(tx: &mut Tx<'_>, row: BacktestRow) -> Result<BacktestView, AppError> {
    let document = document_by_id(tx, row.standard)?.ok_or(AppError::NotFound { what: "standard" })?;
    let asked_by = user_names(tx, &[row.asked_by])?.pop();
    Ok(BacktestView {
        id: row.id,
        standard: row.standard,
        key: document.key,
        number: document.number,
        standard_version: row.standard_version,
        standard_changed: document.version != row.standard_version,
        from: row.period_from,
        to: row.period_to,
        zone: row.zone.clone(),
        pos: row.pos,
        as_of: row.as_of,
        calendars: Vec::new(),
        state: row.state,
        percent: percent(&row),
        done: u64::try_from(row.done).unwrap_or(0),
        findings: findings(&row)?,
        lines: Vec::new(),
        figures: Vec::new(),
        asked_by: Named {
            id: row.asked_by,
            name: asked_by.map_or_else(|| row.asked_by.to_string(), |(_, name)| name),
        },
        created_at: row.created_at,
        ended_at: row.ended_at,
        problem: row.problem,
        version: row.version,
    })
}

fn percent(row: &BacktestRow) -> u8 {
    if row.state == BacktestState::Completed {
        return 100;
    }
    let all = (row.period_to - row.period_from).as_micros().max(1);
    let behind = (row.place_at - row.period_from).as_micros().clamp(0, all);
    u8::try_from(i128::from(behind) * 100 / i128::from(all))
        .unwrap_or(100)
        .min(99)
}

/// The lines, those first in which most changes.
fn lines(tx: &mut Tx<'_>, findings: &Findings) -> Result<Vec<(Dimension, Vec<CountedLine>)>, AppError> {
    let mut all = Vec::new();
    for (dimension, counted) in &findings.lines {
        let keys = counted.keys();
        let names: HashMap<String, String> = match dimension {
            Dimension::Team => {
                let ids: Vec<TeamId> = keys.filter_map(|key| key.parse().ok()).collect();
                let named = team_names(tx, &ids)?.into_iter();
                named.map(|(id, name)| (id.to_string(), name)).collect()
            }
            Dimension::Person => {
                let ids: Vec<UserId> = keys.filter_map(|key| key.parse().ok()).collect();
                let named = user_names(tx, &ids)?.into_iter();
                named.map(|(id, name)| (id.to_string(), name)).collect()
            }
            _ => HashMap::new(),
        };
        let line = |(key, sides): (&String, &Sides<Tally>)| CountedLine {
            key: (!key.is_empty()).then(|| key.clone()),
            name: names.get(key).cloned(),
            sides: *sides,
        };
        let mut lines: Vec<_> = counted.iter().map(line).collect();
        lines.sort_by(|a, b| {
            let gain = |line: &CountedLine| {
                (
                    line.sides.after.late.abs_diff(line.sides.before.late),
                    line.sides.after.late,
                )
            };
            gain(b).cmp(&gain(a)).then_with(|| a.key.cmp(&b.key))
        });
        all.push((*dimension, lines));
    }
    Ok(all)
}
