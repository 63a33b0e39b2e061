use axum::extract::State;
use serde_json::Value;
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::schema;
use crate::api::wire::{Said, fields};
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A message or note.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct NewMessage {
    body: String,
    /// `markdown` without.
    #[schema(value_type = Option<schema::BodyFormat>)]
    format: Option<String>,
    #[schema(value_type = schema::Visibility)]
    visibility: String,
    /// Ids of uploads.
    #[schema(value_type = Option<Vec<schema::FileId>>)]
    attachments: Option<Vec<String>>,
    /// Version of the ticket its writer saw.
    based_on: Option<i64>,
    /// What becomes of a public reply when a public message has come since `based_on`: `send` (the usual; the answer says
    /// `crossed`) or `hold`, which refuses it with 409 `reply_crossed` and stores nothing.
    #[schema(value_type = Option<schema::Crossing>)]
    if_crossed: Option<String>,
}

/// Adds a public reply or an internal note.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/messages", tag = "tickets", params(("id" = String, Path)),
    request_body = NewMessage, responses((status = 201, body = Said)))]
pub(super) async fn message_add(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Created<Said>, Failure> {
    let call = by.call_with(&body);
    let said = ticket::reply(&state.app, &call, id, fields(body.value)?).await?;
    let location = format!("/api/v1/tickets/{}/messages", said.ticket);
    Ok(Created {
        location,
        version: None,
        body: said.into(),
    })
}
