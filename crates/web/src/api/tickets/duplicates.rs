use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_app::ticket::{self, Duplicates as Found};
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::ticket::Likeness;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::api::wire::{RequesterBody, fields};
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A request that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PossibleDuplicate {
    #[schema(value_type = schema::TicketId)]
    id: TicketId,
    number: i64,
    subject: Option<String>,
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    #[schema(value_type = schema::Status)]
    status: Status,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Vec<schema::Likeness>)]
    because: Vec<Likeness>,
}

/// Requests that may be the same, those with most in common first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Duplicates {
    pub(super) items: Vec<PossibleDuplicate>,
    /// Requests of the same sender that were rejected as spam.
    spam_before: u32,
}

impl From<Found> for Duplicates {
    fn from(found: Found) -> Self {
        let one = |found: ticket::PossibleDuplicate| PossibleDuplicate {
            id: found.id,
            number: found.number,
            subject: found.subject,
            stage: found.stage,
            status: found.status,
            created_at: found.created_at,
            because: found.because,
        };
        Self {
            items: found.items.into_iter().map(one).collect(),
            spam_before: found.spam_before,
        }
    }
}

/// What is known of a request before it is taken down; all of it may be missing or unfinished.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct Known {
    requester: Option<RequesterBody>,
    #[schema(value_type = Option<schema::PersonId>)]
    requester_id: Option<String>,
    order_no: Option<String>,
    subject: Option<String>,
}

/// Requests of the same person or contact, about the same order, or in nearly the same words that the caller may see: open,
/// or changed within 30 days.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/duplicates", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Duplicates)))]
pub(super) async fn duplicate_list(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Plain<Duplicates>, Failure> {
    let found = ticket::duplicates(&state.app, &by.caller, id).await?;
    Ok(Plain(found.into()))
}

/// The same before a request is taken down. A POST, because contacts have no place in addresses, which end up in logs; it
/// changes nothing.
#[utoipa::path(post, path = "/api/v1/tickets/duplicates", tag = "tickets", request_body = Known,
    responses((status = 200, body = Duplicates)))]
pub(super) async fn duplicate_find(
    by: Granted<may::CreateTickets>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Plain<Duplicates>, Failure> {
    let call = by.call_with(&body);
    let found = ticket::duplicates_before(&state.app, &call, fields(body.value)?).await?;
    Ok(Plain(found.into()))
}
