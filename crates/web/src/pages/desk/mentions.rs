//! Notes in which the reader was mentioned: read, opened, marked as seen.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::ticket::{self, Mention};
use touchstone_domain::id::{Id, MessageId};
use touchstone_render::view::{MentionLine, MentionsView};

use super::address::address;
use super::live::live_view;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, notices, typed_all};
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Lines of a page.
const ROWS: u32 = 50;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    before: Option<MessageId>,
    #[expect(dead_code, reason = "the notice is read from the address by the frame")]
    done: Option<String>,
}

/// `GET /desk/mentions`
pub(super) async fn list(
    by: Granted<may::ReadTickets>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let live = live_view(&state).await?;
    let mut found = ticket::mentions(&state.app, &by.caller, false, asked.before, ROWS + 1).await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let last = found.last().filter(|_| more).map(|last| last.message.to_string());
    let view = MentionsView {
        lines: found.into_iter().map(line).collect(),
        next: last.map(|last| address("/desk/mentions", [("before", last.as_str())])),
        live,
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn line(found: Mention) -> MentionLine {
    MentionLine {
        message: found.message.to_string(),
        number: found.number,
        subject: found.subject.unwrap_or_default(),
        author: found.author.map(|user| user.name).unwrap_or_default(),
        excerpt: found.excerpt.unwrap_or_default(),
        at: found.at,
        unread: found.read_at.is_none(),
    }
}

/// `POST /desk/mentions/read`
pub(super) async fn read(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let messages = typed_all(&form.typed, "messages").filter_map(|id| id.parse().ok());
    ticket::mentions_read(&state.app, &by.call_with(&form), messages.collect()).await?;
    Ok(done("/desk/mentions", "mentions_read"))
}

/// `POST /desk/mentions/{message}/open`: marks it as seen and leads to where it stands.
pub(super) async fn open(
    by: Granted<may::ReadTickets>,
    At(id): At<MessageId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let one = MessageId::from_raw(id.raw().saturating_add(1));
    let found = ticket::mentions(&state.app, &by.caller, false, Some(one), 1).await?;
    let found = found.into_iter().find(|mention| mention.message == id);
    let found = found.ok_or_else(Failure::not_found)?;
    ticket::mentions_read(&state.app, &by.call_with(&form), vec![id]).await?;
    Ok(Redirect::to(&format!("/desk/tickets/{}#{id}", found.ticket)).into_response())
}
