use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::notify::{self, Delivery, Medium, OutboxEntry, OutboxOf, OutboxQuery};
use touchstone_domain::id::{NotificationId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
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
    let of = match (filter.ticket, filter.state) {
        (Some(ticket), _) => OutboxOf::Ticket(ticket),
        (None, Some(state)) => OutboxOf::State(state),
        (None, None) => OutboxOf::Everything,
    };
    let query = OutboxQuery {
        of,
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
