//! Pages of the event log as listeners hear them: which tickets changed, how, and where they are and were.

use std::collections::{BTreeSet, HashMap};

use touchstone_domain::access::{Place, Reach};
use touchstone_domain::event::{EventBody, EventKind, Subject, SubjectKind};
use touchstone_domain::id::{EventId, TeamId, TicketId, UserId};
use touchstone_store::event::{HistoryOrder, LoggedEvent, event_history};
use touchstone_store::ticket::{TicketRow, ticket_of};
use touchstone_store::{StoreError, Tx};

/// Events of a ticket looked through for who had it before; beyond that it counts as nobody's.
const HISTORY_READ: u32 = 200;

/// A ticket changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) pos: i64,
    pub(super) ticket: TicketId,
    pub(super) kind: EventKind,
    /// Number and version it has now, and where it is; nothing when it is not there any more.
    pub(super) now: Option<(i64, i64, Place)>,
    /// Where it was, if this change moved it.
    pub(super) before: Option<Place>,
    /// It is about an offer to these.
    pub(super) offered: Option<Offered>,
}

/// To whom a ticket is offered: somebody, or anybody of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) to: Option<UserId>,
    pub(super) team: Option<TeamId>,
}

impl Offered {
    pub(super) fn concerns(&self, reach: &Reach) -> bool {
        match (self.to, self.team) {
            (Some(user), _) => user == reach.user,
            (None, Some(team)) => reach.teams.contains(&team),
            (None, None) => false,
        }
    }
}

/// A page of the log, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The last position it reaches.
    pub(super) end: i64,
    pub(super) changes: Vec<Change>,
    /// Whose account, session, token or team changed, or a role: they may not be who they were.
    pub(super) standing: Vec<Subject>,
}

/// What these events mean to listeners. Tickets are read as they are now: what a listener may see is decided by that.
pub(super) fn stretch_of(tx: &mut Tx<'_>, from: i64, events: &[LoggedEvent]) -> Result<Stretch, StoreError> {
    let named: BTreeSet<TicketId> = events.iter().filter_map(ticket_named).collect();
    let rows: HashMap<TicketId, TicketRow> = ticket_of(tx, &Vec::from_iter(named))?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut changes = Vec::new();
    for logged in events {
        let Some(ticket) = ticket_named(logged) else {
            continue;
        };
        let now = rows
            .get(&ticket)
            .map(|row| (row.number, row.version, row.state.place()));
        let before = match (logged.event.kind, &now) {
            (EventKind::TicketHandedOver, Some((_, _, place))) => Some(handed_from(logged, *place)?),
            (EventKind::TicketAssigned | EventKind::TicketAssignmentUndone, _) | (_, None) => {
                Some(place_before(tx, logged, now.as_ref())?)
            }
            _ => None,
        };
        changes.push(Change {
            pos: logged.pos,
            ticket,
            kind: logged.event.kind,
            now,
            before,
            offered: offered(logged)?,
        });
    }
    Ok(Stretch {
        end: events.last().map_or(from, |last| last.pos),
        changes,
        standing: events.iter().filter_map(standing).collect(),
    })
}

/// Where a ticket was before it was handed over.
fn handed_from(logged: &LoggedEvent, now: Place) -> Result<Place, StoreError> {
    Ok(match logged.event.parsed()? {
        EventBody::TicketHandedOver {
            from,
            owner,
            from_team,
            ..
        } => Place {
            owner,
            assignee: Some(from),
            team: from_team,
        },
        _ => now,
    })
}

/// To whom a ticket was offered, if the event is about an offer: they hear of it though they may not see the ticket.
fn offered(logged: &LoggedEvent) -> Result<Option<Offered>, StoreError> {
    if !matches!(
        logged.event.kind,
        EventKind::TicketHandoverOffered
            | EventKind::TicketHandedOver
            | EventKind::TicketHandoverDeclined
            | EventKind::TicketHandoverWithdrawn
            | EventKind::TicketHandoverLapsed
    ) {
        return Ok(None);
    }
    Ok(match logged.event.parsed()? {
        EventBody::TicketHandoverOffered { to, team }
        | EventBody::TicketHandoverDeclined { to, team }
        | EventBody::TicketHandoverWithdrawn { to, team }
        | EventBody::TicketHandoverLapsed { to, team } => Some(Offered { to, team }),
        EventBody::TicketHandedOver { team, .. } => Some(Offered { to: None, team }),
        _ => None,
    })
}

fn ticket_named(logged: &LoggedEvent) -> Option<TicketId> {
    match logged.event.subject {
        // Looking at something changes nothing for those who look at it too.
        Subject::Ticket(_) if logged.event.kind == EventKind::FileDownloaded => None,
        Subject::Ticket(ticket) => Some(ticket),
        _ => None,
    }
}

/// Where the ticket was before an event, as its history tells: with whom the last assignment before it put it.
fn place_before(
    tx: &mut Tx<'_>,
    logged: &LoggedEvent,
    now: Option<&(i64, i64, Place)>,
) -> Result<Place, StoreError> {
    let former = event_history(
        tx,
        logged.event.subject,
        HistoryOrder::NewestFirst,
        Some(logged.event.id),
        HISTORY_READ,
    )?;
    let mut last = (None::<EventId>, None, None);
    for event in former.iter().filter(|event| {
        matches!(
            event.kind,
            EventKind::TicketAssigned | EventKind::TicketAssignmentUndone | EventKind::TicketHandedOver
        )
    }) {
        match event.parsed()? {
            EventBody::TicketAssigned { assignee, team, .. }
            | EventBody::TicketAssignmentUndone { assignee, team, .. } => {
                last = (Some(event.id), assignee, team);
            }
            EventBody::TicketHandedOver { to, team, .. } => last = (Some(event.id), Some(to), team),
            _ => continue,
        }
        break;
    }
    let (assigned, assignee, team) = last;
    // The first contact stays who they are once there is one.
    let owner = assigned.and(now).and_then(|(_, _, place)| place.owner);
    Ok(Place {
        owner,
        assignee,
        team,
    })
}

/// What an event may change about who somebody is.
fn standing(logged: &LoggedEvent) -> Option<Subject> {
    let touches = matches!(
        logged.event.subject.parts().0,
        SubjectKind::User
            | SubjectKind::Session
            | SubjectKind::Token
            | SubjectKind::Team
            | SubjectKind::System
    );
    (touches && logged.event.kind != EventKind::UserSignedIn).then_some(logged.event.subject)
}
