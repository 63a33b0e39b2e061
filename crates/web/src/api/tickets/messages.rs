use axum::extract::State;
use serde::Deserialize;
use touchstone_app::ticket::{self, Stretch};
use touchstone_domain::id::TicketId;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::wire::Message;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Which stretch.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StretchQuery {
    /// 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
    /// From the end backwards; items stay oldest first.
    #[serde(default)]
    newest: bool,
}

impl From<StretchQuery> for Stretch {
    fn from(query: StretchQuery) -> Self {
        Self {
            limit: query.limit.unwrap_or_default(),
            cursor: query.cursor,
            newest: query.newest,
        }
    }
}

/// The conversation of a ticket, oldest first, internal notes included.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/messages", tag = "tickets",
    params(("id" = String, Path), StretchQuery), responses((status = 200, body = Page<Message>)))]
pub(super) async fn message_list(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    Query(query): Query<StretchQuery>,
    State(state): State<WebState>,
) -> Result<Page<Message>, Failure> {
    let messages = ticket::messages(&state.app, &by.caller, id, query.into()).await?;
    let items = messages
        .items
        .into_iter()
        .map(|message| Message::of(message, Some(by.user.id), &state))
        .collect();
    Ok(Page {
        items,
        next_cursor: messages.next_cursor,
    })
}
