use axum::extract::State;
use http::StatusCode;
use touchstone_app::work::{self, WorkId};

use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Drops given-up work for good. It has no versions, so no `If-Match` is asked for.
#[utoipa::path(delete, path = "/api/v1/jobs/dead/{id}", tag = "operation", params(("id" = String, Path)),
    responses((status = 204)))]
pub(super) async fn work_drop(
    by: Granted<may::ManageJobs>,
    At(id): At<String>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    let id: WorkId = id.parse()?;
    work::work_drop(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
