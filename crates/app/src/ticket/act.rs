//! The actions of the desk on one ticket.

use touchstone_domain::clock::Charge;
use touchstone_domain::event::EventBody;
use touchstone_domain::id::{FileId, MessageId, TicketId};
use touchstone_domain::stage::Move;
use touchstone_domain::ticket::{BodyFormat, CloseReason, Visibility, ticket_note_cause};
use touchstone_store::team::team_names;
use touchstone_store::user::user_names;

use super::act_input::Act;
use super::action::DeskAction;
use super::assign::assign;
use super::classify::{classify_as, update};
use super::fields::Fields;
use super::file::files_claim;
use super::handover::{To, Word, answer_offer, hand_over, withdraw_offer};
use super::held::Held;
use super::input::Patch;
use super::merge::{ending_note, merge, restore};
use super::message::{Words, say};
use super::read::answer;
use super::refused::refused;
use super::split::split;
use super::view::Ticket;
use crate::core::{Actor, App, AppError, Call, Cx};
use crate::reply_template::filled;

/// Does an action and answers the whole ticket, of a split the new one. `call.expected_version` is its `based_on`.
pub async fn act(
    app: &App,
    call: &Call,
    id: TicketId,
    action: DeskAction,
    fields: Fields,
) -> Result<Ticket, AppError> {
    let act = Act::read(action, fields)?;
    answer(app, call, move |cx| ticket_acted(cx, id, &act)).await
}

/// Changes a ticket's own facts and words and answers the whole ticket.
pub async fn patch(app: &App, call: &Call, id: TicketId, fields: Fields) -> Result<Ticket, AppError> {
    let patch = Patch::read(fields)?;
    answer(app, call, move |cx| ticket_patch(cx, id, &patch).map(|()| id)).await
}

/// The command behind [`patch`].
pub fn ticket_patch(cx: &mut Cx<'_, '_>, id: TicketId, patch: &Patch) -> Result<(), AppError> {
    let mut held = Held::open(cx, id, DeskAction::Classify.permission())?;
    if update(cx, &mut held, patch)? {
        held.save(cx)?;
    }
    Ok(())
}

/// The command behind [`act`].
pub fn ticket_act(cx: &mut Cx<'_, '_>, id: TicketId, act: &Act) -> Result<(), AppError> {
    ticket_acted(cx, id, act).map(|_| ())
}

/// The same; answers which ticket to look at next.
fn ticket_acted(cx: &mut Cx<'_, '_>, id: TicketId, act: &Act) -> Result<TicketId, AppError> {
    let mut next = id;
    let mut held = Held::open(cx, id, act.name().permission())?;
    match act {
        Act::Assign {
            assignee,
            team,
            category,
        } => {
            let assignee = assignee.map(|whom| whom.as_said_by(cx.actor())).transpose()?;
            assign(cx, &mut held, assignee, *team, category.as_deref())?;
        }
        Act::Take => {
            let Actor::User(user) = cx.actor() else {
                return Err(AppError::Unauthenticated);
            };
            assign(cx, &mut held, Some(user.id), None, None)?;
        }
        Act::Classify(judgement) => classify_as(cx, &mut held, judgement)?,
        Act::Start => {
            let passed = held.step(&Move::Start, cx.now)?;
            held.emit(cx, EventBody::TicketStarted { passed })?;
        }
        Act::Wait { on, until } => {
            let passed = held.step(
                &Move::Wait {
                    on: *on,
                    until: *until,
                },
                cx.now,
            )?;
            held.emit(
                cx,
                EventBody::TicketWaiting {
                    on: *on,
                    until: *until,
                    passed,
                },
            )?;
        }
        Act::Resume => {
            let passed = held.step(&Move::Resume, cx.now)?;
            held.emit(cx, EventBody::TicketResumed { passed })?;
        }
        Act::Resolve {
            solution,
            attachments,
        } => resolve(cx, &mut held, solution, attachments)?,
        Act::Reopen { reason } => {
            let passed = held.step(&Move::Reopen, cx.now)?;
            held.emit(cx, EventBody::TicketReopened { passed })?;
            note(cx, &mut held, reason)?;
        }
        Act::Withdraw => end(cx, &mut held, &Move::Withdraw, CloseReason::Withdrawn)?,
        Act::Spam => end(cx, &mut held, &Move::Spam, CloseReason::Spam)?,
        Act::Close { reason } => {
            note(cx, &mut held, reason)?;
            end(cx, &mut held, &Move::Close, CloseReason::Closed)?;
        }
        Act::Merge { into, agreed } => merge(cx, &mut held, *into, *agreed)?,
        Act::Restore => restore(cx, &mut held)?,
        Act::Split(draft) => next = split(cx, &held, draft)?,
        Act::HandOver {
            receiver,
            team,
            reason,
        } => {
            let receiver = receiver.map(|whom| whom.as_said_by(cx.actor())).transpose()?;
            let to = To {
                receiver,
                team: *team,
            };
            hand_over(cx, &mut held, to, reason)?;
        }
        Act::AcceptHandover => answer_offer(cx, &mut held, &Word::Accept)?,
        Act::DeclineHandover { reason } => {
            let reason = reason.clone();
            answer_offer(cx, &mut held, &Word::Decline { reason })?;
        }
        Act::WithdrawHandover => withdraw_offer(cx, &mut held)?,
        Act::Extend { metric, by, reason } => {
            let (metric, by) = (*metric, *by);
            let passed = held.extend(metric, by, cx.now)?;
            held.emit(cx, EventBody::ClockExtended { metric, by, passed })?;
            note(cx, &mut held, reason)?;
        }
        Act::NoteCause {
            metric,
            instance,
            cause,
            charge,
        } => {
            if let Some(charge) = charge {
                charged_exists(cx, charge)?;
            }
            let noted = ticket_note_cause(&held.clocks, *metric, *instance, *cause, charge.clone());
            held.clocks = noted.map_err(refused)?;
            held.emit(
                cx,
                EventBody::ClockCauseNoted {
                    metric: *metric,
                    instance: *instance,
                    cause: *cause,
                    charged_to: charge.as_ref().map(Charge::to),
                    charged: charge.as_ref().and_then(Charge::logged),
                },
            )?;
        }
    }
    held.save(cx)?;
    Ok(next)
}

/// Refuses a charge to a team or a user that does not exist; those who have left can be charged.
fn charged_exists(cx: &mut Cx<'_, '_>, charge: &Charge) -> Result<(), AppError> {
    let there = match charge {
        Charge::Team(team) => !team_names(cx.tx, &[*team])?.is_empty(),
        Charge::Person(user) => !user_names(cx.tx, &[*user])?.is_empty(),
        Charge::Stage(_) | Charge::Partner(_) | Charge::Merchant(_) => true,
    };
    if there {
        Ok(())
    } else {
        Err(AppError::field("charged", "unknown_value"))
    }
}

impl Act {
    /// Its name.
    pub fn name(&self) -> DeskAction {
        match self {
            Self::Assign { .. } => DeskAction::Assign,
            Self::Take => DeskAction::Take,
            Self::Classify(_) => DeskAction::Classify,
            Self::Start => DeskAction::Start,
            Self::Wait { .. } => DeskAction::Wait,
            Self::Resume => DeskAction::Resume,
            Self::Resolve { .. } => DeskAction::Resolve,
            Self::Reopen { .. } => DeskAction::Reopen,
            Self::Withdraw => DeskAction::Withdraw,
            Self::Spam => DeskAction::Spam,
            Self::Close { .. } => DeskAction::Close,
            Self::Merge { .. } => DeskAction::Merge,
            Self::Restore => DeskAction::Restore,
            Self::Split(_) => DeskAction::Split,
            Self::HandOver { .. } => DeskAction::HandOver,
            Self::AcceptHandover => DeskAction::AcceptHandover,
            Self::DeclineHandover { .. } => DeskAction::DeclineHandover,
            Self::WithdrawHandover => DeskAction::WithdrawHandover,
            Self::NoteCause { .. } => DeskAction::NoteCause,
            Self::Extend { .. } => DeskAction::Extend,
        }
    }
}

/// The solution is a public message; the requester is asked by the reaction to the event.
fn resolve(
    cx: &mut Cx<'_, '_>,
    held: &mut Held,
    solution: &str,
    attachments: &[FileId],
) -> Result<(), AppError> {
    filled("solution", solution)?;
    let passed = held.step(&Move::Resolve, cx.now)?;
    let words = Words::of_caller(
        cx,
        solution,
        BodyFormat::Markdown,
        Visibility::Public,
        attachments.len(),
    );
    let message = say(cx, held, words)?;
    held.emit(cx, EventBody::TicketResolved { message, passed })?;
    files_claim(cx, held.id(), message, attachments)
}

/// A reason is free text: it stands in the conversation as an internal note, not in the event log.
pub(crate) fn note(cx: &mut Cx<'_, '_>, held: &mut Held, reason: &str) -> Result<MessageId, AppError> {
    let words = Words::of_caller(cx, reason, BodyFormat::Text, Visibility::Internal, 0);
    let (author, visibility) = (words.author_kind, words.visibility);
    let message = say(cx, held, words)?;
    let passed = touchstone_domain::event::Passed::default();
    held.emit(
        cx,
        EventBody::MessageAdded {
            message,
            visibility,
            author,
            passed,
        },
    )?;
    Ok(message)
}

fn end(cx: &mut Cx<'_, '_>, held: &mut Held, step: &Move, reason: CloseReason) -> Result<(), AppError> {
    ending_note(cx, held)?;
    let passed = held.step(step, cx.now)?;
    held.emit(
        cx,
        EventBody::TicketArchived {
            reason,
            merged_into: None,
            passed,
        },
    )?;
    Ok(())
}
