//! What is written in a ticket, and in those that were merged into it, in the order of time.
//!
//! The desk reads all of it. A requester reads what is public, and of merged tickets only their own: nobody is shown what
//! another person wrote or was told.

use std::collections::HashMap;

use touchstone_domain::access::Permission;
use touchstone_domain::id::{Id, MessageId, PersonId, TicketId, UserId};
use touchstone_domain::mention::mention_texts;
use touchstone_domain::ticket::{AuthorKind, Visibility};
use touchstone_store::Tx;
use touchstone_store::file::file_of_messages;
use touchstone_store::mention::mentions_in;
use touchstone_store::message::{MessageRow, message_of_ticket, message_of_ticket_back};
use touchstone_store::notification::notification_of_messages;
use touchstone_store::split::{split_homes, split_out, split_shown, split_shown_back};
use touchstone_store::ticket::{TicketRow, ticket_of};
use touchstone_store::together::{MergedRow, ticket_merged_from};

use super::read::{Author, MergedFrom, Message, MessageFile, Messages, message_file};
use super::split::SplitPart;
use super::view::{Names, distinct};
use crate::core::{Actor, App, AppError, LIMIT_MAX};
use crate::person::persons_masked;

/// Marks of tickets made of messages, shown at once.
const MARKS: u32 = 200;

/// The conversation of a ticket, as far as this actor reads it: a stretch of at most so many, behind or before a message.
pub(crate) fn messages_of(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    actor: &Actor,
    stretch: (u32, Option<MessageId>, bool),
) -> Result<Messages, AppError> {
    let parts = Parts::of(tx, ticket, actor)?;
    stretch_of(tx, app, ticket, &parts, actor, stretch)
}

/// The same without what was merged into it: for copies of everything, in which those stand for themselves.
pub(crate) fn messages_alone(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    actor: &Actor,
    stretch: (u32, Option<MessageId>, bool),
) -> Result<Messages, AppError> {
    let parts = Parts::alone(ticket);
    stretch_of(tx, app, ticket, &parts, actor, stretch)
}

fn stretch_of(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    parts: &Parts,
    actor: &Actor,
    (limit, after, newest): (u32, Option<MessageId>, bool),
) -> Result<Messages, AppError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for part in &parts.own {
        rows.extend(if newest {
            message_of_ticket_back(tx, part.id, after, limit + 1)?
        } else {
            message_of_ticket(tx, part.id, after, limit + 1)?
        });
        if !parts.lent.is_empty() {
            let shown = if newest {
                split_shown_back(tx, part.id, after, limit + 1)?
            } else {
                split_shown(tx, part.id, after, limit + 1)?
            };
            rows.extend(shown.into_iter().filter(|row| parts.lends(row.ticket)));
        }
    }
    if parts.own.len() + parts.lent.len() > 1 {
        rows.sort_unstable_by_key(|row| row.id);
        rows.dedup_by_key(|row| row.id);
        if newest {
            rows.reverse();
        }
    }
    let more = rows.len() > most;
    rows.truncate(most);
    let next_cursor = rows.last().filter(|_| more).map(|last| last.id.to_string());
    if newest {
        rows.reverse();
    }
    let desk = !matches!(actor, Actor::Requester(_));
    rows.retain(|row| desk || row.visibility == Visibility::Public);
    let mut items = told(tx, app, ticket, parts, rows)?;
    if desk {
        split_marks(tx, ticket, actor, &mut items)?;
        letter_marks(tx, ticket, &mut items)?;
    }
    Ok(Messages { items, next_cursor })
}

/// The tickets whose messages make up a conversation.
struct Parts {
    /// The ticket, and those merged into it that the actor may read there.
    own: Vec<MergedRow>,
    /// Those in which messages stand that the others were made of, of the same requester.
    lent: Vec<MergedRow>,
}

impl Parts {
    fn alone(ticket: &TicketRow) -> Self {
        Self {
            own: vec![alone(ticket)],
            lent: Vec::new(),
        }
    }

    fn of(tx: &mut Tx<'_>, ticket: &TicketRow, actor: &Actor) -> Result<Self, AppError> {
        let mut own = vec![alone(ticket)];
        own.extend(ticket_merged_from(tx, ticket.id)?);
        if matches!(actor, Actor::Requester(_)) {
            own.retain(|part| part.requester == ticket.requester);
        }
        let mut homes = Vec::new();
        for part in &own {
            homes.extend(split_homes(tx, part.id)?);
        }
        homes.retain(|home| own.iter().all(|part| part.id != *home));
        let lent = if homes.is_empty() {
            Vec::new()
        } else {
            ticket_of(tx, &homes)?.iter().map(alone).collect()
        };
        let known = own.iter().map(|part| part.requester).collect::<Vec<_>>();
        let lent = lent
            .into_iter()
            .filter(|home: &MergedRow| known.contains(&home.requester))
            .collect();
        Ok(Self { own, lent })
    }

    fn lends(&self, home: TicketId) -> bool {
        self.all().any(|part| part.id == home)
    }

    fn all(&self) -> impl Iterator<Item = &MergedRow> {
        self.own.iter().chain(&self.lent)
    }
}

fn alone(ticket: &TicketRow) -> MergedRow {
    MergedRow {
        id: ticket.id,
        number: ticket.number,
        requester: ticket.requester,
    }
}

/// Notes at messages which tickets were made of them, as far as the reader may see those.
fn split_marks(
    tx: &mut Tx<'_>,
    ticket: &TicketRow,
    actor: &Actor,
    items: &mut [Message],
) -> Result<(), AppError> {
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return Ok(());
    };
    let rows = split_out(tx, ticket.id, (first.id, last.id), MARKS)?;
    if rows.is_empty() {
        return Ok(());
    }
    let ids = distinct(rows.iter().map(|row| row.ticket));
    let seen = ticket_of(tx, &ids)?
        .into_iter()
        .filter(|made| actor.reaches(Permission::TicketRead, &made.state.place()))
        .map(|made| (made.id, made.number))
        .collect::<HashMap<_, _>>();
    for row in rows {
        let at = items.iter_mut().find(|item| item.id == row.message);
        if let (Some(item), Some(number)) = (at, seen.get(&row.ticket)) {
            item.split_into.push(SplitPart {
                ticket: row.ticket,
                number: *number,
            });
        }
    }
    Ok(())
}

/// Notes at messages how the letters about them stand.
fn letter_marks(tx: &mut Tx<'_>, ticket: &TicketRow, items: &mut [Message]) -> Result<(), AppError> {
    let Some(first) = items.first().map(|item| item.id) else {
        return Ok(());
    };
    let letters: HashMap<_, _> = notification_of_messages(tx, ticket.id, first, LIMIT_MAX)?
        .into_iter()
        .collect();
    for item in items {
        item.letter = letters.get(&item.id).copied();
    }
    Ok(())
}

/// Messages with their authors' names and their files: a few reads for all of them.
fn told(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    parts: &Parts,
    rows: Vec<MessageRow>,
) -> Result<Vec<Message>, AppError> {
    let mut files = files(tx, parts, &rows)?;
    let agent = |row: &MessageRow| {
        row.author
            .filter(|_| row.author_kind == AuthorKind::Agent)
            .map(UserId::from_raw)
    };
    let mentions = mentions(tx, &rows)?;
    let mentioned = mentions.iter().map(|(_, user)| Some(*user));
    let agents = Names::of_users(tx, rows.iter().map(agent).chain(mentioned))?;
    let people = persons_masked(tx, app, &distinct(parts.all().map(|part| part.requester)))?;
    let name = |person: PersonId| people.get(&person).and_then(|person| person.name.clone());
    let author = |row: &MessageRow, part: &MergedRow| match row.author_kind {
        AuthorKind::Requester => Author::Requester {
            id: row.author.map(PersonId::from_raw),
            name: name(part.requester),
        },
        AuthorKind::Agent => match agents.named(agent(row)) {
            Some(named) => Author::Agent {
                id: named.id,
                name: named.name,
            },
            None => Author::System,
        },
        AuthorKind::System => Author::System,
    };
    let told = |row: MessageRow| {
        let part = parts.all().find(|part| part.id == row.ticket)?;
        let lent = parts.own.iter().all(|own| own.id != part.id);
        Some(Message {
            author: author(&row, part),
            files: files.remove(&row.id).unwrap_or_default(),
            mentions: mentions
                .iter()
                .filter(|(message, _)| *message == row.id)
                .filter_map(|(_, user)| agents.named(Some(*user)))
                .collect(),
            id: row.id,
            visibility: row.visibility,
            format: row.format,
            body: row.body,
            crossed: row.crossed,
            // Versions of another ticket mean nothing here.
            at_version: if lent { 0 } else { row.at_version },
            created_at: row.created_at,
            split_from: lent.then_some(SplitPart {
                ticket: part.id,
                number: part.number,
            }),
            split_into: Vec::new(),
            letter: None,
            merged_from: (part.id != ticket.id && !lent).then(|| MergedFrom {
                ticket: part.id,
                number: part.number,
                other_requester: part.requester != ticket.requester,
            }),
        })
    };
    Ok(rows.into_iter().filter_map(told).collect())
}

/// Whom the notes among these messages mention.
fn mentions(tx: &mut Tx<'_>, rows: &[MessageRow]) -> Result<Vec<(MessageId, UserId)>, AppError> {
    let may_mention = |row: &&MessageRow| {
        let body = row.body.as_deref().unwrap_or_default();
        row.visibility == Visibility::Internal && !mention_texts(body).is_empty()
    };
    let notes: Vec<MessageId> = rows.iter().filter(may_mention).map(|row| row.id).collect();
    if notes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(mentions_in(tx, &notes)?)
}

fn files(
    tx: &mut Tx<'_>,
    parts: &Parts,
    rows: &[MessageRow],
) -> Result<HashMap<MessageId, Vec<MessageFile>>, AppError> {
    let mut files: HashMap<MessageId, Vec<MessageFile>> = HashMap::new();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(files);
    };
    let carrying = |part: TicketId| rows.iter().any(|row| row.ticket == part && row.files > 0);
    for part in parts.all().filter(|part| carrying(part.id)) {
        for file in file_of_messages(tx, part.id, first.id, last.id)? {
            if let Some(message) = file.message {
                files.entry(message).or_default().push(message_file(file));
            }
        }
    }
    Ok(files)
}
