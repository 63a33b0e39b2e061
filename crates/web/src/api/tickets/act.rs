use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};
use touchstone_app::ticket::{self, DeskAction};
use touchstone_domain::id::TicketId;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::api::wire::{Ticket, fields_based_on};
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// What an action needs; each takes only its own fields:
/// `assign {assignee? (an id or me), team?, category?}`, `classify {category?, kind?, urgency?, impact?, class?, reason?, team?}`,
/// `wait {on, until?}`, `resolve {solution, attachments?}`, `reopen {reason}`, `close {reason}`,
/// `merge {into (an id or a number), other_requester? (true where the requesters differ and that is meant)}`,
/// `split {messages, subject?, category?, assignee?, team?}` (answers the new ticket),
/// `hand_over {assignee?, team?, reason}`, `decline_handover {reason}`,
/// `note_cause {metric, instance?, cause, charged_to?, charged?}`; `take`, `start`, `resume`, `withdraw`, `spam`, `accept_handover`,
/// `withdraw_handover` and `restore` (which takes an ending
/// by hand back) need nothing.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct ActionBody {
    /// Version of the ticket the caller saw; another one refuses the action.
    based_on: Option<i64>,
    #[schema(value_type = Option<schema::UserId>)]
    assignee: Option<String>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<String>,
    category: Option<String>,
    #[schema(value_type = Option<schema::Kind>)]
    kind: Option<String>,
    #[schema(value_type = Option<schema::Urgency>)]
    urgency: Option<String>,
    #[schema(value_type = Option<schema::Impact>)]
    impact: Option<String>,
    #[schema(value_type = Option<schema::Class>)]
    class: Option<String>,
    reason: Option<String>,
    #[schema(value_type = Option<schema::WaitOn>)]
    on: Option<String>,
    #[schema(value_type = Option<schema::Time>)]
    until: Option<String>,
    #[schema(value_type = Option<Vec<schema::MessageId>>)]
    messages: Option<Vec<String>>,
    subject: Option<String>,
    into: Option<String>,
    other_requester: Option<bool>,
    solution: Option<String>,
    #[schema(value_type = Option<Vec<schema::FileId>>)]
    attachments: Option<Vec<String>>,
    #[schema(value_type = Option<schema::Metric>)]
    metric: Option<String>,
    instance: Option<u32>,
    #[schema(value_type = Option<schema::BreachCause>)]
    cause: Option<String>,
    #[schema(value_type = Option<schema::ChargedTo>)]
    charged_to: Option<String>,
    /// A stage, the id of a team or user, or the name of a partner or merchant; by `charged_to`.
    charged: Option<String>,
}

/// Does something with a ticket and answers the whole of it. What its stage does not allow: 409 `invalid_transition`
/// with `allowed`. An action this version does not know: 404 `unknown_action` with `known`.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/actions/{action}", tag = "tickets",
    params(("id" = String, Path), ("action" = schema::DeskAction, Path)),
    request_body = ActionBody, responses((status = 200, body = Ticket)))]
pub(super) async fn ticket_act(
    by: Granted<may::ReadTickets>,
    At((id, action)): At<(TicketId, String)>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Record<Ticket>, Failure> {
    let action: DeskAction = action.parse().map_err(|_| unknown_action())?;
    let mut call = by.call_with(&body);
    let (fields, based_on) = fields_based_on(body.value)?;
    call.expected_version = based_on;
    let ticket = ticket::act(&state.app, &call, id, action, fields).await?;
    Ok(Ticket::record(ticket))
}

fn unknown_action() -> Failure {
    Failure::new(StatusCode::NOT_FOUND, "unknown_action").member("known", json!(DeskAction::NAMES))
}
