use axum::extract::State;
use touchstone_app::search;

use super::SearchIndex;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::failure::Failure;
use crate::state::WebState;

/// How far the index of search is.
#[utoipa::path(get, path = "/api/v1/search/index", tag = "operation", responses((status = 200, body = SearchIndex)))]
pub(super) async fn search_index(
    by: Granted<may::ManageJobs>,
    State(state): State<WebState>,
) -> Result<Plain<SearchIndex>, Failure> {
    let progress = search::search_progress(&state.app, &by.caller).await?;
    Ok(Plain(progress.into()))
}
