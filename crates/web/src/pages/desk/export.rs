//! What the desk shows, taken away as a file.

use axum::extract::State;
use axum::response::Response;
use touchstone_domain::codes::Code;
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::TicketId;

use super::list::{Asked, chosen, list_query};
use super::lists::lists;
use crate::access::{Granted, may};
use crate::export::{self, TableShape};
use crate::failure::Failure;
use crate::path::At;
use crate::query::{Pairs, Query};
use crate::state::WebState;

/// `GET /desk/export`: the list that `/desk` shows at the same address, all its pages.
pub(super) async fn list(
    by: Granted<may::ExportTickets>,
    query: Pairs,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let queues = lists(&state, &by).await?.all();
    let asked = Asked::read(&query)?;
    let format = query.iter().find(|(name, _)| *name == "format");
    let format = format.and_then(|(_, value)| TableFormat::from_code(value).ok());
    let whole = list_query(chosen(&queues, &asked), &asked)?;
    export::tickets(&by, &state, whole, format.unwrap_or(TableFormat::Csv)).await
}

/// `GET /desk/tickets/{id}/export`
pub(super) async fn ticket(
    by: Granted<may::ExportTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::ticket(&by, &state, id).await
}

/// `GET /desk/people/export`: the requesters behind what the desk shows.
pub(super) async fn people(
    by: Granted<may::ExportTickets>,
    Query(shape): Query<TableShape>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::people(&by, &state, shape.format).await
}
