use axum::extract::State;
use axum::response::Response;
use touchstone_domain::id::ExportId;

use crate::access::{Granted, may};
use crate::export;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// The file: a ZIP archive of JSON lines (`tickets.ndjson`, `messages.ndjson` …), the files under `files/`, and
/// `manifest.json` with counts and SHA-256. That it was fetched is an event.
#[utoipa::path(get, path = "/api/v1/exports/{id}/file", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>)))]
pub(super) async fn export_file(
    by: Granted<may::ManageExports>,
    At(id): At<ExportId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::whole(&by, &state, id).await
}
