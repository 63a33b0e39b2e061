//! The loop of backtests: takes the oldest that is under way some pieces further, or takes away what was removed.

use std::sync::Arc;

use touchstone_domain::backtest::{BacktestState, Findings};
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{BacktestId, TicketId};
use touchstone_domain::time::Span;
use touchstone_store::backtest::{
    BacktestRow, backtest_by_id, backtest_claim, backtest_lock, backtest_purge, backtest_save,
    backtests_under_way, change_insert,
};
use touchstone_store::{EngineKind, Lane};

use super::bench::Bench;
use super::piece::{Outcome, Place, piece_read, piece_replay};
use super::{findings, findings_json};
use crate::core::{App, AppError, Call, Caller};

/// Backtests that are looked at for one nobody works on.
const LOOKED_AT: u32 = 20;
/// What is read once in a step (packs, calendars) serves all its pieces.
const STRIDE: Stride = Stride {
    tickets: 1_000,
    pieces: 16,
};
/// Rows written in one transaction, so that nobody waits long behind them.
const ROWS: usize = 500;
/// After this much silence the process that worked on one is dead.
const SILENCE: Span = Span::seconds(60);

fn call() -> Call {
    Call::by(Caller::system(SystemActor::Timer, Origin::Timer))
}

/// How far a step goes.
#[derive(Debug, Clone, Copy)]
pub struct Stride {
    /// Requests of a piece.
    pub tickets: u32,
    /// Pieces of a step, each with its place.
    pub pieces: usize,
}

/// Works on the oldest backtest under way that no other process works on; whether there may be more to do.
pub async fn backtest_step(app: &App) -> Result<bool, AppError> {
    backtest_stride(app, STRIDE).await
}

/// The same by other strides.
pub async fn backtest_stride(app: &App, stride: Stride) -> Result<bool, AppError> {
    let under_way = app
        .query(Lane::Fast, |tx| Ok(backtests_under_way(tx, LOOKED_AT)?))
        .await?;
    for id in under_way {
        if claim(app, id).await? {
            return work(app, id, stride).await;
        }
    }
    Ok(false)
}

async fn claim(app: &App, id: BacktestId) -> Result<bool, AppError> {
    let now = app.clock.now();
    // A SQLite directory has one process: whoever worked on it before is gone.
    let silence = if app.store.engine() == EngineKind::Sqlite {
        Span::seconds(-1)
    } else {
        SILENCE
    };
    let holder = app.store.holder().to_owned();
    let claimed = app
        .store
        .write(move |tx| backtest_claim(tx, id, &holder, now, now - silence))
        .await?;
    Ok(claimed)
}

async fn work(app: &App, id: BacktestId, stride: Stride) -> Result<bool, AppError> {
    let Some(row) = app
        .query(Lane::Fast, move |tx| Ok(backtest_by_id(tx, id)?))
        .await?
    else {
        return Ok(true);
    };
    match row.state {
        BacktestState::Running => pieces(app, row, stride).await,
        BacktestState::Removed => {
            let rows = u32::try_from(ROWS).unwrap_or(u32::MAX);
            app.store.write(move |tx| backtest_purge(tx, id, rows)).await?;
            Ok(true)
        }
        _ => Ok(true),
    }
}

async fn pieces(app: &App, row: BacktestRow, stride: Stride) -> Result<bool, AppError> {
    let (handle, asked) = (app.clone(), row.clone());
    let opened = app
        .query(Lane::Slow, move |tx| Bench::open(tx, &handle, &asked))
        .await?;
    let bench = match opened {
        Ok(bench) => Arc::new(bench),
        Err(problem) => return fail(app, row.id, problem).await.map(|()| true),
    };
    let mut found = findings(&row)?;
    let mut place = (row.place_at, row.place_id);
    let mut next = piece_read(app, &bench, &row, place, stride.tickets).await?;
    for left in (0..stride.pieces).rev() {
        let (end, more) = (next.end.unwrap_or(place), next.more);
        // While this piece is replayed the next one is read.
        let ahead = async {
            if more && left > 0 {
                piece_read(app, &bench, &row, end, stride.tickets).await.map(Some)
            } else {
                Ok(None)
            }
        };
        let (outcome, ahead) = tokio::join!(piece_replay(&bench, next, row.as_of), ahead);
        let outcome = outcome?;
        found.merge(&outcome.findings);
        if !keep(app, &row, (place, end), &found, outcome, more).await? {
            return Ok(true);
        }
        place = end;
        match ahead? {
            Some(piece) => next = piece,
            None => return Ok(true),
        }
    }
    Ok(true)
}

/// Keeps what a piece found, and the place behind it, unless somebody has stopped the backtest or was faster; whether to go
/// on. The rows may be written before the place: written again they are the same.
async fn keep(
    app: &App,
    row: &BacktestRow,
    (place, end): (Place, Place),
    found: &Findings,
    outcome: Outcome,
    more: bool,
) -> Result<bool, AppError> {
    let id = row.id;
    for part in outcome.changes.chunks(ROWS) {
        let part: Vec<(TicketId, _)> = part.to_vec();
        app.store
            .write(move |tx| {
                part.iter()
                    .try_for_each(|(ticket, late)| change_insert(tx, id, *ticket, late))
            })
            .await?;
    }
    let (json, tickets) = (findings_json(found)?, outcome.tickets);
    let replayed = found.tickets.replayed;
    app.command(&call(), move |cx| {
        let Some(mut row) = backtest_lock(cx.tx, id)? else {
            return Ok(false);
        };
        if row.state != BacktestState::Running || (row.place_at, row.place_id) != place {
            return Ok(false);
        }
        (row.place_at, row.place_id) = end;
        row.done += tickets;
        row.findings.clone_from(&json);
        let standard = row.standard;
        if !more {
            row.state = BacktestState::Completed;
            row.ended_at = Some(cx.now);
            row.version += 1;
        }
        backtest_save(cx.tx, &row)?;
        if !more {
            cx.emit(
                Subject::Standard(standard),
                EventBody::BacktestFinished {
                    backtest: id,
                    tickets: replayed,
                },
            )?;
        }
        Ok(true)
    })
    .await
}

async fn fail(app: &App, id: BacktestId, problem: String) -> Result<(), AppError> {
    app.command(&call(), move |cx| {
        let running = backtest_lock(cx.tx, id)?.filter(|row| row.state == BacktestState::Running);
        if let Some(mut row) = running {
            row.state = BacktestState::Failed;
            row.ended_at = Some(cx.now);
            row.problem = Some(problem.clone());
            row.version += 1;
            let standard = row.standard;
            backtest_save(cx.tx, &row)?;
            cx.emit(
                Subject::Standard(standard),
                EventBody::BacktestFailed { backtest: id },
            )?;
        }
        Ok(())
    })
    .await
}
