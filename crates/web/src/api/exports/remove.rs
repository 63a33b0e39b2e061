use axum::extract::State;
use http::StatusCode;
use touchstone_domain::id::ExportId;

use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Takes an export back while it is made, or destroys its file. Doing it twice is no error, and an export has no versions,
/// so no `If-Match` is asked for.
#[utoipa::path(delete, path = "/api/v1/exports/{id}", tag = "operation", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn export_remove(
    by: Granted<may::ManageExports>,
    At(id): At<ExportId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    touchstone_app::export::export_remove(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
