use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_app::ticket::{self, Fields, OfferedTicket, Offers};
use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::schema;
use crate::api::wire::Handover;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Tickets that are being handed over: what waits for the caller's word, or for that of anybody of the caller's teams, and
/// what the caller has offered.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Handovers {
    to_me: Vec<Offered>,
    from_me: Vec<Offered>,
}

/// An offer with as much of its ticket as is needed to decide.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Offered {
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    number: i64,
    subject: Option<String>,
    category: Option<String>,
    priority: u8,
    #[schema(value_type = Option<schema::Time>)]
    due_at: Option<Timestamp>,
    /// What the giver says.
    reason: Option<String>,
    /// The caller may read the ticket itself.
    readable: bool,
    handover: Handover,
}

/// Why an offer is declined.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct Declined {
    reason: String,
}

impl From<OfferedTicket> for Offered {
    fn from(found: OfferedTicket) -> Self {
        Self {
            ticket: found.id,
            number: found.number,
            subject: found.subject,
            category: found.category,
            priority: found.priority,
            due_at: found.due_at,
            reason: found.reason,
            readable: found.readable,
            handover: found.handover.into(),
        }
    }
}

fn told(found: Offers) -> axum::Json<Handovers> {
    let lines = |found: Vec<OfferedTicket>| found.into_iter().map(Offered::from).collect();
    axum::Json(Handovers {
        to_me: lines(found.to_me),
        from_me: lines(found.from_me),
    })
}

/// What is offered to the caller and by the caller, at most 50 each, the oldest first.
#[utoipa::path(get, path = "/api/v1/handovers", tag = "tickets", responses((status = 200, body = Handovers)))]
pub(super) async fn handover_list(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
) -> Result<axum::Json<Handovers>, Failure> {
    Ok(told(ticket::handovers(&state.app, &by.caller).await?))
}

/// Accepts what is offered to the caller, who from then on has the ticket and answers for it. Answers what is offered still.
#[utoipa::path(post, path = "/api/v1/handovers/{ticket}/accept", tag = "tickets", params(("ticket" = String, Path)),
    responses((status = 200, body = Handovers)))]
pub(super) async fn handover_accept(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<axum::Json<Handovers>, Failure> {
    Ok(told(
        ticket::handover_accept(&state.app, &by.call_with(&body), id).await?,
    ))
}

/// Declines it; the reason stands in the ticket as an internal note. Answers what is offered still.
#[utoipa::path(post, path = "/api/v1/handovers/{ticket}/decline", tag = "tickets", params(("ticket" = String, Path)),
    request_body = Declined, responses((status = 200, body = Handovers)))]
pub(super) async fn handover_decline(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<axum::Json<Handovers>, Failure> {
    let call = by.call_with(&body);
    let fields = Fields::from_json(body.value)?;
    Ok(told(
        ticket::handover_decline(&state.app, &call, id, fields).await?,
    ))
}
