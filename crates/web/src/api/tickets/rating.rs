use axum::extract::State;
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::wire::Rating;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// What the requester thinks of how it went; 404 before they said so.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/rating", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Rating)))]
pub(super) async fn rating_read(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Plain<Rating>, Failure> {
    let rating = ticket::rating(&state.app, &by.caller, id).await?;
    rating
        .map(|rating| Plain(rating.into()))
        .ok_or_else(Failure::not_found)
}
