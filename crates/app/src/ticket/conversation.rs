//! What is written in a ticket, and in those that were merged into it, in the order of time.
//!
//! The desk reads all of it. A requester reads what is public, and of merged tickets only their own: nobody is shown what
//! another person wrote or was told.

use std::collections::HashMap;

use touchstone_domain::id::{Id, MessageId, PersonId, TicketId, UserId};
use touchstone_domain::ticket::{AuthorKind, Visibility};
use touchstone_store::Tx;
use touchstone_store::file::file_of_messages;
use touchstone_store::message::{MessageRow, message_of_ticket, message_of_ticket_back};
use touchstone_store::ticket::TicketRow;
use touchstone_store::together::{MergedRow, ticket_merged_from};

use super::read::{Author, MergedFrom, Message, MessageFile, Messages, message_file};
use super::view::{Names, distinct};
use crate::core::{Actor, App, AppError};
use crate::person::persons_masked;

/// The conversation of a ticket, as far as this actor reads it: a stretch of at most so many, behind or before a message.
pub(crate) fn messages_of(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    actor: &Actor,
    stretch: (u32, Option<MessageId>, bool),
) -> Result<Messages, AppError> {
    let parts = parts(tx, ticket, actor)?;
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
    let parts = [alone(ticket)];
    stretch_of(tx, app, ticket, &parts, actor, stretch)
}

fn stretch_of(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    parts: &[MergedRow],
    actor: &Actor,
    (limit, after, newest): (u32, Option<MessageId>, bool),
) -> Result<Messages, AppError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    for part in parts {
        rows.extend(if newest {
            message_of_ticket_back(tx, part.id, after, limit + 1)?
        } else {
            message_of_ticket(tx, part.id, after, limit + 1)?
        });
    }
    if parts.len() > 1 {
        rows.sort_unstable_by_key(|row| row.id);
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
    Ok(Messages {
        items: told(tx, app, ticket, parts, rows)?,
        next_cursor,
    })
}

fn alone(ticket: &TicketRow) -> MergedRow {
    MergedRow {
        id: ticket.id,
        number: ticket.number,
        requester: ticket.requester,
    }
}

/// The ticket, and those merged into it that the actor may read there.
fn parts(tx: &mut Tx<'_>, ticket: &TicketRow, actor: &Actor) -> Result<Vec<MergedRow>, AppError> {
    let mut parts = vec![alone(ticket)];
    parts.extend(ticket_merged_from(tx, ticket.id)?);
    if matches!(actor, Actor::Requester(_)) {
        parts.retain(|part| part.requester == ticket.requester);
    }
    Ok(parts)
}

/// Messages with their authors' names and their files: a few reads for all of them.
fn told(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    parts: &[MergedRow],
    rows: Vec<MessageRow>,
) -> Result<Vec<Message>, AppError> {
    let mut files = files(tx, parts, &rows)?;
    let agent = |row: &MessageRow| {
        row.author
            .filter(|_| row.author_kind == AuthorKind::Agent)
            .map(UserId::from_raw)
    };
    let agents = Names::of_users(tx, rows.iter().map(agent))?;
    let people = persons_masked(tx, app, &distinct(parts.iter().map(|part| part.requester)))?;
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
        let part = parts.iter().find(|part| part.id == row.ticket)?;
        Some(Message {
            author: author(&row, part),
            files: files.remove(&row.id).unwrap_or_default(),
            id: row.id,
            visibility: row.visibility,
            format: row.format,
            body: row.body,
            crossed: row.crossed,
            at_version: row.at_version,
            created_at: row.created_at,
            merged_from: (part.id != ticket.id).then(|| MergedFrom {
                ticket: part.id,
                number: part.number,
                other_requester: part.requester != ticket.requester,
            }),
        })
    };
    Ok(rows.into_iter().filter_map(told).collect())
}

fn files(
    tx: &mut Tx<'_>,
    parts: &[MergedRow],
    rows: &[MessageRow],
) -> Result<HashMap<MessageId, Vec<MessageFile>>, AppError> {
    let mut files: HashMap<MessageId, Vec<MessageFile>> = HashMap::new();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(files);
    };
    let carrying = |part: TicketId| rows.iter().any(|row| row.ticket == part && row.files > 0);
    for part in parts.iter().filter(|part| carrying(part.id)) {
        for file in file_of_messages(tx, part.id, first.id, last.id)? {
            if let Some(message) = file.message {
                files.entry(message).or_default().push(message_file(file));
            }
        }
    }
    Ok(files)
}
