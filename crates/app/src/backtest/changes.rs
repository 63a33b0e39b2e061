//! The promises that are late on one side only, as far as the reader may see their tickets; also as a file.

use touchstone_domain::access::Permission;
use touchstone_domain::backtest::{BacktestState, LateChange};
use touchstone_domain::clock::Metric;
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::id::{BacktestId, TeamId, TicketId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::backtest::{ChangeKey, ChangeRow, backtest_by_id, change_list};
use touchstone_store::team::team_names;
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use super::missing;
use crate::core::LIMIT_MAX;
use crate::core::{Actor, App, AppError, Call, Caller};
use crate::export::ExportFile;
use crate::export::list::{Begin, Pages, TakenList, Words, list_export};
use crate::export::table::Cell;

/// Rows that are looked at for one page; behind that it is short, and goes on where it stopped.
const WALKED_MAX: usize = 10_000;

/// A promise that is late on one side only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub change: LateChange,
    pub ticket: TicketId,
    pub number: i64,
    pub metric: Metric,
    pub instance: u32,
    pub category: Option<String>,
    /// Who and which team has the ticket now.
    pub assignee: Option<String>,
    pub team: Option<String>,
    /// When it was due; none where nothing was measured.
    pub due_before: Option<Timestamp>,
    /// When it would have been due.
    pub due_after: Option<Timestamp>,
    /// When what it measures happened.
    pub met_at: Option<Timestamp>,
}

/// A page of them, by ticket.
#[derive(Debug, Clone)]
pub struct ChangePage {
    pub items: Vec<Change>,
    pub next_cursor: Option<String>,
}

/// What would be late, or no longer, on tickets the caller may see.
pub async fn backtest_changes(
    app: &App,
    caller: &Caller,
    id: BacktestId,
    change: LateChange,
    cursor: Option<&str>,
    limit: u32,
) -> Result<ChangePage, AppError> {
    caller.actor.holds(Permission::StandardBacktest)?;
    let after = cursor.map(key_of).transpose()?;
    let actor = caller.actor.clone();
    app.query(Lane::Slow, move |tx| {
        let there = backtest_by_id(tx, id)?.is_some_and(|row| row.state != BacktestState::Removed);
        if !there {
            return Err(missing());
        }
        page(tx, &actor, (id, change), after, limit as usize)
    })
    .await
}

fn page(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, change): (BacktestId, LateChange),
    mut after: Option<ChangeKey>,
    limit: usize,
) -> Result<ChangePage, AppError> {
    let (mut seen, mut walked, mut more) = (Vec::new(), 0, true);
    while more && seen.len() < limit && walked < WALKED_MAX {
        let rows = change_list(tx, id, change, after, LIMIT_MAX)?;
        more = rows.len() == LIMIT_MAX as usize;
        for row in rows {
            if seen.len() == limit {
                more = true;
                break;
            }
            walked += 1;
            after = Some(row.key());
            if actor.reaches(Permission::TicketRead, &row.place()) {
                seen.push(row);
            }
        }
    }
    Ok(ChangePage {
        items: named(tx, seen)?,
        next_cursor: after.filter(|_| more).map(cursor_of),
    })
}

fn named(tx: &mut Tx<'_>, rows: Vec<ChangeRow>) -> Result<Vec<Change>, AppError> {
    let users: Vec<UserId> = rows.iter().filter_map(|row| row.assignee).collect();
    let teams: Vec<TeamId> = rows.iter().filter_map(|row| row.team).collect();
    let users = user_names(tx, &users)?;
    let teams = team_names(tx, &teams)?;
    let name_of_user = |id: UserId| {
        users
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| name.clone())
    };
    let name_of_team = |id: TeamId| {
        teams
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| name.clone())
    };
    let told = |row: ChangeRow| Change {
        change: row.change,
        ticket: row.ticket,
        number: row.number,
        metric: row.metric,
        instance: row.instance,
        category: row.category,
        assignee: row.assignee.and_then(name_of_user),
        team: row.team.and_then(name_of_team),
        due_before: row.due_before,
        due_after: row.due_after,
        met_at: row.met_at,
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Where a list goes on. It grants nothing: every row is checked anyway.
fn cursor_of((ticket, metric, instance): ChangeKey) -> String {
    format!("{ticket}.{metric}.{instance}")
}

fn key_of(cursor: &str) -> Result<ChangeKey, AppError> {
    let read = || -> Option<ChangeKey> {
        let mut parts = cursor.split('.');
        let key = (
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
            parts.next()?.parse().ok()?,
        );
        parts.next().is_none().then_some(key)
    };
    read().ok_or_else(|| AppError::field("cursor", "unknown_value"))
}

/// The same as a file.
pub async fn backtest_changes_export(
    app: &App,
    call: &Call,
    id: BacktestId,
    change: LateChange,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::StandardBacktest)?;
    list_export(app, call, &Changes { id, change }, format).await
}

struct Changes {
    id: BacktestId,
    change: LateChange,
}

impl TakenList for Changes {
    const LIST: ExportedList = ExportedList::Backtest;
    const COLUMNS: &'static [&'static str] = &[
        "export-column-number",
        "export-column-id",
        "export-column-change",
        "export-column-clock",
        "input-category",
        "input-assignee",
        "input-team",
        "backtest-due-before",
        "backtest-due-after",
        "backtest-met",
    ];
    type Record = Change;
    type Next = String;

    async fn page(&self, app: &App, caller: &Caller, from: Begin<Self>) -> Result<Pages<Self>, AppError> {
        let page = backtest_changes(app, caller, self.id, self.change, from.as_deref(), LIMIT_MAX).await?;
        Ok((page.items, page.next_cursor))
    }

    fn row(&self, words: &Words<'_>, change: &Change) -> Vec<Cell> {
        let category = change.category.as_deref();
        vec![
            Cell::Number(change.number),
            Cell::Text(change.ticket.to_string()),
            words.code("backtest-change", change.change),
            words.code("metric", change.metric),
            category.map_or(Cell::Empty, |path| words.label("category", path)),
            Cell::text(change.assignee.clone()),
            Cell::text(change.team.clone()),
            Cell::time(change.due_before),
            Cell::time(change.due_after),
            Cell::time(change.met_at),
        ]
    }
}
