use axum::extract::State;
use touchstone_app::backtest;
use touchstone_domain::id::{BacktestId, StandardId};

use super::wire::{Backtest, BacktestBrief};
use crate::access::{Granted, SignedIn, may};
use crate::api::answer::{Page, Record};
use crate::api::paging::{Paging, cursor};
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Backtests of a version, newest first.
#[utoipa::path(get, path = "/api/v1/standards/{id}/backtests", tag = "reference",
    params(("id" = String, Path), Paging), responses((status = 200, body = Page<BacktestBrief>)))]
pub(super) async fn standard_backtests(
    by: Granted<may::BacktestStandards>,
    At(id): At<StandardId>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<BacktestBrief>, Failure> {
    list(&state, &by, Some(id), &paging).await
}

/// Backtests of all versions, newest first.
#[utoipa::path(get, path = "/api/v1/backtests", tag = "reference", params(Paging),
    responses((status = 200, body = Page<BacktestBrief>)))]
pub(super) async fn backtest_list(
    by: Granted<may::BacktestStandards>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<BacktestBrief>, Failure> {
    list(&state, &by, None, &paging).await
}

async fn list(
    state: &WebState,
    by: &SignedIn,
    standard: Option<StandardId>,
    paging: &Paging,
) -> Result<Page<BacktestBrief>, Failure> {
    let found =
        backtest::backtest_list(&state.app, &by.caller, standard, paging.after()?, paging.limit()?).await?;
    Ok(Page {
        items: found.items.into_iter().map(BacktestBrief::from).collect(),
        next_cursor: found.next.and_then(|next| cursor(&next)),
    })
}

/// One backtest: how far it is, and what it found so far. `before` is what was, `after` what the version would have made of it.
#[utoipa::path(get, path = "/api/v1/backtests/{id}", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = Backtest)))]
pub(super) async fn backtest_read(
    by: Granted<may::BacktestStandards>,
    At(id): At<BacktestId>,
    State(state): State<WebState>,
) -> Result<Record<Backtest>, Failure> {
    let found = backtest::backtest_read(&state.app, &by.caller, id).await?;
    Ok(Record {
        version: found.version,
        body: found.into(),
    })
}
