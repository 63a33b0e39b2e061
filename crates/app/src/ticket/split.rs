//! Splitting: messages of a ticket become a ticket of their own, of the same requester. Nothing is moved; both show them, and merging
//! the new ticket into the old one is the way back.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Passed};
use touchstone_domain::id::{MessageId, TeamId, TicketId};
use touchstone_domain::stage::Stage;
use touchstone_domain::text::SUBJECT;
use touchstone_domain::ticket::{BodyFormat, SPLIT_MESSAGES, split_begins};
use touchstone_domain::time::Timestamp;
use touchstone_store::message::{MessageRow, message_by_id};
use touchstone_store::sequence::sequence_take;
use touchstone_store::split::{SplitRow, answer_after, split_homes, split_insert};
use touchstone_store::ticket::{ticket_of, ticket_text_by_id};
use touchstone_store::together::ticket_merged_from;

use super::assign::{Whom, assign_new};
use super::fields::Fields;
use super::held::Held;
use super::input::{CATEGORY, Request};
use super::merge::subject;
use super::receive::{Began, NUMBERS, receive_split};
use super::tracking::TrackingCode;
use crate::core::{AppError, Cx, FieldError};

/// A ticket about to be made of messages of another one.
#[derive(Debug, Clone)]
pub struct SplitDraft {
    messages: Vec<MessageId>,
    /// The other one's, when none is given.
    subject: Option<String>,
    category: Option<String>,
    assignee: Option<Whom>,
    team: Option<TeamId>,
    tracking: TrackingCode,
}

/// The other ticket a message stands in as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitPart {
    pub ticket: TicketId,
    pub number: i64,
}

impl SplitDraft {
    pub(super) fn read(fields: &mut Fields) -> Self {
        let absent = !fields.has("messages");
        let messages = fields.parsed_list("messages", SPLIT_MESSAGES);
        if absent {
            fields.refuse("messages", FieldError::new("", "required"));
        }
        Self {
            messages,
            subject: fields.text("subject", SUBJECT),
            category: fields.text("category", CATEGORY),
            assignee: fields.parsed("assignee"),
            team: fields.parsed("team"),
            tracking: TrackingCode::generate(),
        }
    }
}

/// Makes a ticket of messages of a held one; answers which.
pub(super) fn split(cx: &mut Cx<'_, '_>, held: &Held, draft: &SplitDraft) -> Result<TicketId, AppError> {
    cx.actor().holds(Permission::TicketCreate)?;
    if held.state().stage == Stage::Archived {
        return Err(AppError::Conflict {
            code: "split_archived",
        });
    }
    let chosen = chosen(cx, held, &draft.messages)?;
    let Some(first) = chosen.first().map(|message| message.id) else {
        return Err(AppError::field("messages", "required"));
    };
    let authors = chosen
        .iter()
        .map(|message| (message.author_kind, message.created_at));
    let (begins, asked) = split_begins(authors, cx.now);
    let answered = if asked {
        answered(cx, &chosen, begins)?
    } else {
        None
    };
    let made = make(cx, held, draft, first, begins)?;
    for message in &chosen {
        let row = SplitRow {
            ticket: made,
            message: message.id,
            source: held.id(),
            split_at: cx.now,
        };
        split_insert(cx.tx, &row)?;
    }
    tell(cx, held, made, chosen.len(), answered)?;
    let mut team = draft.team;
    if team.is_none() && draft.assignee.is_none() && cx.actor().holds(Permission::TicketAssign).is_ok() {
        team = held.state().team;
    }
    let assignee = draft
        .assignee
        .map(|whom| whom.as_said_by(cx.actor()))
        .transpose()?;
    assign_new(cx, made, assignee, team)?;
    Ok(made)
}

/// The messages that are meant, in the order of time: of this ticket's conversation, and of its requester.
fn chosen(cx: &mut Cx<'_, '_>, held: &Held, ids: &[MessageId]) -> Result<Vec<MessageRow>, AppError> {
    let mut homes = vec![(held.id(), held.row.requester)];
    for merged in ticket_merged_from(cx.tx, held.id())? {
        homes.push((merged.id, merged.requester));
    }
    let lent = split_homes(cx.tx, held.id())?;
    homes.extend(ticket_of(cx.tx, &lent)?.iter().map(|row| (row.id, row.requester)));
    let mut found = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate() {
        let refused = |code| AppError::field(format!("messages[{at}]"), code);
        let message = message_by_id(cx.tx, *id)?.ok_or_else(|| refused("not_found"))?;
        match homes.iter().find(|(home, _)| *home == message.ticket) {
            None => return Err(refused("not_found")),
            // Nobody is shown what another person wrote or was told.
            Some((_, person)) if *person != held.row.requester => {
                return Err(refused("split_other_requester"));
            }
            Some(_) => found.push(message),
        }
    }
    found.sort_unstable_by_key(|message| message.id);
    Ok(found)
}

/// When the requester was first answered after their first message, wherever it stands.
fn answered(
    cx: &mut Cx<'_, '_>,
    chosen: &[MessageRow],
    begins: Timestamp,
) -> Result<Option<Timestamp>, AppError> {
    let Some(asked) = chosen.iter().find(|message| message.created_at == begins) else {
        return Ok(None);
    };
    Ok(answer_after(cx.tx, asked.ticket, asked.id)?)
}

fn make(
    cx: &mut Cx<'_, '_>,
    held: &Held,
    draft: &SplitDraft,
    first: MessageId,
    begins: Timestamp,
) -> Result<TicketId, AppError> {
    let texts = ticket_text_by_id(cx.tx, held.id())?.filter(|text| text.erased_at.is_none());
    let (kept, order_no) = texts
        .map(|text| (text.subject, text.order_no))
        .unwrap_or_default();
    let number = sequence_take(cx.tx, NUMBERS, 1)?.start;
    let request = Request {
        subject: draft.subject.clone().unwrap_or(kept),
        body: String::new(),
        format: BodyFormat::Text,
        kind: held.state().facts.kind,
        category: draft.category.clone(),
        impact: None,
        demand: None,
        order_no,
        attachments: Vec::new(),
        tracking: draft.tracking.clone(),
    };
    let began = Began {
        at: begins,
        standard: held.row.standard,
        message: first,
    };
    Ok(receive_split(cx, held, request, number, began)?.ticket)
}

/// Both histories tell of it, and an answer that was given counts.
fn tell(
    cx: &mut Cx<'_, '_>,
    held: &Held,
    made: TicketId,
    messages: usize,
    answered_at: Option<Timestamp>,
) -> Result<(), AppError> {
    let messages = u32::try_from(messages).unwrap_or(u32::MAX);
    let mut new = Held::lock(cx, made)?;
    let passed = match answered_at {
        Some(at) => new.split_answered(at)?,
        None => Passed::default(),
    };
    new.emit(
        cx,
        EventBody::TicketSplitFrom {
            from: held.id(),
            messages,
            answered_at,
            passed,
        },
    )?;
    if new.is_changed() {
        new.save(cx)?;
    }
    cx.emit(subject(held.id()), EventBody::TicketSplit { to: made, messages })?;
    Ok(())
}
