//! Taking a job back: what it changed is set back where nothing has changed since, and otherwise it is said why not.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::bulk::{BulkOutcome, BulkState};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::BulkId;
use touchstone_domain::ticket::TicketBefore;
use touchstone_store::bulk::{BulkChangedRow, bulk_lock, bulk_state};

use super::request::tags_set;
use super::work::bulk_drive;
use super::{AT_ONCE_MAX, Bulk, BulkRequest, again, bulk, missing, own};
use crate::core::{App, AppError, Call, Cx};
use crate::ticket::{Act, Held, Patch, ticket_act, ticket_patch};

/// Somebody has changed the ticket since.
const CHANGED_SINCE: &str = "bulk-why-changed_since";
/// What was written has been read.
const SAID: &str = "bulk-why-said";

/// What a ticket was before the job changed it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Was {
    pub(super) before: TicketBefore,
    pub(super) tags: Vec<String>,
}

/// Begins to take a job back.
pub async fn bulk_undo(app: &App, call: &Call, id: BulkId) -> Result<Bulk, AppError> {
    let begun = app
        .command(call, move |cx| {
            let row = bulk_lock(cx.tx, id)?.ok_or_else(missing)?;
            own(cx, &row)?;
            if !row.state.may_be_undone() || !row.action.can_be_undone() || row.changed == 0 {
                return Err(AppError::Conflict {
                    code: "bulk_not_undoable",
                });
            }
            bulk_state(cx.tx, &row, BulkState::Undoing, None)?;
            cx.emit(Subject::System, EventBody::BulkUndoBegun { bulk: id })?;
            again(cx, id)
        })
        .await?;
    if usize::try_from(begun.changed).unwrap_or(usize::MAX) > AT_ONCE_MAX {
        return Ok(begun);
    }
    bulk_drive(app, id).await?;
    bulk(app, &call.caller, id).await
}

/// Sets one held ticket back, if it is still what the job made of it.
pub(super) fn take_back(
    cx: &mut Cx<'_, '_>,
    mut held: Held,
    known: &BulkChangedRow,
    request: &BulkRequest,
) -> Result<(BulkOutcome, Option<&'static str>), AppError> {
    if known.version != Some(held.row.version) {
        return Ok((BulkOutcome::Kept, Some(CHANGED_SINCE)));
    }
    let Some(was) = &known.before else {
        return Ok((BulkOutcome::Kept, Some(SAID)));
    };
    let was: Was = serde_json::from_str(was).map_err(|error| AppError::Internal(error.to_string()))?;
    let id = held.id();
    match request {
        BulkRequest::Assign { .. } => {
            // Given to another team it may be out of the author's reach: they take it back to where it was in it.
            cx.actor()
                .may(Permission::TicketAssign, &was.before.state.place())?;
            let passed = held.restore(&was.before);
            let (assignee, team) = (held.state().assignee, held.state().team);
            held.emit(
                cx,
                EventBody::TicketAssignmentUndone {
                    assignee,
                    team,
                    passed,
                },
            )?;
            held.save(cx)?;
        }
        BulkRequest::Urgency { .. } => {
            let urgency = Some(was.before.state.facts.urgency);
            ticket_patch(
                cx,
                id,
                &Patch {
                    urgency,
                    ..Patch::default()
                },
            )?;
        }
        BulkRequest::TagAdd { .. } | BulkRequest::TagRemove { .. } => tags_set(cx, id, was.tags)?,
        BulkRequest::Spam | BulkRequest::Close { .. } => ticket_act(cx, id, &Act::Restore)?,
        BulkRequest::Note { .. } | BulkRequest::Reply { .. } => {
            return Ok((BulkOutcome::Kept, Some(SAID)));
        }
    }
    Ok((BulkOutcome::Restored, None))
}
