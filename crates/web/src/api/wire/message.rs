use serde::Serialize;
use touchstone_app::notify::Delivery;
use touchstone_app::ticket::{self as app, Author, MessageFile};
use touchstone_domain::id::{FileId, MessageId, PersonId, TicketId, UserId};
use touchstone_domain::ticket::{BodyFormat, Visibility};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::NamedUser;
use crate::api::schema;
use crate::files::file_href;
use crate::state::WebState;

/// Who wrote a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum MessageAuthor {
    Requester {
        #[schema(value_type = Option<schema::PersonId>)]
        id: Option<PersonId>,
        /// Masked.
        name: Option<String>,
    },
    Agent {
        #[schema(value_type = schema::UserId)]
        id: UserId,
        name: String,
    },
    System,
}

/// A file of a message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileOfMessage {
    #[schema(value_type = schema::FileId)]
    id: FileId,
    name: String,
    /// Bytes.
    size: u64,
    /// Hexadecimal.
    sha256: String,
    media_type: String,
    /// Where to fetch it, without credentials, within five minutes.
    href: String,
}

/// A message or note.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    #[schema(value_type = schema::MessageId)]
    id: MessageId,
    author: MessageAuthor,
    #[schema(value_type = schema::Visibility)]
    visibility: Visibility,
    #[schema(value_type = schema::BodyFormat)]
    format: BodyFormat,
    /// As it was written; `null` once destroyed.
    body: Option<String>,
    /// It was written before a newer public message was seen.
    crossed: bool,
    /// Version the ticket had with it; what is based on an earlier one was written without it.
    at_version: i64,
    files: Vec<FileOfMessage>,
    /// Whom a note mentions.
    mentions: Vec<NamedUser>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    /// It stands in a ticket that was merged into this one.
    merged_from: Option<MergedFrom>,
    /// It stands in another ticket, of whose messages this one was made.
    split_from: Option<SplitPart>,
    /// Tickets that were made of it.
    split_into: Vec<SplitPart>,
    /// How the letter stands that tells its requester of it; only for the desk.
    #[schema(value_type = Option<schema::Delivery>)]
    letter: Option<Delivery>,
}

/// The other ticket a message stands in as well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SplitPart {
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    number: i64,
}

impl From<app::SplitPart> for SplitPart {
    fn from(part: app::SplitPart) -> Self {
        Self {
            ticket: part.ticket,
            number: part.number,
        }
    }
}

/// A ticket that was merged into the one that is read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergedFrom {
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    number: i64,
    /// It is another person's: the requester of this ticket does not see it.
    other_requester: bool,
}

impl Message {
    /// As `reader` is given it; nobody where it is the requester.
    pub(crate) fn of(message: app::Message, reader: Option<UserId>, state: &WebState) -> Self {
        let author = match message.author {
            Author::Requester { id, name } => MessageAuthor::Requester { id, name },
            Author::Agent { id, name } => MessageAuthor::Agent { id, name },
            Author::System => MessageAuthor::System,
        };
        Self {
            id: message.id,
            author,
            visibility: message.visibility,
            format: message.format,
            mentions: message.mentions.into_iter().map(NamedUser::from).collect(),
            body: message.body,
            crossed: message.crossed,
            at_version: message.at_version,
            files: message
                .files
                .into_iter()
                .map(|file| FileOfMessage::of(file, reader, state))
                .collect(),
            created_at: message.created_at,
            merged_from: message.merged_from.map(|from| MergedFrom {
                ticket: from.ticket,
                number: from.number,
                other_requester: from.other_requester,
            }),
            letter: message.letter,
            split_from: message.split_from.map(SplitPart::from),
            split_into: message.split_into.into_iter().map(SplitPart::from).collect(),
        }
    }
}

impl FileOfMessage {
    fn of(file: MessageFile, reader: Option<UserId>, state: &WebState) -> Self {
        let href = file_href(state, file.id, reader);
        let MessageFile {
            id,
            name,
            size,
            sha256,
            media_type,
        } = file;
        Self {
            id,
            name,
            size,
            sha256,
            media_type,
            href,
        }
    }
}

/// What came of a message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Said {
    #[schema(value_type = schema::MessageId)]
    message: MessageId,
    /// Where it stands: another ticket than it was written to, when that one was over.
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    /// Version of that ticket after it.
    version: i64,
    /// A newer public message existed than the writer had seen.
    crossed: bool,
    /// It opened a new ticket; its number and tracking code.
    opened: Option<Opened>,
}

/// A ticket that a message opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Opened {
    number: i64,
    tracking_code: String,
}

impl From<app::Said> for Said {
    fn from(said: app::Said) -> Self {
        let opened = said.opened.map(|receipt| Opened {
            number: receipt.number,
            tracking_code: receipt.tracking_code,
        });
        Self {
            message: said.message,
            ticket: said.ticket,
            version: said.version,
            crossed: said.crossed,
            opened,
        }
    }
}
