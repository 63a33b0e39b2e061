//! The loop of retention: begins the daily run where rules may run by themselves, and takes the run that is under way one
//! batch further.

use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::RetentionRunId;
use touchstone_domain::retention::{RetentionMode, RetentionState};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::retention::{self as rows, RunRow};

use super::policy::current;
use super::run::begin;
use super::walk::{Walk, letters, tickets, traces};
use crate::core::{App, AppError, Call, Caller, Cx};
use crate::privacy::erasures_settle;

/// How often rules run by themselves.
const EVERY: Span = Span::days(1);
/// Runs that are looked at for the last automatic one.
const LOOKED_AT: u32 = 100;

fn call() -> Call {
    Call::by(Caller::system(SystemActor::Privacy, Origin::Timer))
}

/// One batch of the run that is under way, or the beginning of the daily one; whether there is more to do.
pub async fn retention_step(app: &App) -> Result<bool, AppError> {
    let now = app.clock.now();
    let (under_way, due) = app
        .query(Lane::Fast, move |tx| {
            let under_way = rows::run_under_way(tx)?;
            let due = if under_way.is_none() { due(tx, now)? } else { None };
            Ok((under_way, due))
        })
        .await?;
    if let Some(policy) = due {
        let begun = app
            .command(&call(), move |cx| begin(cx, policy, RetentionMode::Real, true))
            .await;
        return match begun {
            // Another process was first.
            Err(AppError::Conflict { .. }) => Ok(true),
            begun => begun.map(|_| true),
        };
    }
    let Some(run) = under_way else { return Ok(false) };
    let id = run.id;
    let more = app.command(&call(), move |cx| batch(cx, id)).await?;
    if run.mode == RetentionMode::Real {
        erasures_settle(app).await?;
    }
    Ok(more)
}

/// The version that is to run by itself now.
fn due(tx: &mut touchstone_store::Tx<'_>, now: Timestamp) -> Result<Option<i64>, AppError> {
    let policy = current(tx)?;
    if !policy.automatic || policy.approved_at.is_none() {
        return Ok(None);
    }
    let last = rows::run_list(tx, i64::MAX, LOOKED_AT)?;
    let last = last.into_iter().find(|run| run.automatic).map(|run| run.at);
    Ok(last.is_none_or(|at| now - at >= EVERY).then_some(policy.version))
}

/// The next batch of a run, and its place behind it; whether there is more.
fn batch(cx: &mut Cx<'_, '_>, id: RetentionRunId) -> Result<bool, AppError> {
    let run = rows::run_lock(cx.tx, id)?.filter(|run| run.state == RetentionState::Running);
    let Some(mut run) = run else { return Ok(true) };
    let policy = current(cx.tx)?;
    if policy.version != run.policy {
        // What was shown is no longer the rule.
        rows::run_end(cx.tx, id, RetentionState::Cancelled, cx.now)?;
        cx.emit(Subject::System, EventBody::RetentionCancelled { run: id })?;
        return Ok(true);
    }
    let mut walk = Walk {
        rules: &policy.rules,
        run: &mut run,
    };
    let more = match walk.run.step {
        0 => tickets(cx, &mut walk)?,
        1 => letters(cx, &mut walk)?,
        2 => traces(cx, &mut walk)?,
        _ => return ended(cx, &run),
    };
    if !more {
        run.step += 1;
        (run.place_at, run.place_id) = (i64::MIN, i64::MIN);
    }
    rows::run_move(cx.tx, &run)?;
    Ok(true)
}

fn ended(cx: &mut Cx<'_, '_>, run: &RunRow) -> Result<bool, AppError> {
    if rows::run_end(cx.tx, run.id, RetentionState::Completed, cx.now)? {
        cx.emit(Subject::System, EventBody::RetentionCompleted { run: run.id })?;
    }
    Ok(true)
}
