use axum::extract::State;
use http::StatusCode;
use touchstone_app::backtest;
use touchstone_domain::id::BacktestId;

use super::wire::Backtest;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Stops a backtest where it is; what it found so far stays. One that has ended: 409 `backtest_ended`.
#[utoipa::path(post, path = "/api/v1/backtests/{id}/actions/cancel", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = Backtest)))]
pub(super) async fn backtest_cancel(
    by: Granted<may::BacktestStandards>,
    At(id): At<BacktestId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Backtest>, Failure> {
    let stopped = backtest::backtest_cancel(&state.app, &by.call_with(&body), id).await?;
    Ok(Record {
        version: stopped.version,
        body: stopped.into(),
    })
}

/// Has a stopped backtest go on where it was. One that was not stopped: 409 `backtest_not_stopped`.
#[utoipa::path(post, path = "/api/v1/backtests/{id}/actions/resume", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = Backtest)))]
pub(super) async fn backtest_resume(
    by: Granted<may::BacktestStandards>,
    At(id): At<BacktestId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Backtest>, Failure> {
    let resumed = backtest::backtest_resume(&state.app, &by.call_with(&body), id).await?;
    Ok(Record {
        version: resumed.version,
        body: resumed.into(),
    })
}

/// Takes a backtest away with all it found, also while it runs.
#[utoipa::path(delete, path = "/api/v1/backtests/{id}", tag = "reference", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn backtest_remove(
    by: Granted<may::BacktestStandards>,
    At(id): At<BacktestId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    let call = by.call_with(&body).expecting(version);
    backtest::backtest_remove(&state.app, &call, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
