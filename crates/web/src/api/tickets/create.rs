use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_app::{AppError, ticket};
use utoipa::ToSchema;

use super::duplicates::Duplicates;
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::schema;
use crate::api::wire::{RequesterBody, Ticket, fields};
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A request taken down for somebody.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct NewTicket {
    subject: String,
    body: String,
    #[schema(value_type = Option<schema::BodyFormat>)]
    format: Option<String>,
    #[schema(value_type = Option<schema::Kind>)]
    kind: Option<String>,
    /// A path of the category tree, or an unambiguous leaf of it.
    category: Option<String>,
    #[schema(value_type = Option<schema::Urgency>)]
    urgency: Option<String>,
    #[schema(value_type = Option<schema::Impact>)]
    impact: Option<String>,
    #[schema(value_type = Option<schema::Channel>)]
    channel: Option<String>,
    #[schema(value_type = Option<schema::Tier>)]
    tier: Option<String>,
    demand: Option<String>,
    order_no: Option<String>,
    /// Either this or `requester_id`.
    requester: Option<RequesterBody>,
    #[schema(value_type = Option<schema::PersonId>)]
    requester_id: Option<String>,
    #[schema(value_type = Option<schema::UserId>)]
    assignee: Option<String>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<String>,
    tags: Option<Vec<String>>,
    /// Ids of uploads.
    #[schema(value_type = Option<Vec<schema::FileId>>)]
    attachments: Option<Vec<String>>,
}

/// The ticket, and requests that it may repeat.
#[derive(Serialize, ToSchema)]
pub(super) struct NewlyMade {
    #[serde(flatten)]
    ticket: Ticket,
    /// As `GET /api/v1/tickets/{id}/duplicates` has them; for people to look at, nothing was held up for it.
    possible_duplicates: Duplicates,
}

/// Takes a request down and answers the whole ticket.
#[utoipa::path(post, path = "/api/v1/tickets", tag = "tickets", request_body = NewTicket,
    responses((status = 201, body = NewlyMade)))]
pub(super) async fn ticket_create(
    by: Granted<may::CreateTickets>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Created<NewlyMade>, Failure> {
    let call = by.call_with(&body);
    let made = ticket::create(&state.app, &call, fields(body.value)?).await?;
    // Whoever took it down for a team of others may not see it any more, nor what it repeats.
    let found = match ticket::duplicates(&state.app, &by.caller, made.id).await {
        Ok(found) => found,
        Err(AppError::NotFound { .. } | AppError::Forbidden { .. }) => Default::default(),
        Err(error) => return Err(error.into()),
    };
    let location = format!("/api/v1/tickets/{}", made.id);
    Ok(Created {
        location,
        version: Some(made.version),
        body: NewlyMade {
            ticket: made.into(),
            possible_duplicates: found.into(),
        },
    })
}
