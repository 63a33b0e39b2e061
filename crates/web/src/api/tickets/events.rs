use axum::extract::State;
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;

use super::messages::StretchQuery;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::wire::HistoryEvent;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// The history of a ticket, oldest first: who did what, when, from where.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/events", tag = "tickets",
    params(("id" = String, Path), StretchQuery), responses((status = 200, body = Page<HistoryEvent>)))]
pub(super) async fn event_list(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    Query(query): Query<StretchQuery>,
    State(state): State<WebState>,
) -> Result<Page<HistoryEvent>, Failure> {
    let history = ticket::history(&state.app, &by.caller, id, query.into()).await?;
    let items = history
        .items
        .into_iter()
        .map(HistoryEvent::of)
        .collect::<Result<_, _>>()?;
    Ok(Page {
        items,
        next_cursor: history.next_cursor,
    })
}
