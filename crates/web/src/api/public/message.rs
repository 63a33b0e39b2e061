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

/// A message of the sender, plain text.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct PublicMessage {
    body: String,
    /// Ids of uploads.
    #[schema(value_type = Option<Vec<schema::FileId>>)]
    attachments: Option<Vec<String>>,
}

/// Writes to the desk. On a request that is over, the message takes it up again, or opens a linked new one.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/messages", tag = "public", params(("code" = String, Path)),
    request_body = PublicMessage, responses((status = 201, body = Said)))]
pub(super) async fn track_message(
    by: TrackCaller,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Created<Said>, Failure> {
    let call = by.call_with(&body);
    let said = ticket::write(&state.app, &call, by.requester.ticket, fields(body.value)?).await?;
    Ok(Created {
        location: format!("/api/v1/public/track/{}", by.code),
        version: None,
        body: said.into(),
    })
}
