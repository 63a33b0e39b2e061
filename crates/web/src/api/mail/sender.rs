use axum::extract::State;
use serde::Serialize;
use touchstone_app::mail::message_senders;
use touchstone_domain::id::{MessageId, TicketId};
use touchstone_domain::mail::{CheckResult, CheckedBy, SenderChecks, SenderStanding};
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// What was found out about a sender; `null` where nothing was.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SenderFound {
    #[schema(value_type = schema::SenderStanding)]
    sender: SenderStanding,
    #[schema(value_type = Option<schema::CheckResult>)]
    spf: Option<CheckResult>,
    #[schema(value_type = Option<schema::CheckResult>)]
    dkim: Option<CheckResult>,
    #[schema(value_type = Option<schema::CheckResult>)]
    dmarc: Option<CheckResult>,
    #[schema(value_type = Option<schema::CheckedBy>)]
    checked_by: Option<CheckedBy>,
}

impl From<SenderChecks> for SenderFound {
    fn from(checks: SenderChecks) -> Self {
        Self {
            sender: checks.standing(),
            spf: checks.spf,
            dkim: checks.dkim,
            dmarc: checks.dmarc,
            checked_by: checks.by,
        }
    }
}

/// The sender of a message that came by mail.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MessageSender {
    #[schema(value_type = schema::MessageId)]
    message: MessageId,
    /// It came from another address than the requester's.
    other_sender: bool,
    #[serde(flatten)]
    found: SenderFound,
}

/// Who wrote the messages of a ticket that came by mail, as far as mail servers can tell; the oldest first, 200 at most.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/senders", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Page<MessageSender>)))]
pub(super) async fn message_sender_list(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Page<MessageSender>, Failure> {
    let senders = message_senders(&state.app, &by.caller, id).await?;
    Ok(Page {
        items: senders
            .into_iter()
            .map(|sender| MessageSender {
                message: sender.message,
                other_sender: sender.other_sender,
                found: sender.checks.into(),
            })
            .collect(),
        next_cursor: None,
    })
}
