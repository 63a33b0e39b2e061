use std::collections::BTreeMap;

use axum::extract::State;
use serde_json::Value;
use touchstone_app::ticket;
use utoipa::ToSchema;

use crate::access::TrackCaller;
use crate::api::answer::Plain;
use crate::api::wire::{Rating, fields};
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// What the sender thinks of how it went. Scores are 1 to 5.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct RatingBody {
    score: u8,
    /// `speed`, `expertise`, `attitude`, `efficiency`, `completeness`.
    dimensions: Option<BTreeMap<String, u8>>,
    comment: Option<String>,
}

/// Rates a request that is closed; a rating can be changed for a week.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/rating", tag = "public", params(("code" = String, Path)),
    request_body = RatingBody, responses((status = 200, body = Rating)))]
pub(super) async fn track_rate(
    by: TrackCaller,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Plain<Rating>, Failure> {
    let call = by.call_with(&body);
    let rating = ticket::rate(&state.app, &call, by.requester.ticket, fields(body.value)?).await?;
    Ok(Plain(rating.into()))
}
