use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_app::ticket::{self, HistoryEntry};
use touchstone_domain::event::{ActorRef, Origin};
use touchstone_domain::id::{EventId, TicketId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::messages::StretchQuery;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::api::wire::{NamedTeam, NamedUser};
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventActor {
    /// `usr_…`, `per_…`, `public`, or `system:` and a part of the product.
    id: String,
    /// Name of a user.
    name: Option<String>,
}

/// One entry of a history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Event {
    #[schema(value_type = schema::EventId)]
    id: EventId,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    actor: EventActor,
    #[schema(value_type = schema::Origin)]
    origin: Origin,
    address: Option<String>,
    /// The program used, as it named itself.
    agent: Option<String>,
    /// What happened: `kind` and what belongs to it. Ids, codes and names of fields only.
    #[schema(value_type = schema::Json)]
    what: Value,
    /// Who has the ticket since, where the entry says so.
    assignee: Option<NamedUser>,
    team: Option<NamedTeam>,
    /// SHA-256 of the entry as it is stored, hexadecimal.
    hash: String,
}

impl Event {
    fn of(entry: HistoryEntry) -> Result<Self, Failure> {
        let what = serde_json::to_value(&entry.body)
            .map_err(|error| Failure::internal(&format!("an event cannot be written: {error}")))?;
        let id = match entry.actor.actor {
            ActorRef::User(user) => user.to_string(),
            ActorRef::Requester(person) => person.to_string(),
            other => other.to_text(),
        };
        Ok(Self {
            id: entry.id,
            at: entry.at,
            actor: EventActor {
                id,
                name: entry.actor.name,
            },
            origin: entry.origin,
            address: entry.address,
            agent: entry.agent,
            what,
            assignee: entry.assignee.map(NamedUser::from),
            team: entry.team.map(NamedTeam::from),
            hash: entry.hash,
        })
    }
}

/// The history of a ticket, oldest first: who did what, when, from where.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/events", tag = "tickets",
    params(("id" = String, Path), StretchQuery), responses((status = 200, body = Page<Event>)))]
pub(super) async fn event_list(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    Query(query): Query<StretchQuery>,
    State(state): State<WebState>,
) -> Result<Page<Event>, Failure> {
    let history = ticket::history(&state.app, &by.caller, id, query.into()).await?;
    let items = history
        .items
        .into_iter()
        .map(Event::of)
        .collect::<Result<_, _>>()?;
    Ok(Page {
        items,
        next_cursor: history.next_cursor,
    })
}
