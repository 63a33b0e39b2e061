use axum::extract::State;
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;

use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::wire::Ticket;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One ticket.
#[utoipa::path(get, path = "/api/v1/tickets/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Ticket)))]
pub(super) async fn ticket_read(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Record<Ticket>, Failure> {
    let ticket = ticket::read(&state.app, &by.caller, id).await?;
    Ok(Ticket::record(ticket))
}
