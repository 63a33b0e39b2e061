//! Reading one ticket, and the conversation in it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{FileId, Id, MessageId, PersonId, TicketId, UserId};
use touchstone_domain::ticket::{AuthorKind, BodyFormat, Visibility};
use touchstone_domain::time::Timestamp;
use touchstone_store::file::{FileRow, file_of_messages};
use touchstone_store::message::{MessageRow, message_of_ticket, message_of_ticket_back};
use touchstone_store::ticket::{TicketRow, ticket_by_id, ticket_by_number};
use touchstone_store::{Lane, Tx};

use super::view::{Names, Ticket, tickets_compose};
use crate::core::{Actor, App, AppError, Call, Caller, Cx};
use crate::core::{LIMIT_DEFAULT, LIMIT_MAX};

/// One ticket as the desk knows it, if the caller may see it. Its requester's view of it is [`super::track`].
pub async fn read(app: &App, caller: &Caller, id: TicketId) -> Result<Ticket, AppError> {
    let (handle, actor) = (app.clone(), caller.actor.clone());
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let row = visible(tx, &actor, id)?;
        actor.may(Permission::TicketRead, &row.state.place())?;
        compose(tx, &handle, row, &actor, now)
    })
    .await
}

/// The id behind a number, if the caller may see the ticket.
pub async fn find_number(app: &App, caller: &Caller, number: i64) -> Result<TicketId, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        let row = ticket_by_number(tx, number)?.ok_or(AppError::NotFound { what: "ticket" })?;
        actor.may(Permission::TicketRead, &row.state.place())?;
        Ok(row.id)
    })
    .await
}

/// The row of a ticket the actor may see: the same question every list asks, or their own.
pub(crate) fn visible(tx: &mut Tx<'_>, actor: &Actor, id: TicketId) -> Result<TicketRow, AppError> {
    if matches!(actor, Actor::Public) {
        return Err(AppError::Unauthenticated);
    }
    let row = ticket_by_id(tx, id)?.ok_or(AppError::NotFound { what: "ticket" })?;
    match actor {
        Actor::Requester(requester) if requester.ticket == id => {}
        _ => actor.may(Permission::TicketRead, &row.state.place())?,
    }
    Ok(row)
}

pub(super) fn compose(
    tx: &mut Tx<'_>,
    app: &App,
    row: TicketRow,
    actor: &Actor,
    now: Timestamp,
) -> Result<Ticket, AppError> {
    let whole = tickets_compose(tx, app, vec![row], actor, now)?.pop();
    whole.ok_or(AppError::NotFound { what: "ticket" })
}

/// Runs a command on one ticket and answers the whole of it. With an idempotency key the answer is made inside the
/// command, so that a repeated call gets the very same; without one it is read afterwards, off the writer.
pub(super) async fn answer<F>(app: &App, call: &Call, command: F) -> Result<Ticket, AppError>
where
    F: Fn(&mut Cx<'_, '_>) -> Result<TicketId, AppError> + Send + 'static,
{
    if call.idempotency.is_some() {
        return app
            .command(call, move |cx| {
                let id = command(cx)?;
                let row = ticket_by_id(cx.tx, id)?.ok_or(AppError::NotFound { what: "ticket" })?;
                compose(cx.tx, cx.app, row, cx.actor(), cx.now)
            })
            .await;
    }
    let id = app.command(call, command).await?;
    // No question of visibility: whoever gave a ticket away sees where it went, this once.
    let (handle, actor) = (app.clone(), call.caller.actor.clone());
    let now = call.at.unwrap_or_else(|| app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let row = ticket_by_id(tx, id)?.ok_or(AppError::NotFound { what: "ticket" })?;
        compose(tx, &handle, row, &actor, now)
    })
    .await
}

/// A file as it stands in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFile {
    pub id: FileId,
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Hexadecimal.
    pub sha256: String,
    pub media_type: String,
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    Requester {
        id: Option<PersonId>,
        name: Option<String>,
    },
    Agent {
        id: UserId,
        name: String,
    },
    System,
}

/// A message as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub author: Author,
    pub visibility: Visibility,
    pub format: BodyFormat,
    /// As it was written; none once destroyed.
    pub body: Option<String>,
    /// It was written before an earlier one was seen.
    pub crossed: bool,
    /// Version the ticket had with it.
    pub at_version: i64,
    pub files: Vec<MessageFile>,
    pub created_at: Timestamp,
}

/// A stretch of a conversation, oldest first.
#[derive(Debug, Clone)]
pub struct Messages {
    pub items: Vec<Message>,
    /// Where the conversation goes on in the direction asked for.
    pub next_cursor: Option<String>,
}

/// Which stretch.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    /// 0 for the default.
    pub limit: u32,
    pub cursor: Option<String>,
    /// From the end backwards, for pages that show the newest; items stay oldest first.
    pub newest: bool,
}

impl Stretch {
    /// The limit, and the id to go on behind.
    pub(super) fn read<I: Id + std::str::FromStr>(&self) -> Result<(u32, Option<I>), AppError> {
        let limit = if self.limit == 0 {
            LIMIT_DEFAULT
        } else {
            self.limit
        };
        if limit > LIMIT_MAX {
            return Err(AppError::field("limit", "out_of_range"));
        }
        let after = match &self.cursor {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| AppError::field("cursor", "malformed"))?),
        };
        Ok((limit, after))
    }
}

/// The conversation of a ticket: all of it for the desk, the public part for its requester.
pub async fn messages(
    app: &App,
    caller: &Caller,
    id: TicketId,
    stretch: Stretch,
) -> Result<Messages, AppError> {
    let (handle, actor) = (app.clone(), caller.actor.clone());
    let (limit, after) = stretch.read()?;
    app.query(Lane::Fast, move |tx| {
        let ticket = visible(tx, &actor, id)?;
        messages_of(tx, &handle, &ticket, &actor, (limit, after, stretch.newest))
    })
    .await
}

pub(crate) fn messages_of(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    actor: &Actor,
    (limit, after, newest): (u32, Option<MessageId>, bool),
) -> Result<Messages, AppError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows = if newest {
        message_of_ticket_back(tx, ticket.id, after, limit + 1)?
    } else {
        message_of_ticket(tx, ticket.id, after, limit + 1)?
    };
    let more = rows.len() > most;
    rows.truncate(most);
    let next_cursor = rows.last().filter(|_| more).map(|last| last.id.to_string());
    if newest {
        rows.reverse();
    }
    let desk = !matches!(actor, Actor::Requester(_));
    rows.retain(|row| desk || row.visibility == Visibility::Public);
    Ok(Messages {
        items: told(tx, app, ticket, rows)?,
        next_cursor,
    })
}

/// Messages with their authors' names and their files: three reads for all of them.
fn told(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: &TicketRow,
    rows: Vec<MessageRow>,
) -> Result<Vec<Message>, AppError> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(Vec::new());
    };
    let mut files: HashMap<MessageId, Vec<MessageFile>> = HashMap::new();
    if rows.iter().any(|row| row.files > 0) {
        for file in file_of_messages(tx, ticket.id, first.id, last.id)? {
            if let Some(message) = file.message {
                files.entry(message).or_default().push(message_file(file));
            }
        }
    }
    let agent = |row: &MessageRow| {
        row.author
            .filter(|_| row.author_kind == AuthorKind::Agent)
            .map(UserId::from_raw)
    };
    let agents = Names::of_users(tx, rows.iter().map(agent))?;
    let requester = super::view::requester_of(tx, app, ticket.requester)?;
    let author = |row: &MessageRow| match row.author_kind {
        AuthorKind::Requester => Author::Requester {
            id: row.author.map(PersonId::from_raw),
            name: requester.name.clone(),
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
    Ok(rows
        .into_iter()
        .map(|row| Message {
            author: author(&row),
            files: files.remove(&row.id).unwrap_or_default(),
            id: row.id,
            visibility: row.visibility,
            format: row.format,
            body: row.body,
            crossed: row.crossed,
            at_version: row.at_version,
            created_at: row.created_at,
        })
        .collect())
}

fn message_file(file: FileRow) -> MessageFile {
    MessageFile {
        id: file.id,
        name: file.name,
        size: u64::try_from(file.size).unwrap_or(0),
        sha256: data_encoding::HEXLOWER.encode(&file.sha256.unwrap_or_default()),
        media_type: file.media_type.unwrap_or_default(),
    }
}
