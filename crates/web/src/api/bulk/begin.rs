use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::bulk::{self, BULK_MAX, BulkRequest, Selection};
use touchstone_app::ticket::{Fields, ListQuery};
use utoipa::ToSchema;

use super::wire::{Bulk, accepted};
use crate::access::{Granted, may};
use crate::api::answer::{Accepted, Plain};
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Either these tickets, or all that match a filter (the names and texts of a list's query string), up to 10,000.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct BulkSelection {
    #[schema(value_type = Option<Vec<schema::TicketId>>)]
    tickets: Option<Vec<String>>,
    filter: Option<BTreeMap<String, String>>,
}

/// What is done to each; an action takes only its own fields: `assign {assignee?, team?}`, `urgency {urgency}`,
/// `tag_add {tag}`, `tag_remove {tag}`, `spam`, `close {reason}`, `note {body}`, `reply {body}`.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct NewBulk {
    #[schema(value_type = Option<Vec<schema::TicketId>>)]
    tickets: Option<Vec<String>>,
    filter: Option<BTreeMap<String, String>>,
    #[schema(value_type = schema::BulkAction)]
    action: String,
    #[schema(value_type = Option<schema::UserId>)]
    assignee: Option<String>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<String>,
    #[schema(value_type = Option<schema::Urgency>)]
    urgency: Option<String>,
    tag: Option<String>,
    reason: Option<String>,
    body: Option<String>,
}

/// How many tickets a selection has.
#[derive(Serialize, ToSchema)]
pub(super) struct BulkCount {
    tickets: usize,
    /// There are more than one job takes.
    more: bool,
}

/// The selection of a body, and the rest of it.
fn selection(body: Value) -> Result<(Selection, Fields), Failure> {
    let Value::Object(mut members) = body else {
        return Err(AppError::field("", "wrong_type").into());
    };
    let filter = members.remove("filter").filter(|filter| !filter.is_null());
    let mut fields = Fields::from_json(Value::Object(members))?;
    let Some(filter) = filter else {
        let tickets = fields.parsed_list("tickets", BULK_MAX);
        return Ok((Selection::These(tickets), fields));
    };
    if fields.has("tickets") {
        return Err(AppError::field("tickets", "one_of_two").into());
    }
    let filter: BTreeMap<String, String> =
        serde_json::from_value(filter).map_err(|_| AppError::field("filter", "wrong_type"))?;
    let pairs = filter.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok((Selection::All(Box::new(ListQuery::parse(pairs)?)), fields))
}

/// Counts the tickets of a selection that the caller may see, up to what one job takes. A POST for its body; it changes nothing.
#[utoipa::path(post, path = "/api/v1/bulk/count", tag = "tickets", request_body = BulkSelection,
    responses((status = 200, body = BulkCount)))]
pub(super) async fn bulk_count(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Plain<BulkCount>, Failure> {
    let (selection, fields) = selection(body.value)?;
    fields.finish()?;
    let counted = bulk::bulk_count(&state.app, &by.caller, selection).await?;
    Ok(Plain(BulkCount {
        tickets: counted.tickets,
        more: counted.more,
    }))
}

/// Does something to many tickets, in the background from 51 on. Each is changed with what the caller may do to it, or refused
/// with a reason.
#[utoipa::path(post, path = "/api/v1/bulk", tag = "tickets", request_body = NewBulk,
    responses((status = 202, body = Bulk)))]
pub(super) async fn bulk_begin(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Accepted<Bulk>, Failure> {
    let call = by.call_with(&body);
    let (selection, mut fields) = selection(body.value)?;
    let request = BulkRequest::read(&mut fields)?;
    fields.finish()?;
    let begun = bulk::bulk_begin(&state.app, &call, selection, request).await?;
    Ok(accepted(begun))
}
