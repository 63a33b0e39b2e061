use serde::Serialize;
use serde_json::Value;
use touchstone_app::ticket::HistoryEntry;
use touchstone_domain::event::{ActorRef, Origin};
use touchstone_domain::id::EventId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::{NamedTeam, NamedUser};
use crate::api::schema;
use crate::failure::Failure;

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventActor {
    /// `usr_…`, `per_…`, `public`, or `system:` and a part of the product.
    id: String,
    /// Name of a user.
    name: Option<String>,
}

/// One entry of a history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct HistoryEvent {
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

impl HistoryEvent {
    pub(crate) fn of(entry: HistoryEntry) -> Result<Self, Failure> {
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
