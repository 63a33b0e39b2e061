//! Beginning a job: for which tickets, and with what the caller may do.

use std::collections::BTreeSet;

use touchstone_domain::access::Permission;
use touchstone_domain::bulk::BulkState;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{BulkId, TicketId};
use touchstone_store::Lane;
use touchstone_store::bulk::{BulkRow, bulk_insert};
use touchstone_store::ticket::ticket_of;

use super::work::bulk_drive;
use super::{AT_ONCE_MAX, Bulk, BulkRequest, again, bulk, row_permission};
use crate::core::{Actor, App, AppError, Call, Caller, Credential, FieldError};
use crate::ticket::{ListQuery, ticket_ids};

/// Tickets of one job at most.
pub const BULK_MAX: usize = 10_000;
/// Ids looked up at once.
const CHUNK: usize = 500;

/// Which tickets.
#[derive(Debug, Clone)]
pub enum Selection {
    These(Vec<TicketId>),
    /// Whatever a list shows, all of its pages.
    All(Box<ListQuery>),
}

/// How many tickets a selection has, counted up to [`BULK_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub tickets: usize,
    pub more: bool,
}

/// Counts a selection as far as the caller may see it.
pub async fn bulk_count(app: &App, caller: &Caller, selection: Selection) -> Result<Counted, AppError> {
    let (tickets, more) = selected(app, caller, selection).await?;
    Ok(Counted {
        tickets: tickets.len(),
        more,
    })
}

/// The tickets meant, and whether there are more than one job takes.
async fn selected(
    app: &App,
    caller: &Caller,
    selection: Selection,
) -> Result<(Vec<TicketId>, bool), AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Slow, move |tx| match &selection {
        Selection::All(query) => ticket_ids(tx, query, &actor, BULK_MAX),
        Selection::These(ids) => {
            let ids: Vec<_> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
            let mut seen = BTreeSet::new();
            for some in ids.chunks(CHUNK) {
                let rows = ticket_of(tx, some)?.into_iter();
                let reached = rows.filter(|row| actor.reaches(Permission::TicketRead, &row.state.place()));
                seen.extend(reached.map(|row| row.id));
            }
            if ids.iter().any(|id| !seen.contains(id)) {
                return Err(AppError::field("tickets", "not_found"));
            }
            Ok((ids, false))
        }
    })
    .await
}

/// Begins a job. A small one is carried out before it is answered, others go on by themselves.
pub async fn bulk_begin(
    app: &App,
    call: &Call,
    selection: Selection,
    request: BulkRequest,
) -> Result<Bulk, AppError> {
    let action = request.action();
    call.caller.actor.holds(row_permission(action))?;
    let (tickets, more) = selected(app, &call.caller, selection).await?;
    if tickets.is_empty() {
        return Err(AppError::field("tickets", "required"));
    }
    if more || tickets.len() > BULK_MAX {
        let told = FieldError::new("tickets", "too_many").with("max", BULK_MAX);
        return Err(AppError::Validation(vec![told]));
    }
    let written = json(&request)?;
    let permissions = json(&call.caller.actor.permissions())?;
    let small = tickets.len() <= AT_ONCE_MAX;
    let begun = app
        .command(call, move |cx| {
            let Actor::User(user) = cx.actor() else {
                return Err(AppError::Unauthenticated);
            };
            let (session, token) = match user.credential {
                Credential::Session(id) => (Some(id), None),
                Credential::Token(id) => (None, Some(id)),
            };
            let id: BulkId = cx.id();
            let row = BulkRow {
                id,
                action,
                state: BulkState::UnderWay,
                request: written.clone(),
                author: user.id,
                permissions: permissions.clone(),
                session,
                token,
                total: i64::try_from(tickets.len()).unwrap_or(i64::MAX),
                changed: 0,
                unchanged: 0,
                refused: 0,
                restored: 0,
                kept: 0,
                created_at: cx.now,
                ended_at: None,
            };
            bulk_insert(cx.tx, &row, &tickets)?;
            let tickets = u64::try_from(tickets.len()).unwrap_or_default();
            cx.emit(
                Subject::System,
                EventBody::BulkBegun {
                    bulk: id,
                    action,
                    tickets,
                },
            )?;
            again(cx, id)
        })
        .await?;
    if !small {
        return Ok(begun);
    }
    bulk_drive(app, begun.id).await?;
    bulk(app, &call.caller, begun.id).await
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::Internal(error.to_string()))
}
