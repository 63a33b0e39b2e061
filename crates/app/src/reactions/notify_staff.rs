//! Tells members of staff what concerns them, once for each event and person: nobody of what they did themselves or may
//! not see, nobody of what is long over. Whoever acts on a ticket has seen what there was to tell of it.

use std::collections::BTreeMap;

use touchstone_domain::access::Permission;
use touchstone_domain::event::{ActorRef, Subject};
use touchstone_domain::id::UserId;
use touchstone_domain::staff_notice::{
    Audience, Concerned, NoticeChoice, NoticeKind, calls_for_notice, is_told, message_of, metric_of,
    notices_of,
};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Tx;
use touchstone_store::event::{EventRow, LoggedEvent};
use touchstone_store::reader::Reader;
use touchstone_store::staff_notice::{
    StaffNoticeRow, staff_bell_add, staff_notice_insert, staff_notices_dealt,
};
use touchstone_store::team::{team_by_id, team_members};
use touchstone_store::ticket::{TicketRow, ticket_by_id};

use crate::account::{users_reach, users_who};
use crate::core::{App, AppError};
use crate::staff_notice::choices_of;
use crate::standard::roles_bound;

pub(super) const READER: Reader = Reader::new("notify_staff");

/// What is older than that when it is read is no news.
const NEWS: Span = Span::days(3);

/// Whose count of unread ones changes by how much: written at the end, in order, so that nobody waits for one another.
type Bells = BTreeMap<UserId, i64>;

/// Tells of a stretch of events.
pub(super) fn digest(tx: &mut Tx<'_>, app: &App, events: &[LoggedEvent]) -> Result<(), AppError> {
    let (now, mut bells) = (app.clock.now(), Bells::new());
    for logged in events {
        // So a log that was written before there was anybody to tell is passed over at the cost of reading it.
        if now - logged.event.at <= NEWS {
            dealt(tx, &logged.event, now, &mut bells)?;
            tell(tx, app, &logged.event, now, &mut bells)?;
        }
    }
    for (user, change) in bells.into_iter().filter(|(_, change)| *change != 0) {
        staff_bell_add(tx, user, change, now)?;
    }
    Ok(())
}

/// What somebody was told of a ticket before they acted on it is read.
fn dealt(tx: &mut Tx<'_>, event: &EventRow, now: Timestamp, bells: &mut Bells) -> Result<(), AppError> {
    if let (Subject::Ticket(ticket), ActorRef::User(user)) = (event.subject, event.actor) {
        let read = staff_notices_dealt(tx, user, ticket, event.id, now)?;
        *bells.entry(user).or_default() -= i64::try_from(read).unwrap_or(i64::MAX);
    }
    Ok(())
}

fn tell(
    tx: &mut Tx<'_>,
    app: &App,
    event: &EventRow,
    now: Timestamp,
    bells: &mut Bells,
) -> Result<(), AppError> {
    let body = event.parsed()?;
    if !calls_for_notice(&body) {
        return Ok(());
    }
    let ticket = match event.subject {
        Subject::Ticket(id) => match ticket_by_id(tx, id)? {
            Some(row) => Some(row),
            // Taken away since.
            None => return Ok(()),
        },
        _ => None,
    };
    let concerned = concerned(tx, ticket.as_ref())?;
    let (zone, usual) = (app.renderer.zone(), NoticeChoice::default());
    for (audience, kind) in notices_of(&body, &concerned) {
        let mut told = people(tx, audience, event)?;
        told.retain(|user| is_told(*user, event.actor));
        let told = may_know(tx, told, kind, ticket.as_ref())?;
        let choices = choices_of(tx, &told)?;
        for user in told {
            let choice = choices.get(&user).unwrap_or(&usual);
            let means = choice.means(kind);
            let mail_due = choice.mail_due(kind, event.at, &zone);
            if !means.web && mail_due.is_none() {
                continue;
            }
            let row = StaffNoticeRow {
                id: app.ids.next(now),
                user_id: user,
                event: event.id,
                kind,
                ticket: ticket.as_ref().map(|row| row.id),
                message: message_of(&body),
                metric: metric_of(&body),
                author: author(event.actor),
                at: event.at,
                // What rings no bell only stands in the list.
                read_at: (!means.web).then_some(now),
                mail_due,
            };
            let added = staff_notice_insert(tx, &row)?;
            *bells.entry(user).or_default() += i64::from(added && means.web);
        }
    }
    Ok(())
}

fn author(by: ActorRef) -> Option<UserId> {
    match by {
        ActorRef::User(user) => Some(user),
        _ => None,
    }
}

fn concerned(tx: &mut Tx<'_>, ticket: Option<&TicketRow>) -> Result<Concerned, AppError> {
    let Some(row) = ticket else {
        return Ok(Concerned::default());
    };
    let place = row.state.place();
    let team = match place.team {
        Some(team) => team_by_id(tx, team)?,
        None => None,
    };
    Ok(Concerned {
        assignee: place.assignee,
        owner: place.owner,
        lead: team.and_then(|team| team.lead),
    })
}

fn people(tx: &mut Tx<'_>, audience: Audience, event: &EventRow) -> Result<Vec<UserId>, AppError> {
    match (audience, event.subject) {
        (Audience::User(user), _) => Ok(vec![user]),
        (Audience::Team(team), _) => Ok(team_members(tx, team)?),
        (Audience::Bound, Subject::Standard(standard)) => {
            let bound = roles_bound(tx, standard)?;
            users_who(tx, |user, grants| {
                bound.contains(&user.role) && grants.holds(Permission::StandardRead)
            })
        }
        (Audience::Bound, _) => Ok(Vec::new()),
        (Audience::Writers, _) => users_who(tx, |_, grants| grants.holds(Permission::StandardWrite)),
    }
}

/// Those who may see what they would be told of, in as many reads for a whole team as for one. An offer is for whoever it is made
/// to, though they may not see the ticket.
fn may_know(
    tx: &mut Tx<'_>,
    mut users: Vec<UserId>,
    kind: NoticeKind,
    ticket: Option<&TicketRow>,
) -> Result<Vec<UserId>, AppError> {
    if let Some(row) = ticket.filter(|_| kind != NoticeKind::HandoverOffered) {
        let reaching = users_reach(tx, &users, Permission::TicketRead, &row.state.place())?;
        users.retain(|user| reaching.contains(user));
    }
    Ok(users)
}
