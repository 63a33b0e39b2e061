//! What is done with a version: submitted, approved by two, returned, given an instant, withdrawn; and what is said about it.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::StandardId;
use touchstone_domain::standard::lifecycle::{
    Lifecycle, LifecycleError, RemarkKind, StandardAction, StandardPhase,
};
use touchstone_domain::text::{BODY, REASON, TextError, bounded, optional};
use touchstone_domain::time::Timestamp;
use touchstone_store::Locked;
use touchstone_store::standard::{StandardRow, standard_delete, standard_insert};
use touchstone_store::standard_document::{
    DocumentRow, RemarkRow, approvals_void, document_lock, document_save, remark_insert, remark_list,
};

use super::document::{StandardDocument, document, life, needs};
use super::draft::readable;
use crate::core::{App, AppError, Call, Cx, FieldError};
use crate::correction::correction_withdraw;

/// The version, held, with what the rules look at.
pub(super) fn held(
    cx: &mut Cx<'_, '_>,
    id: StandardId,
) -> Result<(Locked<DocumentRow>, Lifecycle), AppError> {
    let row = document_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "standard" })?;
    let remarks = remark_list(cx.tx, id)?;
    let life = life(cx.tx, &row, &remarks, cx.now)?;
    Ok((row, life))
}

pub(super) fn refused(error: LifecycleError) -> AppError {
    match error {
        LifecycleError::State { .. } => AppError::Conflict {
            code: "standard_state",
        },
        LifecycleError::OnlyAuthor => AppError::Conflict {
            code: "standard_only_author",
        },
        LifecycleError::ApprovedAlready => AppError::Conflict {
            code: "standard_approved_already",
        },
        LifecycleError::TooLate => AppError::Conflict {
            code: "standard_too_late",
        },
        LifecycleError::Past => AppError::field("from", "instant_past"),
    }
}

/// Runs one step: `rule` says whether and how, the rest is kept with it.
async fn stepped<F>(
    app: &App,
    call: &Call,
    id: StandardId,
    action: StandardAction,
    rule: F,
) -> Result<StandardDocument, AppError>
where
    F: Fn(&mut Cx<'_, '_>, &mut Lifecycle, &DocumentRow) -> Result<EventBody, AppError> + Send + 'static,
{
    app.command(call, move |cx| {
        let (mut row, mut life) = held(cx, id)?;
        cx.actor().holds(needs(action, &life))?;
        cx.check_version(row.version)?;
        let event = rule(cx, &mut life, &row)?;
        let was = row.effective_from;
        row.phase = life.phase;
        row.effective_from = life.effective_from;
        row.version += 1;
        row.updated_at = cx.now;
        cx.emit(Subject::Standard(id), event)?;
        if row.phase == StandardPhase::Adopted {
            adopt(cx, &mut row)?;
        } else if was.is_some() {
            if !standard_delete(cx.tx, id, cx.now)? {
                return Err(refused(LifecycleError::TooLate));
            }
            correction_withdraw(cx, id)?;
        }
        document_save(cx.tx, &row)?;
        document(cx.tx, cx.actor(), id, cx.now)
    })
    .await
}

/// What arrives from the instant on is judged by it; whoever looks for the version in force finds it there.
fn adopt(cx: &mut Cx<'_, '_>, row: &mut Locked<DocumentRow>) -> Result<(), AppError> {
    let from = row.effective_from.unwrap_or(cx.now);
    let judged = StandardRow {
        id: row.id,
        pack: row.pack.clone(),
        effective_from: from,
        created_at: cx.now,
    };
    standard_insert(cx.tx, &judged)?;
    if from <= cx.now {
        row.announced_at = Some(cx.now);
        cx.emit(Subject::Standard(row.id), EventBody::StandardInForce)?;
    }
    Ok(())
}

pub(super) fn remark(
    cx: &mut Cx<'_, '_>,
    id: StandardId,
    kind: RemarkKind,
    body: &str,
) -> Result<(), AppError> {
    let row = RemarkRow {
        id: cx.id(),
        document: id,
        kind,
        author: cx.actor().user()?.id,
        body: body.to_owned(),
        at: cx.now,
        void: false,
    };
    Ok(remark_insert(cx.tx, &row)?)
}

fn worded(text: Result<String, TextError>) -> Result<String, AppError> {
    text.map_err(|error| {
        let told = FieldError::new(error.field(), error.code());
        AppError::Validation(vec![match error {
            TextError::TooLong { max, .. } => told.with("max", max),
            _ => told,
        }])
    })
}

/// A note that must say something.
pub(super) fn bounded_note(text: &str, most: usize) -> Result<String, AppError> {
    worded(bounded("note", text, most))
}

/// A note that may be empty.
fn note(text: Option<String>) -> Result<String, AppError> {
    let text = text.unwrap_or_default();
    worded(optional("note", &text, REASON).map(Option::unwrap_or_default))
}

/// Gives a draft to those who approve.
pub async fn standard_submit(app: &App, call: &Call, id: StandardId) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardWrite)?;
    stepped(app, call, id, StandardAction::Submit, |cx, life, row| {
        life.submit(cx.now).map_err(refused)?;
        // What was begun from an old version may ask for what packs had then.
        readable(&row.pack, &row.key).map_err(|error| AppError::Validation(vec![error]))?;
        Ok(EventBody::StandardSubmitted)
    })
    .await
}

/// Approves, with a note if there is something to say.
pub async fn standard_approve(
    app: &App,
    call: &Call,
    id: StandardId,
    said: Option<String>,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardApprove)?;
    let note = note(said)?;
    stepped(app, call, id, StandardAction::Approve, move |cx, life, _| {
        life.approve(cx.actor().user()?.id, cx.now).map_err(refused)?;
        remark(cx, id, RemarkKind::Approval, &note)?;
        let approval = u8::try_from(life.approvals.len()).unwrap_or(u8::MAX);
        Ok(EventBody::StandardApproved { approval })
    })
    .await
}

/// Gives a version back to its authors, with what has to change.
pub async fn standard_return(
    app: &App,
    call: &Call,
    id: StandardId,
    said: String,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardApprove)?;
    let note = bounded_note(&said, REASON)?;
    stepped(app, call, id, StandardAction::Return, move |cx, life, _| {
        life.send_back(cx.now).map_err(refused)?;
        approvals_void(cx.tx, id)?;
        remark(cx, id, RemarkKind::Return, &note)?;
        Ok(EventBody::StandardReturned)
    })
    .await
}

/// Puts an approved version in force: now, or from a later instant on.
pub async fn standard_schedule(
    app: &App,
    call: &Call,
    id: StandardId,
    from: Option<Timestamp>,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardApprove)?;
    stepped(app, call, id, StandardAction::Schedule, move |cx, life, _| {
        let from = from.unwrap_or(cx.now);
        life.schedule(from, cx.now).map_err(refused)?;
        Ok(EventBody::StandardScheduled { from })
    })
    .await
}

/// Gives a draft up, or takes back that a version was approved.
pub async fn standard_withdraw(
    app: &App,
    call: &Call,
    id: StandardId,
    said: Option<String>,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardRead)?;
    let note = note(said)?;
    stepped(app, call, id, StandardAction::Withdraw, move |cx, life, _| {
        life.withdraw(cx.now).map_err(refused)?;
        approvals_void(cx.tx, id)?;
        remark(cx, id, RemarkKind::Withdrawal, &note)?;
        Ok(EventBody::StandardWithdrawn)
    })
    .await
}

/// Says something about a version, in whichever state it is.
pub async fn standard_comment(
    app: &App,
    call: &Call,
    id: StandardId,
    said: String,
) -> Result<StandardDocument, AppError> {
    call.caller.actor.holds(Permission::StandardRead)?;
    let body = worded(bounded("comment", &said, BODY))?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardRead)?;
        held(cx, id)?;
        remark(cx, id, RemarkKind::Comment, &body)?;
        cx.emit(Subject::Standard(id), EventBody::StandardCommented)?;
        document(cx.tx, cx.actor(), id, cx.now)
    })
    .await
}
