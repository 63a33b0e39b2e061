use axum::extract::State;
use axum::response::Response;
use touchstone_app::AppError;
use touchstone_app::ticket::ListQuery;
use touchstone_domain::codes::Code;
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::TicketId;

use super::list::TicketFilter;
use crate::access::{Granted, may};
use crate::api::table::TableQuery;
use crate::export;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Pairs;
use crate::state::WebState;

/// The tickets of a list as a table, up to 50,000 rows, in words of the caller's language; requesters are masked. Filters
/// and order are those of the list; `limit` and `cursor` do not count.
#[utoipa::path(get, path = "/api/v1/tickets/export", tag = "tickets", params(TableQuery, TicketFilter),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
pub(super) async fn tickets_export(
    by: Granted<may::ExportTickets>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let named = |name: &str| {
        pairs
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    };
    let format = match named("format") {
        None | Some("") => return Err(AppError::field("format", "required").into()),
        Some(text) => TableFormat::from_code(text).map_err(|_| AppError::field("format", "unknown_value"))?,
    };
    let filters = pairs.iter().filter(|(name, _)| *name != "format");
    export::tickets(&by, &state, ListQuery::parse(filters)?, format).await
}

/// One ticket with everything that belongs to it, as a ZIP archive: `ticket.json`, `messages.json`, `history.json`, the
/// files under `files/`, and `manifest.json` with the SHA-256 of each.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/export", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>)))]
pub(super) async fn ticket_export(
    by: Granted<may::ExportTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::ticket(&by, &state, id).await
}
