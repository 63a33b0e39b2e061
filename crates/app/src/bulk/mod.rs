//! Actions on many tickets at once: begun by a person, carried out for them a ticket a transaction, with what became of each;
//! ended at any time, and taken back where nothing has changed since.

mod begin;
mod request;
mod undo;
mod work;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::bulk::{BulkAction, BulkOutcome, BulkState};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{BulkId, Id, TicketId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::bulk::{BulkRow, bulk_by_id, bulk_list, bulk_lock, bulk_state, bulk_ticket_list};
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use crate::core::{Actor, App, AppError, Call, Caller, Cx};
use crate::ticket::Named;

pub use self::begin::{BULK_MAX, Counted, Selection, bulk_begin, bulk_count};
pub use self::request::BulkRequest;
pub use self::undo::bulk_undo;
pub use self::work::bulk_step;

/// Jobs of up to so many tickets are carried out before they are answered.
pub const AT_ONCE_MAX: usize = 50;

/// A job and how far it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bulk {
    pub id: BulkId,
    pub action: BulkAction,
    pub state: BulkState,
    pub request: BulkRequest,
    pub author: Named<UserId>,
    pub total: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub refused: u64,
    /// Of those changed: set back, and left as they are.
    pub restored: u64,
    pub kept: u64,
    pub may_cancel: bool,
    pub may_undo: bool,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl Bulk {
    /// Tickets that are through.
    pub fn reached(&self) -> u64 {
        match self.state {
            BulkState::Undoing => self.restored + self.kept,
            _ => self.changed + self.unchanged + self.refused,
        }
    }

    /// Tickets there are to reach now.
    pub fn goal(&self) -> u64 {
        match self.state {
            BulkState::Undoing => self.changed,
            _ => self.total,
        }
    }
}

/// What became of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkTicket {
    pub ticket: TicketId,
    pub number: i64,
    pub outcome: BulkOutcome,
    /// Key of the words for why it was refused or kept.
    pub why: Option<String>,
}

fn missing() -> AppError {
    AppError::NotFound { what: "bulk" }
}

/// A job is its author's to see, and theirs who read the audit.
fn visible(actor: &Actor, row: &BulkRow) -> Result<(), AppError> {
    match actor {
        Actor::User(user) if user.id == row.author || user.grants.holds(Permission::AuditRead) => Ok(()),
        Actor::Public => Err(AppError::Unauthenticated),
        _ => Err(missing()),
    }
}

/// One's own jobs, the last first, those begun before the one of this id; at most `limit`.
pub async fn bulks(
    app: &App,
    caller: &Caller,
    before: Option<BulkId>,
    limit: u32,
) -> Result<Vec<Bulk>, AppError> {
    let author = caller.actor.user()?.id;
    app.query(Lane::Fast, move |tx| {
        let before = before.unwrap_or_else(|| BulkId::from_raw(i64::MAX));
        let rows = bulk_list(tx, author, before, limit)?;
        rows.into_iter().map(|row| shown(tx, row)).collect()
    })
    .await
}

/// One job.
pub async fn bulk(app: &App, caller: &Caller, id: BulkId) -> Result<Bulk, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let row = bulk_by_id(tx, id)?.ok_or_else(missing)?;
        visible(&actor, &row)?;
        shown(tx, row)
    })
    .await
}

/// What became of its tickets, of all or of those with one outcome, behind one of them.
pub async fn bulk_tickets(
    app: &App,
    caller: &Caller,
    id: BulkId,
    outcome: Option<BulkOutcome>,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<BulkTicket>, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        visible(&actor, &bulk_by_id(tx, id)?.ok_or_else(missing)?)?;
        let rows = bulk_ticket_list(tx, id, outcome, after, limit)?.into_iter();
        let one = rows.map(|row| BulkTicket {
            ticket: row.ticket,
            number: row.number,
            outcome: row.outcome,
            why: row.why,
        });
        Ok(one.collect())
    })
    .await
}

/// Ends a job where it is; what was changed stays so until it is taken back.
pub async fn bulk_cancel(app: &App, call: &Call, id: BulkId) -> Result<Bulk, AppError> {
    app.command(call, move |cx| {
        let row = bulk_lock(cx.tx, id)?.ok_or_else(missing)?;
        own(cx, &row)?;
        if row.state != BulkState::UnderWay {
            return Err(AppError::Conflict { code: "bulk_ended" });
        }
        bulk_state(cx.tx, &row, BulkState::Cancelled, Some(cx.now))?;
        cx.emit(Subject::System, EventBody::BulkCancelled { bulk: id })?;
        again(cx, id)
    })
    .await
}

/// What was begun by somebody else is theirs to end and to take back.
fn own(cx: &Cx<'_, '_>, row: &BulkRow) -> Result<(), AppError> {
    visible(cx.actor(), row)?;
    if cx.actor().user()?.id == row.author {
        return Ok(());
    }
    Err(AppError::Forbidden {
        permission: row_permission(row.action),
    })
}

/// What one must be allowed to.
fn row_permission(action: BulkAction) -> Permission {
    match action {
        BulkAction::Assign => Permission::TicketAssign,
        BulkAction::Urgency | BulkAction::TagAdd | BulkAction::TagRemove => Permission::TicketClassify,
        BulkAction::Spam | BulkAction::Close => Permission::TicketClose,
        BulkAction::Note => Permission::TicketNote,
        BulkAction::Reply => Permission::TicketReply,
    }
}

fn again(cx: &mut Cx<'_, '_>, id: BulkId) -> Result<Bulk, AppError> {
    let row = bulk_by_id(cx.tx, id)?.ok_or_else(missing)?;
    shown(cx.tx, row)
}

fn request_of(row: &BulkRow) -> Result<BulkRequest, AppError> {
    serde_json::from_str(&row.request)
        .map_err(|error| AppError::Internal(format!("bulk {}: {error}", row.id)))
}

fn shown(tx: &mut Tx<'_>, row: BulkRow) -> Result<Bulk, AppError> {
    let name = user_names(tx, &[row.author])?.into_iter().next();
    let n = |n: i64| u64::try_from(n).unwrap_or_default();
    Ok(Bulk {
        id: row.id,
        action: row.action,
        state: row.state,
        request: request_of(&row)?,
        author: Named {
            id: row.author,
            name: name.map(|(_, name)| name).unwrap_or_default(),
        },
        total: n(row.total),
        changed: n(row.changed),
        unchanged: n(row.unchanged),
        refused: n(row.refused),
        restored: n(row.restored),
        kept: n(row.kept),
        may_cancel: row.state == BulkState::UnderWay,
        may_undo: row.state.may_be_undone() && row.action.can_be_undone() && row.changed > 0,
        created_at: row.created_at,
        ended_at: row.ended_at,
    })
}
