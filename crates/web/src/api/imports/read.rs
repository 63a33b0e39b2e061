use axum::extract::State;
use serde::Deserialize;
use touchstone_app::import;
use touchstone_domain::id::ImportId;
use touchstone_domain::import::RowOutcome;

use super::{Import, ImportPreview, ImportPreviewRow, ImportRow};
use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain, Record};
use crate::api::schema;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportFilter {
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RowFilter {
    /// Rows that came to this only.
    #[param(value_type = Option<schema::ImportRowOutcome>)]
    outcome: Option<RowOutcome>,
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "administration", params(ImportFilter),
    responses((status = 200, body = Page<Import>)))]
pub(super) async fn import_list(
    by: Granted<may::ManageImports>,
    Query(filter): Query<ImportFilter>,
    State(state): State<WebState>,
) -> Result<Page<Import>, Failure> {
    let page = import::import_list(&state.app, &by.caller, filter.limit, filter.cursor.as_deref()).await?;
    Ok(Page {
        items: page.items.into_iter().map(Import::from).collect(),
        next_cursor: page.next_cursor,
    })
}

/// One import, with how far it is.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Import)))]
pub(super) async fn import_read(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
) -> Result<Record<Import>, Failure> {
    let view = import::import_get(&state.app, &by.caller, id).await?;
    Ok(Record {
        version: view.version,
        body: view.into(),
    })
}

/// The first rows as they would come out under the present mapping.
#[utoipa::path(get, path = "/api/v1/imports/{id}/preview", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = ImportPreview)))]
pub(super) async fn import_preview(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
) -> Result<Plain<ImportPreview>, Failure> {
    let rows = import::import_preview(&state.app, &by.caller, id).await?;
    Ok(Plain(ImportPreview {
        items: rows.into_iter().map(ImportPreviewRow::from).collect(),
    }))
}

/// What became of the rows, in the file's order. After a check, the first rows that would fail.
#[utoipa::path(get, path = "/api/v1/imports/{id}/rows", tag = "administration",
    params(("id" = String, Path), RowFilter), responses((status = 200, body = Page<ImportRow>)))]
pub(super) async fn import_rows(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    Query(filter): Query<RowFilter>,
    State(state): State<WebState>,
) -> Result<Page<ImportRow>, Failure> {
    let (outcome, limit, cursor) = (filter.outcome, filter.limit, filter.cursor.as_deref());
    let page = import::import_rows(&state.app, &by.caller, id, outcome, limit, cursor).await?;
    Ok(Page {
        items: page.items.into_iter().map(ImportRow::from).collect(),
        next_cursor: page.next_cursor,
    })
}
