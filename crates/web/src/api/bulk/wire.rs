//! Jobs as they go over the wire.

use serde::Serialize;
use touchstone_app::bulk::{Bulk as Found, BulkTicket as Reached};
use touchstone_domain::bulk::{BulkAction, BulkOutcome, BulkState};
use touchstone_domain::id::{BulkId, TicketId, UserId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::answer::Accepted;
use crate::api::schema;

/// A job and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Bulk {
    #[schema(value_type = schema::BulkId)]
    pub(super) id: BulkId,
    #[schema(value_type = schema::BulkAction)]
    action: BulkAction,
    #[schema(value_type = schema::BulkState)]
    state: BulkState,
    #[schema(value_type = schema::UserId)]
    author: UserId,
    total: u64,
    changed: u64,
    /// They were so already.
    unchanged: u64,
    refused: u64,
    /// Of those changed: set back, and left as they are because they were changed since or cannot be set back.
    restored: u64,
    kept: u64,
    may_cancel: bool,
    may_undo: bool,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
}

impl From<Found> for Bulk {
    fn from(found: Found) -> Self {
        Self {
            id: found.id,
            action: found.action,
            state: found.state,
            author: found.author.id,
            total: found.total,
            changed: found.changed,
            unchanged: found.unchanged,
            refused: found.refused,
            restored: found.restored,
            kept: found.kept,
            may_cancel: found.may_cancel,
            may_undo: found.may_undo,
            created_at: found.created_at,
            ended_at: found.ended_at,
        }
    }
}

pub(super) fn accepted(found: Found) -> Accepted<Bulk> {
    let body = Bulk::from(found);
    Accepted {
        location: format!("/api/v1/bulk/{}", body.id),
        body,
    }
}

/// What became of one ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BulkTicket {
    #[schema(value_type = schema::TicketId)]
    pub(super) ticket: TicketId,
    number: i64,
    #[schema(value_type = schema::BulkOutcome)]
    outcome: BulkOutcome,
    /// Code of the reason why it was refused or kept.
    why: Option<String>,
}

impl From<Reached> for BulkTicket {
    fn from(reached: Reached) -> Self {
        let code = |key: String| {
            let families = ["error-", "field-", "bulk-why-"];
            let code = families.iter().find_map(|family| key.strip_prefix(family));
            code.map(str::to_owned).unwrap_or(key)
        };
        Self {
            ticket: reached.ticket,
            number: reached.number,
            outcome: reached.outcome,
            why: reached.why.map(code),
        }
    }
}
