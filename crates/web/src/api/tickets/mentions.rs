use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::ticket;
use touchstone_domain::id::{MessageId, TicketId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::paging::{Paging, page};
use crate::api::schema;
use crate::api::wire::NamedUser;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Where the caller was mentioned.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Mention {
    #[schema(value_type = schema::MessageId)]
    message: MessageId,
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    number: i64,
    subject: Option<String>,
    author: Option<NamedUser>,
    /// How the note begins.
    excerpt: Option<String>,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    read_at: Option<Timestamp>,
}

impl From<ticket::Mention> for Mention {
    fn from(found: ticket::Mention) -> Self {
        Self {
            message: found.message,
            ticket: found.ticket,
            number: found.number,
            subject: found.subject,
            author: found.author.map(NamedUser::from),
            excerpt: found.excerpt,
            at: found.at,
            read_at: found.read_at,
        }
    }
}

/// Which mentions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MentionQuery {
    /// Only those not seen yet.
    #[serde(default)]
    unread: bool,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The notes in which the caller was mentioned, in tickets the caller may see, the newest first.
#[utoipa::path(get, path = "/api/v1/mentions", tag = "tickets", params(MentionQuery),
    responses((status = 200, body = Page<Mention>)))]
pub(super) async fn mention_list(
    by: Granted<may::ReadTickets>,
    Query(asked): Query<MentionQuery>,
    State(state): State<WebState>,
) -> Result<Page<Mention>, Failure> {
    let paging = Paging::new(asked.limit, asked.cursor);
    let limit = paging.limit()?;
    let found = ticket::mentions(&state.app, &by.caller, asked.unread, paging.after()?, limit + 1).await?;
    Ok(page(found, limit, |mention| mention.message).map(Mention::from))
}

/// What was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MentionsSeen {
    #[schema(value_type = Vec<schema::MessageId>)]
    messages: Vec<MessageId>,
}

/// How many of them were new.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MentionsRead {
    read: u32,
}

/// Marks mentions of the caller as seen, named by the messages they stand in.
#[utoipa::path(post, path = "/api/v1/mentions/read", tag = "tickets", request_body = MentionsSeen,
    responses((status = 200, body = MentionsRead)))]
pub(super) async fn mentions_read(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
    body: Json<MentionsSeen>,
) -> Result<Plain<MentionsRead>, Failure> {
    let call = by.call_with(&body);
    let read = ticket::mentions_read(&state.app, &call, body.value.messages).await?;
    Ok(Plain(MentionsRead { read }))
}

/// What is typed of a name.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct NameQuery {
    #[serde(default)]
    q: String,
}

/// Colleagues who may see the ticket and can be mentioned in it, whose name holds what is typed; at most 8, by name.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/mentionable", tag = "tickets", params(("id" = String, Path), NameQuery),
    responses((status = 200, body = Page<NamedUser>)))]
pub(super) async fn mentionable(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    Query(asked): Query<NameQuery>,
    State(state): State<WebState>,
) -> Result<Page<NamedUser>, Failure> {
    let found = ticket::mentionable(&state.app, &by.caller, id, asked.q).await?;
    Ok(Page {
        items: found.into_iter().map(NamedUser::from).collect(),
        next_cursor: None,
    })
}
