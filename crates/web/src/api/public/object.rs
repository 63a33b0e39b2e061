use axum::extract::State;
use serde_json::Value;
use touchstone_app::ticket;
use utoipa::ToSchema;

use crate::access::TrackCaller;
use crate::api::answer::Created;
use crate::api::schema;
use crate::api::wire::{Said, fields};
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Why the matter is not solved.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct Objection {
    reason: String,
    /// Ids of uploads.
    #[schema(value_type = Option<Vec<schema::FileId>>)]
    attachments: Option<Vec<String>>,
}

/// Disagrees that the matter is solved; it goes back to its owner.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/object", tag = "public", params(("code" = String, Path)),
    request_body = Objection, responses((status = 201, body = Said)))]
pub(super) async fn track_object(
    by: TrackCaller,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Created<Said>, Failure> {
    let call = by.call_with(&body);
    let said = ticket::object(&state.app, &call, by.requester.ticket, fields(body.value)?).await?;
    Ok(Created {
        location: format!("/api/v1/public/track/{}", by.code),
        version: None,
        body: said.into(),
    })
}
