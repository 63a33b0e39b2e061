//! Links between tickets, and everything else one has to do with others: what it was merged into, what was merged into it, what
//! it continues and what continues it. Another ticket is told of only to who may see that one too.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::EventBody;
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::ticket::{Relation, TicketLink};
use touchstone_domain::time::Timestamp;
use touchstone_store::split::splits_of;
use touchstone_store::ticket::{TicketRow, ticket_by_id, ticket_follower, ticket_of, ticket_text_of};
use touchstone_store::together::{
    LinkRow, link_insert, link_remove as link_delete, links_of, ticket_merged_from,
};
use touchstone_store::{Lane, Tx};

use super::held::Held;
use super::merge::{TicketRef, subject};
use super::read::visible;
use crate::core::{Actor, App, AppError, Call, Caller, Cx};

/// Links of one ticket in all.
const LINKS_MAX: usize = 50;

/// Another ticket and how it stands to the one that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedTicket {
    pub relation: Relation,
    pub id: TicketId,
    pub number: i64,
    /// None once erased.
    pub subject: Option<String>,
    pub stage: Stage,
    pub status: Status,
    pub created_at: Timestamp,
    /// Of another requester.
    pub other_requester: bool,
}

/// What a ticket has to do with others, as far as the reader may see those.
pub async fn links(app: &App, caller: &Caller, id: TicketId) -> Result<Vec<LinkedTicket>, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let row = visible(tx, &actor, id)?;
        actor.may(Permission::TicketRead, &row.state.place())?;
        links_told(tx, &actor, &row)
    })
    .await
}

pub(super) fn links_told(
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: &TicketRow,
) -> Result<Vec<LinkedTicket>, AppError> {
    let id = row.id;
    let mut others: Vec<(Relation, TicketId)> = Vec::new();
    others.extend(row.state.merged_into.map(|into| (Relation::MergedInto, into)));
    let merged = ticket_merged_from(tx, id)?;
    others.extend(merged.iter().map(|from| (Relation::MergedFrom, from.id)));
    others.extend(row.follows.map(|former| (Relation::Follows, former)));
    others.extend(ticket_follower(tx, id)?.map(|later| (Relation::FollowedBy, later)));
    let (sources, targets) = splits_of(tx, id)?;
    others.extend(sources.into_iter().map(|from| (Relation::SplitFrom, from)));
    others.extend(targets.into_iter().map(|into| (Relation::SplitInto, into)));
    others.extend(links_of(tx, id)?.iter().map(|link| end_of(link, id)));
    let ids: Vec<_> = others.iter().map(|(_, other)| *other).collect();
    let (rows, texts) = (ticket_of(tx, &ids)?, ticket_text_of(tx, &ids)?);
    let told = |(relation, other): (Relation, TicketId)| {
        let found = rows.iter().find(|found| found.id == other)?;
        if !actor.reaches(Permission::TicketRead, &found.state.place()) {
            return None;
        }
        let text = texts.iter().find(|text| text.ticket == other);
        Some(LinkedTicket {
            relation,
            id: other,
            number: found.number,
            subject: text
                .filter(|text| text.erased_at.is_none())
                .map(|text| text.subject.clone()),
            stage: found.state.stage,
            status: found.state.status(),
            created_at: found.state.received_at,
            other_requester: found.requester != row.requester,
        })
    };
    Ok(others.into_iter().filter_map(told).collect())
}

/// The other end of a link, seen from this ticket.
fn end_of(link: &LinkRow, here: TicketId) -> (Relation, TicketId) {
    let forth = link.ticket == here;
    let other = if forth { link.other } else { link.ticket };
    (link.kind.relation(forth), other)
}

/// Notes what a ticket has to do with another; answers all that is noted. Doing it twice is doing it once.
pub async fn link_add(
    app: &App,
    call: &Call,
    id: TicketId,
    kind: TicketLink,
    to: TicketRef,
) -> Result<Vec<LinkedTicket>, AppError> {
    app.command(call, move |cx| {
        let held = Held::open(cx, id, Permission::TicketWork)?;
        let other = to.find(cx, "to")?;
        if other == id {
            return Err(AppError::field("to", "link_itself"));
        }
        let far = ticket_by_id(cx.tx, other)?.ok_or(AppError::NotFound { what: "ticket" })?;
        if links_of(cx.tx, id)?.len() >= LINKS_MAX || links_of(cx.tx, other)?.len() >= LINKS_MAX {
            return Err(AppError::Conflict { code: "links_full" });
        }
        let link = LinkRow {
            ticket: id,
            kind,
            other,
            author: cx.actor().user()?.id,
            created_at: cx.now,
        };
        if link_insert(cx.tx, &link)? {
            told_both(cx, id, far.id, |to| EventBody::TicketLinkAdded { to, link: kind })?;
        }
        links_told(cx.tx, cx.actor(), &held.row)
    })
    .await
}

/// Takes back what was noted between two tickets, from either end; answers what is left.
pub async fn link_remove(
    app: &App,
    call: &Call,
    id: TicketId,
    relation: Relation,
    other: TicketId,
) -> Result<Vec<LinkedTicket>, AppError> {
    let missing = || AppError::NotFound { what: "link" };
    let (kind, forth) = relation.link().ok_or_else(missing)?;
    app.command(call, move |cx| {
        let held = Held::open(cx, id, Permission::TicketWork)?;
        let (from, to) = if forth { (id, other) } else { (other, id) };
        if !link_delete(cx.tx, kind, from, to)? {
            return Err(missing());
        }
        told_both(cx, id, other, |to| EventBody::TicketLinkRemoved {
            to,
            link: kind,
        })?;
        links_told(cx.tx, cx.actor(), &held.row)
    })
    .await
}

/// Both histories tell of it, each naming the other.
fn told_both(
    cx: &mut Cx<'_, '_>,
    one: TicketId,
    two: TicketId,
    body: impl Fn(TicketId) -> EventBody,
) -> Result<(), AppError> {
    cx.emit(subject(one), body(two))?;
    cx.emit(subject(two), body(one))?;
    Ok(())
}
