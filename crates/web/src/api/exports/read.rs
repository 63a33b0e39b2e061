use axum::extract::State;
use touchstone_app::export::export_get;
use touchstone_domain::id::ExportId;

use super::Export;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One export.
#[utoipa::path(get, path = "/api/v1/exports/{id}", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, body = Export)))]
pub(super) async fn export_read(
    by: Granted<may::ManageExports>,
    At(id): At<ExportId>,
    State(state): State<WebState>,
) -> Result<Plain<Export>, Failure> {
    let view = export_get(&state.app, &by.caller, id).await?;
    Ok(Plain(view.into()))
}
