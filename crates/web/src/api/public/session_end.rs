use axum::extract::State;
use http::StatusCode;
use touchstone_app::person::track_end;

use crate::access::TrackCaller;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::state::WebState;

/// Ends the tracking session of this call.
#[utoipa::path(delete, path = "/api/v1/public/track/{code}/session", tag = "public", params(("code" = String, Path)),
    responses((status = 204)))]
pub(super) async fn track_session_end(
    by: TrackCaller,
    State(state): State<WebState>,
    _: NoBody,
) -> Result<StatusCode, Failure> {
    track_end(&state.app, &by.token).await?;
    Ok(StatusCode::NO_CONTENT)
}
