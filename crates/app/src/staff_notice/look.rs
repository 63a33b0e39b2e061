//! Looking at what one was told of. What has gone out of one's sight since is still counted, and says nothing any more.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::clock::Metric;
use touchstone_domain::id::{MessageId, StaffNoticeId, TicketId, UserId};
use touchstone_domain::staff_notice::NoticeKind;
use touchstone_domain::time::Timestamp;
use touchstone_store::staff_notice::{StaffNoticeRow, staff_bell_of, staff_notice_by_id, staff_notices_of};
use touchstone_store::ticket::{ticket_of, ticket_text_of};
use touchstone_store::{Lane, Tx};

use crate::core::{Actor, App, AppError, Caller};
use crate::ticket::{Named, Names};

/// The ticket that something is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffNoticeTicket {
    pub id: TicketId,
    pub number: i64,
    /// None once erased.
    pub subject: Option<String>,
}

/// What somebody was told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffNotice {
    pub id: StaffNoticeId,
    pub kind: NoticeKind,
    /// None when it is about no ticket, or about one that they may not see (any more).
    pub ticket: Option<StaffNoticeTicket>,
    /// It is about a ticket that they may not see: only what is offered to them leads anywhere.
    pub hidden: bool,
    pub message: Option<MessageId>,
    pub metric: Option<Metric>,
    /// Who did it, if a member of staff did.
    pub author: Option<Named<UserId>>,
    pub at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// What the caller was told of, the newest first, before one of them; what they have not read alone, if `unread`.
pub async fn staff_notices(
    app: &App,
    caller: &Caller,
    unread: bool,
    before: Option<StaffNoticeId>,
    limit: u32,
) -> Result<Vec<StaffNotice>, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let rows = staff_notices_of(tx, actor.user()?.id, unread, before, limit)?;
        told(tx, &actor, rows)
    })
    .await
}

/// One of the caller's own.
pub async fn staff_notice(app: &App, caller: &Caller, id: StaffNoticeId) -> Result<StaffNotice, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let row = staff_notice_by_id(tx, actor.user()?.id, id)?;
        let found = told(tx, &actor, row.into_iter().collect())?.pop();
        found.ok_or(AppError::NotFound { what: "notification" })
    })
    .await
}

/// How much the caller has not read.
pub async fn staff_notices_unread(app: &App, caller: &Caller) -> Result<u32, AppError> {
    let user = caller.actor.user()?.id;
    app.query(Lane::Fast, move |tx| unread_of(tx, user)).await
}

/// How much somebody has not read.
pub(crate) fn unread_of(tx: &mut Tx<'_>, user: UserId) -> Result<u32, AppError> {
    let bell = staff_bell_of(tx, user)?;
    Ok(bell.map_or(0, |bell| u32::try_from(bell.unread.max(0)).unwrap_or(u32::MAX)))
}

fn told(tx: &mut Tx<'_>, actor: &Actor, rows: Vec<StaffNoticeRow>) -> Result<Vec<StaffNotice>, AppError> {
    let ids: Vec<TicketId> = rows.iter().filter_map(|row| row.ticket).collect();
    let mut tickets: HashMap<TicketId, StaffNoticeTicket> = HashMap::new();
    for row in ticket_of(tx, &ids)? {
        if actor.reaches(Permission::TicketRead, &row.state.place()) {
            let ticket = StaffNoticeTicket {
                id: row.id,
                number: row.number,
                subject: None,
            };
            tickets.insert(row.id, ticket);
        }
    }
    for text in ticket_text_of(tx, &ids)? {
        if let Some(ticket) = tickets.get_mut(&text.ticket)
            && text.erased_at.is_none()
        {
            ticket.subject = Some(text.subject);
        }
    }
    let names = Names::of_users(tx, rows.iter().map(|row| row.author))?;
    let notice = |row: StaffNoticeRow| {
        let ticket = row.ticket.and_then(|id| tickets.get(&id).cloned());
        StaffNotice {
            id: row.id,
            kind: row.kind,
            hidden: row.ticket.is_some() && ticket.is_none(),
            ticket,
            message: row.message,
            metric: row.metric,
            author: names.named(row.author),
            at: row.at,
            read_at: row.read_at,
        }
    };
    Ok(rows.into_iter().map(notice).collect())
}
