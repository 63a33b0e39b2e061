//! The history of a ticket: who did what, when, from where. Read straight from the event log, so that nothing in it can
//! have been left out.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{ActorRef, EventBody, Origin, Subject};
use touchstone_domain::id::{EventId, TeamId, TicketId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::event::{EventRow, HistoryOrder};
use touchstone_store::event_origin::{EventOrigin, event_history_with_origins};
use touchstone_store::{Lane, Tx};

use super::read::{Stretch, visible};
use super::view::{Named, Names};
use crate::core::{App, AppError, Caller};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryActor {
    pub actor: ActorRef,
    /// Name of a user.
    pub name: Option<String>,
}

/// One entry of a history.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    pub id: EventId,
    pub at: Timestamp,
    pub actor: HistoryActor,
    pub origin: Origin,
    pub address: Option<String>,
    /// The program used, as it named itself.
    pub agent: Option<String>,
    pub body: EventBody,
    /// Who has the ticket since, where the entry says so.
    pub assignee: Option<Named<UserId>>,
    pub team: Option<Named<TeamId>>,
    /// SHA-256 of the entry's stored bytes, hexadecimal.
    pub hash: String,
}

/// A stretch of a history, oldest first.
#[derive(Debug, Clone)]
pub struct History {
    pub items: Vec<HistoryEntry>,
    /// Where the history goes on in the direction asked for.
    pub next_cursor: Option<String>,
}

/// The history of a ticket for the desk.
pub async fn history(
    app: &App,
    caller: &Caller,
    id: TicketId,
    stretch: Stretch,
) -> Result<History, AppError> {
    // The requester's part of it, without addresses and names, is the tracking page's.
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        visible(tx, &actor, id)?;
        history_of(tx, id, &stretch)
    })
    .await
}

pub(super) fn history_of(tx: &mut Tx<'_>, id: TicketId, stretch: &Stretch) -> Result<History, AppError> {
    let (limit, after) = stretch.read()?;
    let order = if stretch.newest {
        HistoryOrder::NewestFirst
    } else {
        HistoryOrder::OldestFirst
    };
    let mut rows = event_history_with_origins(tx, Subject::Ticket(id), order, after, limit + 1)?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next_cursor = rows.last().filter(|_| more).map(|(last, _)| last.id.to_string());
    if stretch.newest {
        rows.reverse();
    }
    Ok(History {
        items: history_entries(tx, rows)?,
        next_cursor,
    })
}

/// Events with the names of who is in them. Whoever calls has asked whether they may be seen.
pub(crate) fn history_entries(
    tx: &mut Tx<'_>,
    rows: Vec<(EventRow, EventOrigin)>,
) -> Result<Vec<HistoryEntry>, AppError> {
    let bodies = rows.iter().map(|(row, _)| row.parsed());
    let bodies = bodies.collect::<Result<Vec<_>, _>>()?;
    let acted = rows.iter().map(|(row, _)| user_of(row.actor));
    let users = Names::of_users(tx, acted.chain(bodies.iter().map(|body| given_to(body).0)))?;
    let teams = Names::of_teams(tx, bodies.iter().map(|body| given_to(body).1))?;
    let entry = |((row, origin), body): ((EventRow, EventOrigin), EventBody)| {
        let name = users.named(user_of(row.actor)).map(|named| named.name);
        let (assignee, team) = given_to(&body);
        HistoryEntry {
            id: row.id,
            at: row.at,
            actor: HistoryActor {
                actor: row.actor,
                name,
            },
            origin: row.origin,
            address: origin.address,
            agent: origin.agent,
            assignee: users.named(assignee),
            team: teams.named(team),
            body,
            hash: data_encoding::HEXLOWER.encode(&row.hash),
        }
    };
    Ok(rows.into_iter().zip(bodies).map(entry).collect())
}

fn user_of(actor: ActorRef) -> Option<UserId> {
    match actor {
        ActorRef::User(id) => Some(id),
        ActorRef::Requester(_) | ActorRef::Public | ActorRef::System(_) => None,
    }
}

/// To whom an event gave the ticket.
pub(crate) fn given_to(body: &EventBody) -> (Option<UserId>, Option<TeamId>) {
    match body {
        EventBody::TicketAssigned { assignee, team, .. }
        | EventBody::TicketAssignmentUndone { assignee, team, .. } => (*assignee, *team),
        EventBody::TicketHandedOver { to, team, .. } => (Some(*to), *team),
        EventBody::TicketHandoverOffered { to, team }
        | EventBody::TicketHandoverDeclined { to, team }
        | EventBody::TicketHandoverWithdrawn { to, team }
        | EventBody::TicketHandoverLapsed { to, team } => (*to, *team),
        _ => (None, None),
    }
}
