use axum::extract::State;
use http::StatusCode;
use touchstone_app::ticket;

use crate::access::TrackCaller;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::state::WebState;

/// Agrees that the matter is solved.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/confirm", tag = "public", params(("code" = String, Path)),
    responses((status = 204)))]
pub(super) async fn track_confirm(
    by: TrackCaller,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    ticket::confirm(&state.app, &by.call_with(&body), by.requester.ticket).await?;
    Ok(StatusCode::NO_CONTENT)
}
