use axum::extract::State;
use touchstone_app::ticket::{self, ListQuery};

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::api::wire::Ticket;
use crate::failure::Failure;
use crate::query::Pairs;
use crate::state::WebState;

/// Conditions that must all hold; of a comma-separated list of values, any.
#[derive(utoipa::IntoParams)]
#[expect(
    dead_code,
    reason = "describes a query that the application reads name by name"
)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketFilter {
    #[param(value_type = Option<schema::Status>)]
    status: Option<String>,
    #[param(value_type = Option<schema::Stage>)]
    stage: Option<String>,
    #[param(value_type = Option<schema::Kind>)]
    kind: Option<String>,
    /// A top-level category stands for all below it.
    category: Option<String>,
    #[param(value_type = Option<schema::Urgency>)]
    urgency: Option<String>,
    #[param(value_type = Option<schema::Channel>)]
    channel: Option<String>,
    /// A team's id, `mine` or `none`.
    team: Option<String>,
    /// A user's id, `me` or `none`.
    assignee: Option<String>,
    #[param(value_type = Option<schema::PersonId>)]
    requester: Option<String>,
    /// May be repeated; all of them must be there.
    tag: Option<String>,
    #[param(value_type = Option<schema::Time>)]
    due_before: Option<String>,
    #[param(value_type = Option<schema::Time>)]
    created_from: Option<String>,
    #[param(value_type = Option<schema::Time>)]
    created_to: Option<String>,
    #[param(value_type = Option<schema::Time>)]
    updated_from: Option<String>,
    /// The number it had in the tool it was imported from.
    former_number: Option<String>,
    /// A condition as JSON, beside the others: `{"any": [{"kind": "complaint"}, {"priority": 1}]}`.
    when: Option<String>,
    /// `-created` (the default), `created`, `-updated`, `due`, `-priority`.
    #[param(value_type = Option<schema::Sort>)]
    sort: Option<String>,
    /// Tickets on a page, 1 to 200; 50 without. A page may be shorter although more follow.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The tickets the caller may see.
#[utoipa::path(get, path = "/api/v1/tickets", tag = "tickets", params(TicketFilter),
    responses((status = 200, body = Page<Ticket>)))]
pub(super) async fn ticket_list(
    by: Granted<may::ReadTickets>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Result<Page<Ticket>, Failure> {
    let query = ListQuery::parse(pairs.iter())?;
    let page = ticket::list(&state.app, &by.caller, query).await?;
    let items = page.items.into_iter().map(Ticket::from).collect();
    Ok(Page {
        items,
        next_cursor: page.next_cursor,
    })
}
