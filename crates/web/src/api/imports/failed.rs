use axum::extract::State;
use axum::response::Response;
use touchstone_domain::id::ImportId;

use crate::access::{Granted, may};
use crate::export;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// The failed rows as a file of the same kind, to be mended and imported again: CSV with three columns more, or JSON
/// lines. They are kept for two weeks after the end of the import.
#[utoipa::path(get, path = "/api/v1/imports/{id}/failed", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String)))]
pub(super) async fn import_failed(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::failed_rows(&by, &state, id).await
}
