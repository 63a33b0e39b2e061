//! Replies and notes that were begun and not sent. They belong to their writer alone, follow them to other devices, and go
//! when they are sent, when the ticket's texts are erased, or after a month. No events: nothing has been said yet.

use touchstone_domain::access::Permission;
use touchstone_domain::id::{TicketId, UserId};
use touchstone_domain::text::BODY;
use touchstone_domain::ticket::Visibility;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::draft::{DraftRow, draft_delete, draft_of, draft_prune, draft_save as row_save};
use touchstone_store::{Lane, Tx};

use super::read::visible;
use crate::core::{Actor, App, AppError, Caller, FieldError};

/// A draft that nobody goes on with is forgotten after this long.
const KEPT: Span = Span::days(30);

/// What was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyDraft {
    pub visibility: Visibility,
    pub body: String,
    pub saved_at: Timestamp,
}

/// The caller's draft on a ticket, if they have begun one.
pub async fn draft(app: &App, caller: &Caller, id: TicketId) -> Result<Option<ReplyDraft>, AppError> {
    let user = caller.actor.user()?.id;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        visible(tx, &actor, id)?;
        draft_on(tx, id, user)
    })
    .await
}

pub(super) fn draft_on(tx: &mut Tx<'_>, id: TicketId, user: UserId) -> Result<Option<ReplyDraft>, AppError> {
    let row = draft_of(tx, id, user)?;
    Ok(row.map(|row| ReplyDraft {
        visibility: row.visibility,
        body: row.body,
        saved_at: row.saved_at,
    }))
}

/// Keeps what the caller has written so far in place of what was kept before. Nothing but white space is no draft.
pub async fn draft_save(
    app: &App,
    caller: &Caller,
    id: TicketId,
    visibility: Visibility,
    body: String,
) -> Result<Option<ReplyDraft>, AppError> {
    if body.chars().count() > BODY {
        let error = FieldError::new("body", "too_long").with("max", BODY);
        return Err(AppError::Validation(vec![error]));
    }
    if body.contains('\0') {
        return Err(AppError::field("body", "malformed"));
    }
    let user = caller.actor.user()?.id;
    let (actor, now) = (caller.actor.clone(), app.clock.now());
    app.store
        .write(move |tx| {
            may_write(tx, &actor, id)?;
            if body.trim().is_empty() {
                draft_delete(tx, id, user)?;
                return Ok(None);
            }
            let row = DraftRow {
                ticket: id,
                user_id: user,
                visibility,
                body: body.clone(),
                saved_at: now,
            };
            row_save(tx, &row)?;
            Ok(Some(ReplyDraft {
                visibility,
                body: row.body,
                saved_at: now,
            }))
        })
        .await
}

/// Whoever may neither reply nor note has nothing to begin.
fn may_write(tx: &mut Tx<'_>, actor: &Actor, id: TicketId) -> Result<(), AppError> {
    let place = visible(tx, actor, id)?.state.place();
    if actor.reaches(Permission::TicketReply, &place) {
        return Ok(());
    }
    actor.may(Permission::TicketNote, &place)
}

/// What was sent is no draft any more.
pub(super) fn draft_sent(tx: &mut Tx<'_>, id: TicketId, user: UserId) -> Result<(), AppError> {
    draft_delete(tx, id, user)?;
    Ok(())
}

/// Forgets what nobody goes on with; answers how many drafts went.
pub(crate) async fn drafts_prune(app: &App) -> Result<u64, AppError> {
    let before = app.clock.now() - KEPT;
    Ok(app.store.write(move |tx| draft_prune(tx, before)).await?)
}
