use axum::extract::State;
use axum::response::Response;

use crate::access::{Granted, may};
use crate::api::table::TableQuery;
use crate::export;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Teams as a table, with their members' names, in words of the caller's language. That it was taken away is an event.
#[utoipa::path(get, path = "/api/v1/teams/export", tag = "administration", params(TableQuery),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
pub(super) async fn teams_export(
    by: Granted<may::ReadTeams>,
    Query(table): Query<TableQuery>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::teams(&by, &state, table.format).await
}
