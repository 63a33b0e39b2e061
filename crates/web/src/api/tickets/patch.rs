use axum::extract::State;
use serde_json::Value;
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::api::wire::{Ticket, fields};
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// What to change; what is absent stays.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct TicketChange {
    subject: Option<String>,
    category: Option<String>,
    #[schema(value_type = Option<schema::Urgency>)]
    urgency: Option<String>,
    #[schema(value_type = Option<schema::Impact>)]
    impact: Option<String>,
    #[schema(value_type = Option<schema::Class>)]
    class: Option<String>,
    /// Needed with class `major` or `complex`.
    reason: Option<String>,
    tags: Option<Vec<String>>,
}

/// Changes a ticket's own facts. Due times follow them; what was judged stays judged.
#[utoipa::path(patch, path = "/api/v1/tickets/{id}", tag = "tickets", params(("id" = String, Path)),
    request_body = TicketChange, responses((status = 200, body = Ticket)))]
pub(super) async fn ticket_patch(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Record<Ticket>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let ticket = ticket::patch(&state.app, &call, id, fields(body.value)?).await?;
    Ok(Ticket::record(ticket))
}
