use axum::extract::State;
use axum::response::Response;

use crate::access::{Granted, may};
use crate::api::table::TableQuery;
use crate::export;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Users as a table, by name, in words of the caller's language; e-mail addresses only for those who manage users. That it
/// was taken away is an event.
#[utoipa::path(get, path = "/api/v1/users/export", tag = "administration", params(TableQuery),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
pub(super) async fn users_export(
    by: Granted<may::ReadUsers>,
    Query(table): Query<TableQuery>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::users(&by, &state, table.format).await
}
