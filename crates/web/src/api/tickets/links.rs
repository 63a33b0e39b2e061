use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::AppError;
use touchstone_app::ticket::{self, LinkedTicket, TicketRef};
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::ticket::{Relation, TicketLink};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Another ticket and how it stands to this one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Link {
    #[schema(value_type = schema::Relation)]
    relation: Relation,
    #[schema(value_type = schema::TicketId)]
    id: TicketId,
    number: i64,
    subject: Option<String>,
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    #[schema(value_type = schema::Status)]
    status: Status,
    /// It is another person's.
    other_requester: bool,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
}

/// A link to be noted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLink {
    #[schema(value_type = schema::TicketLink)]
    kind: TicketLink,
    /// Id or number.
    to: String,
}

fn told(found: Vec<LinkedTicket>) -> Page<Link> {
    let link = |found: LinkedTicket| Link {
        relation: found.relation,
        id: found.id,
        number: found.number,
        subject: found.subject,
        stage: found.stage,
        status: found.status,
        other_requester: found.other_requester,
        created_at: found.created_at,
    };
    Page {
        items: found.into_iter().map(link).collect(),
        next_cursor: None,
    }
}

/// What a ticket has to do with others that the caller may see: links, merges, what it continues and what continues it.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/links", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Page<Link>)))]
pub(super) async fn link_list(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Page<Link>, Failure> {
    Ok(told(ticket::links(&state.app, &by.caller, id).await?))
}

/// Notes what a ticket has to do with another; it shows at both. Answers everything that is noted.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/links", tag = "tickets", params(("id" = String, Path)),
    request_body = NewLink, responses((status = 200, body = Page<Link>)))]
pub(super) async fn link_add(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    body: Json<NewLink>,
) -> Result<Page<Link>, Failure> {
    let to: TicketRef = body
        .value
        .to
        .parse()
        .map_err(|_| AppError::field("to", "malformed"))?;
    let found = ticket::link_add(&state.app, &by.call_with(&body), id, body.value.kind, to).await?;
    Ok(told(found))
}

/// Takes back what was noted, from either end. It has no versions, so no `If-Match` is asked for.
#[utoipa::path(delete, path = "/api/v1/tickets/{id}/links/{relation}/{other}", tag = "tickets",
    params(("id" = String, Path), ("relation" = schema::Relation, Path), ("other" = String, Path)),
    responses((status = 200, body = Page<Link>)))]
pub(super) async fn link_remove(
    by: Granted<may::ReadTickets>,
    At((id, relation, other)): At<(TicketId, Relation, TicketId)>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Page<Link>, Failure> {
    let found = ticket::link_remove(&state.app, &by.call_with(&body), id, relation, other).await?;
    Ok(told(found))
}
