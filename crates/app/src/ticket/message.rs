//! Messages: what the desk and the requester write to each other, and what the desk writes to itself.
//!
//! A body is kept as it was written; turning Markdown into safe HTML happens where it is shown.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Passed};
use touchstone_domain::id::{Id, MessageId, TicketId};
use touchstone_domain::stage::{Move, Stage};
use touchstone_domain::ticket::{AuthorKind, BodyFormat, Crossing, FollowUp, Kind, Visibility};
use touchstone_store::message::{MessageRow, message_insert};
use touchstone_store::sequence::sequence_take;
use touchstone_store::ticket::{ticket_follower, ticket_text_by_id};

use super::draft::draft_sent;
use super::fields::Fields;
use super::file::files_claim;
use super::held::{Held, Moved};
use super::input::{MessageDraft, Request};
use super::mention::{mentioned, mentions_add};
use super::merge::Home;
use super::receive::{NUMBERS, Receipt, ticket_continue};
use crate::core::{Actor, App, AppError, Call, Cx};
use crate::reply_template::filled;

/// What came of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub message: MessageId,
    /// The ticket the message stands in: another one than it was written to, when that one was over.
    pub ticket: TicketId,
    /// Version of that ticket after the message.
    pub version: i64,
    /// A newer public message existed than the writer had seen.
    pub crossed: bool,
    /// The message opened this ticket.
    pub opened: Option<Receipt>,
}

/// A message about to be stored.
pub(super) struct Words<'a> {
    body: &'a str,
    format: BodyFormat,
    pub(super) visibility: Visibility,
    pub(super) author_kind: AuthorKind,
    author: Option<i64>,
    files: usize,
    crossed: bool,
    /// The ticket it stays with, where that is not the one it is said to.
    home: Option<TicketId>,
}

impl<'a> Words<'a> {
    /// Words of whoever calls.
    pub(super) fn of_caller(
        cx: &Cx<'_, '_>,
        body: &'a str,
        format: BodyFormat,
        visibility: Visibility,
        files: usize,
    ) -> Self {
        let (author_kind, author) = match cx.actor() {
            Actor::User(user) => (AuthorKind::Agent, Some(user.id.raw())),
            Actor::Requester(requester) => (AuthorKind::Requester, Some(requester.person.raw())),
            Actor::Public | Actor::System(_) => (AuthorKind::System, None),
        };
        Self {
            body,
            format,
            visibility,
            author_kind,
            author,
            files,
            crossed: false,
            home: None,
        }
    }
}

/// Adds a message of the desk: a public reply or an internal note.
pub async fn reply(app: &App, call: &Call, id: TicketId, fields: Fields) -> Result<Said, AppError> {
    reply_read(app, call, id, MessageDraft::read(fields)?).await
}

/// The same of a form, whose writer is always to read the other message first.
pub async fn reply_uncrossed(app: &App, call: &Call, id: TicketId, fields: Fields) -> Result<Said, AppError> {
    let mut draft = MessageDraft::read(fields)?;
    draft.crossing = Crossing::Hold;
    reply_read(app, call, id, draft).await
}

/// A public reply that crosses another one is sent all the same, or held: then nothing is written (`reply_crossed`), so
/// that its writer can read the other first.
async fn reply_read(app: &App, call: &Call, id: TicketId, draft: MessageDraft) -> Result<Said, AppError> {
    app.command(call, move |cx| {
        let said = ticket_reply(cx, id, &draft)?;
        let held = draft.crossing == Crossing::Hold && draft.visibility == Visibility::Public;
        if said.crossed && held {
            return Err(AppError::Conflict {
                code: "reply_crossed",
            });
        }
        Ok(said)
    })
    .await
}

/// Adds a message of the requester, who has shown that the ticket is theirs.
pub async fn write(app: &App, call: &Call, id: TicketId, fields: Fields) -> Result<Said, AppError> {
    let draft = MessageDraft::read_public(fields)?;
    app.command(call, move |cx| ticket_write(cx, id, &draft)).await
}

/// The command behind [`reply`].
pub fn ticket_reply(cx: &mut Cx<'_, '_>, id: TicketId, draft: &MessageDraft) -> Result<Said, AppError> {
    let public = draft.visibility == Visibility::Public;
    let permission = if public {
        Permission::TicketReply
    } else {
        Permission::TicketNote
    };
    let mut held = Held::open(cx, id, permission)?;
    if public {
        filled("body", &draft.body)?;
    }
    let passed = if public {
        held.step(&Move::AgentMessage, cx.now)?
    } else {
        Passed::default()
    };
    // What goes to the requester calls nobody of the desk.
    let called = if public {
        Vec::new()
    } else {
        mentioned(cx, &held.state().place(), &draft.body)?
    };
    let crossed = draft.based_on.is_some_and(|seen| seen < held.row.public_version);
    let mut words = Words::of_caller(
        cx,
        &draft.body,
        draft.format,
        draft.visibility,
        draft.attachments.len(),
    );
    words.crossed = crossed;
    let (author, visibility) = (words.author_kind, words.visibility);
    let message = say(cx, &mut held, words)?;
    held.emit(
        cx,
        EventBody::MessageAdded {
            message,
            visibility,
            author,
            passed,
        },
    )?;
    mentions_add(cx, &held, message, called)?;
    files_claim(cx, id, message, &draft.attachments)?;
    if let Actor::User(user) = cx.actor() {
        let user = user.id;
        draft_sent(cx.tx, id, user)?;
    }
    let saved = held.save(cx)?;
    Ok(Said {
        message,
        ticket: id,
        version: saved.version,
        crossed,
        opened: None,
    })
}

/// The command behind [`write`]: in place, in the ticket that continues this one or that it was merged into, or opening
/// one that continues it.
pub fn ticket_write(cx: &mut Cx<'_, '_>, id: TicketId, draft: &MessageDraft) -> Result<Said, AppError> {
    let mut held = Held::open_own(cx, id)?;
    let mut home = Home::of(&held);
    // Each ticket is continued by a later one, and merged only into an open one, so this ends.
    loop {
        match held.requester_message(cx.now)? {
            Moved::Here(passed) => return write_here(cx, held, home, draft, passed),
            Moved::Elsewhere(FollowUp::Redirect(into)) => held = Held::lock(cx, into)?,
            Moved::Elsewhere(FollowUp::NewLinkedTicket) => {
                // What continues another person's ticket is theirs: this person's goes on from their own.
                if held.id() != home.ticket {
                    held = Held::lock(cx, home.ticket)?;
                }
                match ticket_follower(cx.tx, held.id())? {
                    Some(follower) => held = Held::lock(cx, follower)?,
                    None => return write_new(cx, &held, draft),
                }
            }
        }
        home.follow(&held);
    }
}

fn write_here(
    cx: &mut Cx<'_, '_>,
    mut held: Held,
    home: Home,
    draft: &MessageDraft,
    passed: Passed,
) -> Result<Said, AppError> {
    let mut words = Words::of_caller(
        cx,
        &draft.body,
        draft.format,
        Visibility::Public,
        draft.attachments.len(),
    );
    words.home = Some(home.ticket);
    let (author, visibility) = (words.author_kind, words.visibility);
    let message = say(cx, &mut held, words)?;
    let added = |passed| EventBody::MessageAdded {
        message,
        visibility,
        author,
        passed,
    };
    if held.was(Stage::Confirmed) {
        held.emit(cx, added(Passed::default()))?;
        held.emit(cx, EventBody::TicketReopened { passed })?;
    } else {
        held.emit(cx, added(passed))?;
    }
    files_claim(cx, home.ticket, message, &draft.attachments)?;
    let saved = held.save(cx)?;
    Ok(Said {
        message,
        ticket: home.ticket,
        version: saved.version,
        crossed: false,
        opened: None,
    })
}

fn write_new(cx: &mut Cx<'_, '_>, former: &Held, draft: &MessageDraft) -> Result<Said, AppError> {
    let number = sequence_take(cx.tx, NUMBERS, 1)?.start;
    let texts = ticket_text_by_id(cx.tx, former.id())?;
    let (subject, order_no) = texts
        .map(|text| (text.subject, text.order_no))
        .unwrap_or_default();
    let request = Request {
        subject: String::new(),
        body: draft.body.clone(),
        format: draft.format,
        kind: Kind::default(),
        category: None,
        impact: None,
        demand: None,
        order_no,
        attachments: draft.attachments.clone(),
        tracking: draft.tracking.clone(),
    };
    let receipt = ticket_continue(cx, former, subject, request, number)?;
    Ok(Said {
        message: receipt.message,
        ticket: receipt.ticket,
        version: 1,
        crossed: false,
        opened: Some(receipt),
    })
}

/// Stores a message of a held ticket. What it means for the ticket's stage has been applied before.
pub(super) fn say(cx: &mut Cx<'_, '_>, held: &mut Held, words: Words<'_>) -> Result<MessageId, AppError> {
    let id: MessageId = cx.id();
    if words.visibility == Visibility::Public {
        held.row.public_version = held.next_version();
    }
    let row = MessageRow {
        id,
        ticket: words.home.unwrap_or_else(|| held.id()),
        author_kind: words.author_kind,
        author: words.author,
        visibility: words.visibility,
        format: words.format,
        crossed: words.crossed,
        at_version: held.next_version(),
        files: u32::try_from(words.files).unwrap_or(u32::MAX),
        created_at: cx.now,
        body: Some(words.body.to_owned()),
    };
    message_insert(cx.tx, &row)?;
    Ok(id)
}
