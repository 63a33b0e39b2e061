use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use touchstone_app::backtest;
use touchstone_domain::backtest::LateChange;
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::BacktestId;

use super::wire::BacktestChange;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::Paging;
use crate::api::schema;
use crate::export;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Which of them, and which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChangesQuery {
    #[param(value_type = schema::LateChange)]
    change: LateChange,
    /// Rows on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Promises that are late on one side only, by ticket, on tickets the caller may see.
#[utoipa::path(get, path = "/api/v1/backtests/{id}/changes", tag = "reference",
    params(("id" = String, Path), ChangesQuery), responses((status = 200, body = Page<BacktestChange>)))]
pub(super) async fn backtest_changes(
    by: Granted<may::BacktestStandards>,
    At(id): At<BacktestId>,
    Query(asked): Query<ChangesQuery>,
    State(state): State<WebState>,
) -> Result<Page<BacktestChange>, Failure> {
    let paging = Paging::new(asked.limit, None);
    let found = backtest::backtest_changes(
        &state.app,
        &by.caller,
        id,
        asked.change,
        asked.cursor.as_deref(),
        paging.limit()?,
    )
    .await?;
    Ok(Page {
        items: found.items.into_iter().map(BacktestChange::from).collect(),
        next_cursor: found.next_cursor,
    })
}

/// Which of them, and the shape of the table.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChangesTable {
    #[param(value_type = schema::LateChange)]
    change: LateChange,
    #[param(value_type = schema::TableFormat)]
    format: TableFormat,
}

/// The same as a table, in words of the caller's language. That it was taken away is an event.
#[utoipa::path(get, path = "/api/v1/backtests/{id}/export", tag = "reference",
    params(("id" = String, Path), ChangesTable), responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
pub(super) async fn backtest_changes_export(
    by: Granted<may::BacktestStandards>,
    At(id): At<BacktestId>,
    Query(asked): Query<ChangesTable>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::backtest(&by, &state, id, asked.change, asked.format).await
}
