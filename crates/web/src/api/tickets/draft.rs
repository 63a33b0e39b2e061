//! What the caller has begun to write on a ticket.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::ticket::{self, ReplyDraft};
use touchstone_domain::id::TicketId;
use touchstone_domain::ticket::Visibility;
use touchstone_domain::time::Timestamp;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A reply or note as far as it is written.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftContent {
    /// Empty forgets the draft.
    body: String,
    #[schema(value_type = schema::Visibility)]
    visibility: Visibility,
}

/// What is kept; all empty when nothing is.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub(super) struct Draft {
    body: Option<String>,
    #[schema(value_type = Option<schema::Visibility>)]
    visibility: Option<Visibility>,
    #[schema(value_type = Option<schema::Time>)]
    saved_at: Option<Timestamp>,
}

impl From<Option<ReplyDraft>> for Draft {
    fn from(draft: Option<ReplyDraft>) -> Self {
        let Some(draft) = draft else {
            return Self::default();
        };
        Self {
            body: Some(draft.body),
            visibility: Some(draft.visibility),
            saved_at: Some(draft.saved_at),
        }
    }
}

/// What the caller has begun to write on a ticket. Nobody else reads it.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/draft", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Draft)))]
pub(super) async fn draft_read(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Plain<Draft>, Failure> {
    Ok(Plain(ticket::draft(&state.app, &by.caller, id).await?.into()))
}

/// Keeps what the caller has written so far, in place of what was kept before. It goes when a message is sent, or after
/// 30 days.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/draft", tag = "tickets", params(("id" = String, Path)),
    request_body = DraftContent, responses((status = 200, body = Draft)))]
pub(super) async fn draft_save(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    body: Json<DraftContent>,
) -> Result<Plain<Draft>, Failure> {
    let DraftContent { body, visibility } = body.value;
    Ok(Plain(
        ticket::draft_save(&state.app, &by.caller, id, visibility, body)
            .await?
            .into(),
    ))
}
