//! Beginning a backtest, stopping it, having it go on, taking it away.

use touchstone_domain::access::Permission;
use touchstone_domain::backtest::{BacktestState, Findings};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{BacktestId, StandardId};
use touchstone_domain::standard::Standard;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::backtest::{
    BacktestRow, NewBacktest, backtest_insert, backtest_lock, backtest_save, backtests_under_way,
};
use touchstone_store::event::event_log_end;
use touchstone_store::standard_document::{DocumentRow, document_by_id};
use touchstone_store::{Lane, Locked};

use super::look::{BacktestView, view};
use super::{findings_json, missing};
use crate::core::{App, AppError, Call, Cx, FieldError};

/// How many may wait for one another.
const UNDER_WAY: u32 = 10;
/// The longest period.
const PERIOD_MAX: Span = Span::days(5 * 366);

/// The requests received in it are replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacktestPeriod {
    pub from: Timestamp,
    /// Not included.
    pub to: Timestamp,
}

impl BacktestPeriod {
    fn check(self, now: Timestamp) -> Result<(), AppError> {
        let mut wrong = Vec::new();
        if self.from >= self.to {
            wrong.push(FieldError::new("to", "before_from"));
        } else if self.to - self.from > PERIOD_MAX {
            wrong.push(FieldError::new("to", "period_too_long"));
        }
        if self.from >= now {
            wrong.push(FieldError::new("from", "in_the_future"));
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(AppError::Validation(wrong))
        }
    }
}

/// Begins to replay a period against a version, whatever state that is in. The version's text as it stands now is what counts,
/// also when it is changed meanwhile.
pub async fn backtest_begin(
    app: &App,
    call: &Call,
    standard: StandardId,
    period: BacktestPeriod,
) -> Result<BacktestView, AppError> {
    call.caller.actor.holds(Permission::StandardBacktest)?;
    // Reading a pack takes a while, and the writer waits for nobody.
    let document = readable(app, standard).await?;
    let zone = app.renderer.zone();
    let findings = findings_json(&Findings::default())?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardBacktest)?;
        period.check(cx.now)?;
        let asked_by = cx.actor().user()?.id;
        if backtests_under_way(cx.tx, UNDER_WAY)?.len() == UNDER_WAY as usize {
            return Err(AppError::Conflict {
                code: "backtest_too_many",
            });
        }
        let id: BacktestId = cx.id();
        let new = NewBacktest {
            id,
            standard,
            standard_version: document.version,
            pack: document.pack.clone(),
            period_from: period.from,
            period_to: period.to.min(cx.now),
            zone: zone.clone(),
            pos: event_log_end(cx.tx)?,
            findings: findings.clone(),
            asked_by,
        };
        backtest_insert(cx.tx, &new, cx.now)?;
        let BacktestPeriod { from, to } = period;
        cx.emit(
            Subject::Standard(standard),
            EventBody::BacktestBegun {
                backtest: id,
                from,
                to,
            },
        )?;
        cx.tx.nudge();
        view(cx.tx, cx.app, id)
    })
    .await
}

/// The version, whose text rules can be read from and whose calendars are there.
async fn readable(app: &App, id: StandardId) -> Result<DocumentRow, AppError> {
    let handle = app.clone();
    app.query(Lane::Slow, move |tx| {
        let document = document_by_id(tx, id)?.ok_or(AppError::NotFound { what: "standard" })?;
        let calendars = handle.standards.calendars(tx)?;
        let read = Standard::parse(&document.pack).and_then(|read| read.bind((*calendars).clone()));
        match read {
            Ok(_) => Ok(document),
            Err(_) => Err(AppError::Conflict {
                code: "backtest_unreadable",
            }),
        }
    })
    .await
}

/// Stops one where it is. What it found so far stays.
pub async fn backtest_cancel(app: &App, call: &Call, id: BacktestId) -> Result<BacktestView, AppError> {
    moved(app, call, id, |cx, row| {
        if row.state != BacktestState::Running {
            return Err(AppError::Conflict {
                code: "backtest_ended",
            });
        }
        row.state = BacktestState::Cancelled;
        row.ended_at = Some(cx.now);
        Ok(EventBody::BacktestCancelled { backtest: row.id })
    })
    .await
}

/// Has one that was stopped, or that failed, go on where it was.
pub async fn backtest_resume(app: &App, call: &Call, id: BacktestId) -> Result<BacktestView, AppError> {
    moved(app, call, id, |_, row| {
        if !matches!(row.state, BacktestState::Cancelled | BacktestState::Failed) {
            return Err(AppError::Conflict {
                code: "backtest_not_stopped",
            });
        }
        row.state = BacktestState::Running;
        (row.ended_at, row.problem) = (None, None);
        Ok(EventBody::BacktestResumed { backtest: row.id })
    })
    .await
}

async fn moved(
    app: &App,
    call: &Call,
    id: BacktestId,
    change: impl Fn(&Cx<'_, '_>, &mut BacktestRow) -> Result<EventBody, AppError> + Send + Sync + 'static,
) -> Result<BacktestView, AppError> {
    call.caller.actor.holds(Permission::StandardBacktest)?;
    app.command(call, move |cx| {
        let mut row = held(cx, id)?;
        let event = change(cx, &mut row)?;
        row.version += 1;
        let standard = row.standard;
        backtest_save(cx.tx, &row)?;
        cx.emit(Subject::Standard(standard), event)?;
        cx.tx.nudge();
        view(cx.tx, cx.app, id)
    })
    .await
}

/// Takes one away with all it found. The rows go bit by bit behind it.
pub async fn backtest_remove(app: &App, call: &Call, id: BacktestId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::StandardBacktest)?;
    app.command(call, move |cx| {
        let mut row = held(cx, id)?;
        row.state = BacktestState::Removed;
        row.ended_at.get_or_insert(cx.now);
        row.version += 1;
        let standard = row.standard;
        backtest_save(cx.tx, &row)?;
        cx.emit(
            Subject::Standard(standard),
            EventBody::BacktestRemoved { backtest: id },
        )?;
        cx.tx.nudge();
        Ok(())
    })
    .await
}

fn held(cx: &mut Cx<'_, '_>, id: BacktestId) -> Result<Locked<BacktestRow>, AppError> {
    cx.actor().holds(Permission::StandardBacktest)?;
    let row = backtest_lock(cx.tx, id)?.filter(|row| row.state != BacktestState::Removed);
    let row = row.ok_or(missing())?;
    cx.check_version(row.version)?;
    Ok(row)
}
