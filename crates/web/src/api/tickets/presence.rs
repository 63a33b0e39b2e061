//! Who else has a ticket open.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_app::AppError;
use touchstone_app::presence::{Present, presence_list, presence_say};
use touchstone_domain::id::{TicketId, UserId};
use touchstone_domain::presence::PresenceState;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Tickets that may be asked about at once.
const TICKETS_AT_MOST: usize = 200;

/// What a tab does.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PresenceSaid {
    /// A number that the caller draws for each tab, so that several of one session are told apart.
    tab: i64,
    /// `open` (not looked at), `viewing` or `typing`; none when it was closed.
    #[schema(value_type = Option<schema::PresenceState>)]
    state: Option<PresenceState>,
}

/// Says what one tab does with a ticket. It counts for 75 seconds, and as long as a stream of the same session or token is
/// open.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/presence", tag = "tickets", params(("id" = String, Path)),
    request_body = PresenceSaid, responses((status = 204)))]
pub(super) async fn presence_put(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    body: Json<PresenceSaid>,
) -> Result<StatusCode, Failure> {
    let PresenceSaid { tab, state: doing } = body.value;
    presence_say(&state.app, &by.caller, id, tab, doing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which tickets.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PresenceQuery {
    /// Ids, separated by commas; at most 200.
    tickets: String,
}

/// Somebody with a ticket open.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct PresentUser {
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    #[schema(value_type = schema::UserId)]
    user: UserId,
    name: String,
    #[schema(value_type = schema::PresenceState)]
    state: PresenceState,
    /// It is the caller, in this tab or elsewhere.
    own: bool,
}

/// Who has these tickets open: each user once, with the most that any of their tabs does. Tickets the caller may not see
/// are passed over.
#[utoipa::path(get, path = "/api/v1/presence", tag = "tickets", params(PresenceQuery),
    responses((status = 200, body = Page<PresentUser>)))]
pub(super) async fn presence_read(
    by: Granted<may::ReadTickets>,
    Query(query): Query<PresenceQuery>,
    State(state): State<WebState>,
) -> Result<Page<PresentUser>, Failure> {
    let ids = query
        .tickets
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty());
    let tickets = ids.map(str::parse).collect::<Result<Vec<TicketId>, _>>();
    let tickets = tickets.map_err(|_| AppError::field("tickets", "malformed"))?;
    if tickets.len() > TICKETS_AT_MOST {
        return Err(AppError::field("tickets", "too_many").into());
    }
    let found = presence_list(&state.app, &by.caller, tickets).await?;
    let shown = |one: Present| PresentUser {
        ticket: one.ticket,
        own: one.user.id == by.user.id,
        user: one.user.id,
        name: one.user.name,
        state: one.state,
    };
    Ok(Page {
        items: found.into_iter().map(shown).collect(),
        next_cursor: None,
    })
}
