//! Reading one ticket, and the conversation in it.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{FileId, Id, MessageId, PersonId, TicketId, UserId};
use touchstone_domain::ticket::{BodyFormat, Visibility};
use touchstone_domain::time::Timestamp;
use touchstone_store::file::FileRow;
use touchstone_store::ticket::{TicketRow, ticket_by_id, ticket_by_number};
use touchstone_store::{Lane, Tx};

use super::conversation::messages_of;
use super::split::SplitPart;
use super::view::{Named, Ticket, tickets_compose};
use crate::core::{Actor, App, AppError, Call, Caller, Cx};
use crate::core::{LIMIT_DEFAULT, LIMIT_MAX};
use crate::notify::Delivery;

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
    /// Whom a note mentions.
    #[serde(default)]
    pub mentions: Vec<Named<UserId>>,
    pub created_at: Timestamp,
    /// The ticket it stands in, where that was merged into the one that is read: its id, its number, and whether it is
    /// another person's.
    #[serde(default)]
    pub merged_from: Option<MergedFrom>,
    /// The ticket it was written in, where the one that is read was made of it.
    #[serde(default)]
    pub split_from: Option<SplitPart>,
    /// The tickets that were made of it, as far as the reader may see them.
    #[serde(default)]
    pub split_into: Vec<SplitPart>,
    /// How the letter stands that tells its requester of it; only for the desk.
    #[serde(default)]
    pub letter: Option<Delivery>,
}

/// A ticket that was merged into the one that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedFrom {
    pub ticket: TicketId,
    pub number: i64,
    pub other_requester: bool,
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

pub(super) fn message_file(file: FileRow) -> MessageFile {
    MessageFile {
        id: file.id,
        name: file.name,
        size: u64::try_from(file.size).unwrap_or(0),
        sha256: data_encoding::HEXLOWER.encode(&file.sha256.unwrap_or_default()),
        media_type: file.media_type.unwrap_or_default(),
    }
}
