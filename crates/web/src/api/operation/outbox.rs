use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use touchstone_app::notify::{self, Delivery, Medium, OutboxEntry, OutboxOf, OutboxQuery};
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::{NotificationId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::export;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Which notifications; of `ticket` and `state` the ticket counts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OutboxFilter {
    #[param(value_type = Option<schema::Delivery>)]
    state: Option<Delivery>,
    #[param(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// A notification. Its text is shown to nobody here.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutboxItem {
    #[schema(value_type = schema::NotificationId)]
    id: NotificationId,
    #[schema(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
    #[schema(value_type = schema::Medium)]
    medium: Medium,
    template: String,
    #[schema(value_type = schema::Language)]
    language: Language,
    /// Masked.
    to: Option<String>,
    #[schema(value_type = schema::Delivery)]
    state: Delivery,
    attempts: u32,
    /// What went wrong last.
    problem: Option<String>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    /// When it was sent or given up.
    #[schema(value_type = Option<schema::Time>)]
    settled_at: Option<Timestamp>,
}

impl From<OutboxEntry> for OutboxItem {
    fn from(entry: OutboxEntry) -> Self {
        Self {
            id: entry.id,
            ticket: entry.ticket,
            medium: entry.medium,
            template: entry.template,
            language: entry.language,
            to: entry.to,
            state: entry.state,
            attempts: entry.attempts,
            problem: entry.problem,
            created_at: entry.created_at,
            settled_at: entry.settled_at,
        }
    }
}

/// Notifications on their way out, newest first, with masked addresses and without texts.
#[utoipa::path(get, path = "/api/v1/outbox", tag = "operation", params(OutboxFilter),
    responses((status = 200, body = Page<OutboxItem>)))]
pub(super) async fn outbox_list(
    by: Granted<may::ReadOutbox>,
    Query(filter): Query<OutboxFilter>,
    State(state): State<WebState>,
) -> Result<Page<OutboxItem>, Failure> {
    let query = OutboxQuery {
        of: narrowed(filter.ticket, filter.state),
        limit: filter.limit.unwrap_or_default(),
        cursor: filter.cursor,
    };
    let page = notify::outbox_list(&state.app, &by.caller, query).await?;
    let items = page.entries.into_iter().map(OutboxItem::from).collect();
    Ok(Page {
        items,
        next_cursor: page.next_cursor,
    })
}

fn narrowed(ticket: Option<TicketId>, state: Option<Delivery>) -> OutboxOf {
    match (ticket, state) {
        (Some(ticket), _) => OutboxOf::Ticket(ticket),
        (None, Some(state)) => OutboxOf::State(state),
        (None, None) => OutboxOf::Everything,
    }
}

/// The shape of the table, and which notifications; of `ticket` and `state` the ticket counts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OutboxTable {
    #[param(value_type = schema::TableFormat)]
    format: TableFormat,
    #[param(value_type = Option<schema::Delivery>)]
    state: Option<Delivery>,
    #[param(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
}

/// Notifications as a table, newest first, up to 50,000 rows, in words of the caller's language; addresses masked, texts left
/// out. That it was taken away is an event.
#[utoipa::path(get, path = "/api/v1/outbox/export", tag = "operation", params(OutboxTable),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
pub(super) async fn outbox_export(
    by: Granted<may::ReadOutbox>,
    Query(table): Query<OutboxTable>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let of = narrowed(table.ticket, table.state);
    export::outbox(&by, &state, of, table.format).await
}
