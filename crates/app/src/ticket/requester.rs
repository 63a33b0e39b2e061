//! The requester's own moves on a ticket they have shown to be theirs: agreeing with a solution, and disagreeing.

use touchstone_domain::event::EventBody;
use touchstone_domain::id::TicketId;
use touchstone_domain::stage::Move;
use touchstone_domain::ticket::{ConfirmedBy, Visibility};

use super::fields::Fields;
use super::file::files_claim;
use super::held::Held;
use super::input::MessageDraft;
use super::message::{Said, Words, say};
use crate::core::{App, AppError, Call, Cx};

/// The requester agrees that the matter is solved.
pub async fn confirm(app: &App, call: &Call, id: TicketId) -> Result<(), AppError> {
    app.command(call, move |cx| ticket_confirm(cx, id)).await
}

/// The requester disagrees, with a reason; the ticket goes back to its owner.
pub async fn object(app: &App, call: &Call, id: TicketId, fields: Fields) -> Result<Said, AppError> {
    let draft = MessageDraft::read_objection(fields)?;
    app.command(call, move |cx| ticket_object(cx, id, &draft)).await
}

/// The command behind [`confirm`].
pub fn ticket_confirm(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(), AppError> {
    let mut held = Held::open_own(cx, id)?;
    let passed = held.step(&Move::Confirm, cx.now)?;
    held.emit(
        cx,
        EventBody::TicketConfirmed {
            by: ConfirmedBy::Requester,
            passed,
        },
    )?;
    held.save(cx)?;
    Ok(())
}

/// The command behind [`object`].
pub fn ticket_object(cx: &mut Cx<'_, '_>, id: TicketId, draft: &MessageDraft) -> Result<Said, AppError> {
    let mut held = Held::open_own(cx, id)?;
    let passed = held.step(&Move::Object, cx.now)?;
    let words = Words::of_caller(
        cx,
        &draft.body,
        draft.format,
        Visibility::Public,
        draft.attachments.len(),
    );
    let message = say(cx, &mut held, words)?;
    held.emit(cx, EventBody::TicketObjected { message, passed })?;
    files_claim(cx, id, message, &draft.attachments)?;
    let saved = held.save(cx)?;
    Ok(Said {
        message,
        ticket: id,
        version: saved.version,
        crossed: false,
        opened: None,
    })
}
