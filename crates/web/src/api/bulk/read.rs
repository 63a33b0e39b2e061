use axum::extract::State;
use serde::Deserialize;
use touchstone_app::bulk;
use touchstone_domain::bulk::BulkOutcome;
use touchstone_domain::id::{BulkId, TicketId};

use super::wire::{Bulk, BulkTicket};
use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::paging::{Paging, page};
use crate::api::schema;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// One's own jobs, the last first.
#[utoipa::path(get, path = "/api/v1/bulk", tag = "tickets", params(Paging),
    responses((status = 200, body = Page<Bulk>)))]
pub(super) async fn bulk_list(
    by: Granted<may::ReadTickets>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<Bulk>, Failure> {
    let limit = paging.limit()?;
    let found = bulk::bulks(&state.app, &by.caller, paging.after()?, limit + 1).await?;
    let items = found.into_iter().map(Bulk::from).collect();
    Ok(page(items, limit, |one: &Bulk| one.id))
}

/// A job and how far it is.
#[utoipa::path(get, path = "/api/v1/bulk/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Bulk)))]
pub(super) async fn bulk_get(
    by: Granted<may::ReadTickets>,
    At(id): At<BulkId>,
    State(state): State<WebState>,
) -> Result<Plain<Bulk>, Failure> {
    Ok(Plain(bulk::bulk(&state.app, &by.caller, id).await?.into()))
}

/// Which tickets of a job.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only those with this outcome.
    #[param(value_type = Option<schema::BulkOutcome>)]
    outcome: Option<BulkOutcome>,
    /// 1 to 200; 50 without.
    limit: Option<u32>,
    #[param(value_type = Option<String>)]
    cursor: Option<TicketId>,
}

/// What became of each ticket.
#[utoipa::path(get, path = "/api/v1/bulk/{id}/tickets", tag = "tickets",
    params(("id" = String, Path), Which), responses((status = 200, body = Page<BulkTicket>)))]
pub(super) async fn bulk_tickets(
    by: Granted<may::ReadTickets>,
    At(id): At<BulkId>,
    Query(which): Query<Which>,
    State(state): State<WebState>,
) -> Result<Page<BulkTicket>, Failure> {
    let limit = match which.limit.unwrap_or(50) {
        limit @ 1..=200 => limit,
        _ => return Err(touchstone_app::AppError::field("limit", "out_of_range").into()),
    };
    let (after, outcome) = (which.cursor, which.outcome);
    let found = bulk::bulk_tickets(&state.app, &by.caller, id, outcome, after, limit + 1).await?;
    let items = found.into_iter().map(BulkTicket::from).collect();
    Ok(page(items, limit, |one: &BulkTicket| one.ticket))
}
