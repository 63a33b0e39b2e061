use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_app::ticket::{self, Receipt};
use touchstone_domain::id::EventId;
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::PublicCaller;
use crate::api::answer::Created;
use crate::api::schema;
use crate::api::wire::{Clock, RequesterBody, fields};
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A request as its sender describes it.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
pub(super) struct PublicTicket {
    subject: String,
    body: String,
    #[schema(value_type = Option<schema::Kind>)]
    kind: Option<String>,
    /// A path of the category tree, or an unambiguous leaf of it.
    category: Option<String>,
    /// A claim; how urgent it is treated the desk decides.
    #[schema(value_type = Option<schema::Urgency>)]
    claimed_urgency: Option<String>,
    #[schema(value_type = Option<schema::Impact>)]
    impact: Option<String>,
    demand: Option<String>,
    order_no: Option<String>,
    requester: RequesterBody,
    /// Ids of uploads.
    #[schema(value_type = Option<Vec<schema::FileId>>)]
    attachments: Option<Vec<String>>,
}

/// What the sender gets back.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PublicReceipt {
    number: i64,
    /// Follows the request; whoever has it sees progress.
    tracking_code: String,
    #[schema(value_type = schema::Status)]
    status: Status,
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    #[schema(value_type = schema::Time)]
    received_at: Timestamp,
    clocks: Vec<Clock>,
    /// The entry of the history that records the receipt.
    #[schema(value_type = schema::EventId)]
    receipt: EventId,
}

impl From<Receipt> for PublicReceipt {
    fn from(receipt: Receipt) -> Self {
        Self {
            number: receipt.number,
            tracking_code: receipt.tracking_code,
            status: receipt.status,
            stage: receipt.stage,
            received_at: receipt.received_at,
            clocks: receipt.clocks.into_iter().map(Clock::from).collect(),
            receipt: receipt.receipt,
        }
    }
}

/// Sends a request in.
#[utoipa::path(post, path = "/api/v1/public/tickets", tag = "public", request_body = PublicTicket,
    responses((status = 201, body = PublicReceipt)))]
pub(super) async fn ticket_submit(
    by: PublicCaller,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Created<PublicReceipt>, Failure> {
    let call = by.call_with(&body);
    let receipt = ticket::submit(&state.app, &call, fields(body.value)?).await?;
    let location = format!("/api/v1/public/track/{}", receipt.tracking_code);
    Ok(Created {
        location,
        version: None,
        body: receipt.into(),
    })
}
