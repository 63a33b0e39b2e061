use axum::extract::State;
use touchstone_app::search;

use super::SearchIndex;
use crate::access::{Granted, may};
use crate::api::answer::Accepted;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::state::WebState;

/// Has the index of search made again from the texts, in the background; search goes on with what it has. Refused while that
/// is under way (`search_rebuild_under_way`).
#[utoipa::path(post, path = "/api/v1/search/index/rebuild", tag = "operation",
    responses((status = 202, body = SearchIndex)))]
pub(super) async fn search_rebuild(
    by: Granted<may::ManageJobs>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Accepted<SearchIndex>, Failure> {
    search::search_rebuild(&state.app, &by.call_with(&body)).await?;
    let progress = search::search_progress(&state.app, &by.caller).await?;
    Ok(Accepted {
        location: "/api/v1/search/index".to_owned(),
        body: progress.into(),
    })
}
