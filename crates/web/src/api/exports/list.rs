use axum::extract::State;
use serde::Deserialize;
use touchstone_app::export::exports;

use super::Export;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportFilter {
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Exports of the whole archive, newest first: under way, ready, failed, and those whose files are destroyed.
#[utoipa::path(get, path = "/api/v1/exports", tag = "operation", params(ExportFilter),
    responses((status = 200, body = Page<Export>)))]
pub(super) async fn export_list(
    by: Granted<may::ManageExports>,
    Query(filter): Query<ExportFilter>,
    State(state): State<WebState>,
) -> Result<Page<Export>, Failure> {
    let page = exports(&state.app, &by.caller, filter.limit, filter.cursor.as_deref()).await?;
    Ok(Page {
        items: page.items.into_iter().map(Export::from).collect(),
        next_cursor: page.next_cursor,
    })
}
