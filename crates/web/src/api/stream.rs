//! What changes, as it happens: server-sent events. Only ids, codes and versions go over the wire; whoever wants more
//! reads it and is asked again.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;
use http::header::{CACHE_CONTROL, HeaderName};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use touchstone_app::live::{Signal, feed_open};

use crate::access::{Granted, may};
use crate::failure::Failure;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);
/// Tells nginx and those like it to pass on each event at once.
static BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
static LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

pub(super) fn routes() -> Vec<Route> {
    vec![Route::api_read::<__path_stream_open, _, _>(stream_open)]
}

/// Where to go on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StreamQuery {
    /// The same as the header `Last-Event-ID`, for those who cannot send it; the header wins.
    last_event_id: Option<String>,
}

/// The data of the event `changed`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct StreamChange {
    /// `tkt_…`
    ticket: String,
    number: i64,
    /// Kind of the event in the ticket's history, such as `message.added`.
    kind: &'static str,
    /// The ticket's version now.
    version: i64,
}

/// Changes of tickets as they happen, as server-sent events: `ready` (the stream is open), `changed`, `gone` (a ticket
/// left what the caller may see), `offers` (what is offered to the caller has changed, see `/handovers`), `presence` (somebody came to a ticket, left it or does something else there; without an
/// id), `notifications` (the caller was told of something or has read it: `{"unread": 3}`; without an id), `reset` (look at everything again: the id was too old or unknown, the caller did not
/// keep up, or may see other things than before). Ids of events are places in the order of events; with
/// `Last-Event-ID` nothing is missed. Quiet streams carry a comment every 15 seconds. A stream ends when its session
/// or token does.
#[utoipa::path(get, path = "/api/v1/stream", tag = "tickets",
    params(StreamQuery, ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that arrived")),
    responses((status = 200, content_type = "text/event-stream", body = StreamChange)))]
pub(super) async fn stream_open(
    by: Granted<may::ReadTickets>,
    Query(query): Query<StreamQuery>,
    headers: HeaderMap,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let sent = headers.get(&LAST_EVENT_ID).and_then(|id| id.to_str().ok());
    let after = sent
        .or(query.last_event_id.as_deref())
        .filter(|id| !id.is_empty());
    let feed = feed_open(&state.app, &by.caller, after).await?;
    let events = stream::unfold(feed, async |mut feed| {
        let signal = feed.next().await?;
        Some((Ok::<_, Infallible>(event(signal)), feed))
    });
    let mut response = Sse::new(events).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(&BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

fn event(signal: Signal) -> Event {
    match signal {
        Signal::Ready { pos } => named("ready", pos).retry(RETRY).data("{}"),
        Signal::Changed {
            pos,
            ticket,
            number,
            version,
            kind,
        } => {
            let data = StreamChange {
                ticket: ticket.to_string(),
                number,
                kind: kind.as_str(),
                version,
            };
            named("changed", pos).data(json(&data))
        }
        Signal::Gone { pos, ticket } => {
            let data = serde_json::json!({ "ticket": ticket.to_string() });
            named("gone", pos).data(data.to_string())
        }
        Signal::Offers { pos } => named("offers", pos).data("{}"),
        Signal::Present { ticket } => {
            let data = serde_json::json!({ "ticket": ticket.to_string() });
            Event::default().event("presence").data(data.to_string())
        }
        Signal::Notices { unread } => {
            let data = serde_json::json!({ "unread": unread });
            Event::default().event("notifications").data(data.to_string())
        }
        Signal::Reset { pos } => named("reset", pos).data("{}"),
        // Without data nothing is dispatched, but the place is remembered.
        Signal::Beat { pos } => Event::default().comment("beat").id(pos.to_string()),
    }
}

fn named(name: &str, pos: i64) -> Event {
    Event::default().event(name).id(pos.to_string())
}

fn json(data: &StreamChange) -> String {
    serde_json::to_string(data).unwrap_or_default()
}
