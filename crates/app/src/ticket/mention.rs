//! Mentions: who is called by name in an internal note. Only who may see the ticket is mentioned; a note that calls somebody else
//! is refused, so that nobody waits for an answer that cannot come.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::{Permission, Place};
use touchstone_domain::event::EventBody;
use touchstone_domain::id::{Id, MessageId, TicketId, UserId};
use touchstone_domain::mention::{mention_names, mention_texts};
use touchstone_domain::ticket::AuthorKind;
use touchstone_domain::time::Timestamp;
use touchstone_store::mention::{MentionRow, mention_insert, mention_read, mentions_of, users_named};
use touchstone_store::message::message_by_id;
use touchstone_store::ticket::{ticket_of, ticket_text_of};
use touchstone_store::user::{UserRow, user_list};
use touchstone_store::{Lane, Tx};

use super::held::Held;
use super::read::visible;
use super::view::{Named, Names};
use crate::account::user_standing;
use crate::core::{Actor, App, AppError, Call, Caller, Credential, Cx, FieldError};
use crate::staff_notice::message_seen;

/// Unread mentions are told up to here.
pub const UNREAD_SHOWN: u32 = 99;
/// Colleagues offered while a name is typed, and looked through for them.
const OFFERED: usize = 8;
const LOOKED_AT: u32 = 2_000;
/// Characters of a note shown in the list.
const EXCERPT: usize = 240;

/// Where somebody was mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    pub message: MessageId,
    pub ticket: TicketId,
    pub number: i64,
    /// None once erased.
    pub subject: Option<String>,
    pub author: Option<Named<UserId>>,
    /// How the note begins; none once destroyed.
    pub excerpt: Option<String>,
    pub at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// Whom a note of this ticket mentions, its writer apart; a refusal of the note where one of them may not see it.
pub(super) fn mentioned(cx: &mut Cx<'_, '_>, place: &Place, body: &str) -> Result<Vec<UserId>, AppError> {
    let Actor::User(writer) = cx.actor().clone() else {
        return Ok(Vec::new());
    };
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for text in mention_texts(body) {
        let Some((name, users)) = named(cx.tx, text)? else {
            continue;
        };
        match users.as_slice() {
            [user] if *user == writer.id || found.contains(user) => {}
            [user] if sees(cx.tx, *user, writer.credential, place)? => found.push(*user),
            [_] => errors.push(FieldError::new("body", "mention_out_of_reach").with("name", name)),
            _ => errors.push(FieldError::new("body", "mention_ambiguous").with("name", name)),
        }
    }
    if errors.is_empty() {
        Ok(found)
    } else {
        Err(AppError::Validation(errors))
    }
}

/// Those whose name a text begins with, the longest name there is.
fn named<'t>(tx: &mut Tx<'_>, text: &'t str) -> Result<Option<(&'t str, Vec<UserId>)>, AppError> {
    for name in mention_names(text) {
        let users = users_named(tx, name)?;
        if !users.is_empty() {
            return Ok(Some((name, users)));
        }
    }
    Ok(None)
}

fn sees(tx: &mut Tx<'_>, user: UserId, credential: Credential, place: &Place) -> Result<bool, AppError> {
    let everything = Permission::ALL.iter().copied().collect();
    let user = user_standing(tx, user, credential, &everything)?;
    Ok(user.is_some_and(|user| user.grants.reaches(Permission::TicketRead, &user.reach, place)))
}

/// Notes who was mentioned in a message of a held ticket.
pub(super) fn mentions_add(
    cx: &mut Cx<'_, '_>,
    held: &Held,
    message: MessageId,
    users: Vec<UserId>,
) -> Result<(), AppError> {
    if users.is_empty() {
        return Ok(());
    }
    for user in &users {
        mention_insert(cx.tx, *user, message, held.id())?;
    }
    held.emit(cx, EventBody::TicketMentioned { message, users })?;
    Ok(())
}

/// Colleagues who may see the ticket and whose name holds what is typed, by name.
pub async fn mentionable(
    app: &App,
    caller: &Caller,
    id: TicketId,
    typed: String,
) -> Result<Vec<Named<UserId>>, AppError> {
    caller.actor.holds(Permission::UserRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let (me, place) = (actor.user()?.clone(), visible(tx, &actor, id)?.state.place());
        let typed = typed.trim().to_lowercase();
        let rows = user_list(tx, ("", UserId::from_raw(0)), LOOKED_AT)?;
        let fits = |row: &UserRow| {
            row.archived_at.is_none() && row.id != me.id && row.name.to_lowercase().contains(&typed)
        };
        let mut found = Vec::new();
        for row in rows.into_iter().filter(fits) {
            if sees(tx, row.id, me.credential, &place)? {
                found.push(Named {
                    id: row.id,
                    name: row.name,
                });
            }
            if found.len() >= OFFERED {
                break;
            }
        }
        Ok(found)
    })
    .await
}

/// Where the caller was mentioned in tickets they may see, the newest first; at most `limit`, before a message.
pub async fn mentions(
    app: &App,
    caller: &Caller,
    unread: bool,
    before: Option<MessageId>,
    limit: u32,
) -> Result<Vec<Mention>, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let rows = mentions_of(tx, actor.user()?.id, unread, before, limit)?;
        told(tx, &actor, rows)
    })
    .await
}

/// How many mentions the caller has not seen, up to one more than [`UNREAD_SHOWN`].
pub async fn mentions_unread(app: &App, caller: &Caller) -> Result<u32, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let rows = mentions_of(tx, actor.user()?.id, true, None, UNREAD_SHOWN + 1)?;
        let ids: Vec<_> = rows.iter().map(|row| row.ticket).collect();
        let seen = ticket_of(tx, &ids)?;
        let count = rows.iter().filter(|row| {
            let ticket = seen.iter().find(|ticket| ticket.id == row.ticket);
            ticket.is_some_and(|ticket| actor.reaches(Permission::TicketRead, &ticket.state.place()))
        });
        Ok(u32::try_from(count.count()).unwrap_or(u32::MAX))
    })
    .await
}

/// Marks mentions as seen; those that are not the caller's are passed over. Answers how many were new.
pub async fn mentions_read(app: &App, call: &Call, messages: Vec<MessageId>) -> Result<u32, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.id;
        let mut seen = 0;
        for message in &messages {
            seen += u32::from(mention_read(cx.tx, user, *message, cx.now)?);
        }
        message_seen(cx, user, &messages)?;
        Ok(seen)
    })
    .await
}

fn told(tx: &mut Tx<'_>, actor: &Actor, rows: Vec<MentionRow>) -> Result<Vec<Mention>, AppError> {
    let ids: Vec<_> = rows.iter().map(|row| row.ticket).collect();
    let (tickets, texts) = (ticket_of(tx, &ids)?, ticket_text_of(tx, &ids)?);
    let mut found = Vec::new();
    for row in rows {
        let ticket = tickets.iter().find(|ticket| ticket.id == row.ticket);
        let ticket = ticket.filter(|one| actor.reaches(Permission::TicketRead, &one.state.place()));
        let (Some(ticket), Some(message)) = (ticket, message_by_id(tx, row.message)?) else {
            continue;
        };
        let author = message
            .author
            .filter(|_| message.author_kind == AuthorKind::Agent)
            .map(UserId::from_raw);
        let text = texts.iter().find(|text| text.ticket == row.ticket);
        found.push(Mention {
            message: row.message,
            ticket: row.ticket,
            number: ticket.number,
            subject: text
                .filter(|text| text.erased_at.is_none())
                .map(|text| text.subject.clone()),
            author: Names::of_users(tx, [author])?.named(author),
            excerpt: message.body.map(|body| body.chars().take(EXCERPT).collect()),
            at: message.created_at,
            read_at: row.read_at,
        });
    }
    Ok(found)
}
