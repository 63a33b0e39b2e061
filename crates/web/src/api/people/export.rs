use axum::extract::State;
use axum::response::Response;

use crate::access::{Granted, may};
use crate::api::table::TableQuery;
use crate::export;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Requesters as a table, masked, up to 50,000 rows, in words of the caller's language: those whose requests the caller may
/// both read and export. Erased ones are left out. That it was taken away is an event.
#[utoipa::path(get, path = "/api/v1/people/export", tag = "people", params(TableQuery),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
pub(super) async fn people_export(
    by: Granted<may::ExportTickets>,
    Query(table): Query<TableQuery>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::people(&by, &state, table.format).await
}
