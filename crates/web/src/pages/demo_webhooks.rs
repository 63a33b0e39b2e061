//! The other system of a demonstration, the shop's ERP: what it is told by webhook, and a switch that puts it out of order, so
//! that a visitor sees calls come again. Its receiver is mounted here, beside the page that shows what came: a demonstration
//! is one process on one port, and a second port would be one more that may be in use.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::webhook::{HOOK_BYTES, HookClaim, ReceivedCall, Reception, received_list};
use touchstone_render::view::{DemoHookLine, DemoHooksView};

use super::shared::typed;
use crate::access::{DemoCaller, DemoSystem};
use crate::body::{Form, Whole};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/demo/webhooks";
/// Where the other system of a demonstration takes calls.
pub const RECEIVER: &str = "/demo/webhooks/receive";
/// Calls of one page.
const SHOWN: usize = 30;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, received),
        Route::post(PATH, switch),
        Route::post(RECEIVER, receive),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct Shown {
    before: Option<u64>,
}

async fn received(by: DemoCaller, Query(shown): Query<Shown>, State(state): State<WebState>) -> Page {
    let inbox = &state.settings.demo_inbox;
    let mut found = received_list(&state.app, inbox, shown.before, SHOWN + 1).await?;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let last = found.last().filter(|_| more);
    let view = DemoHooksView {
        out_of_order: inbox.is_out_of_order(),
        refused: inbox.refused(),
        next: last.map(|last| format!("{PATH}?before={}", last.call.number)),
        calls: found.into_iter().map(line).collect(),
        newest: shown.before.is_none(),
    };
    page(&state, &by.frame(&state), &view)
}

/// Puts the other system out of order, or back in.
async fn switch(_: DemoCaller, State(state): State<WebState>, form: Form<Value>) -> Response {
    let out_of_order = typed(&form.typed, "works") == "no";
    state.settings.demo_inbox.set_out_of_order(out_of_order);
    Redirect::to(PATH).into_response()
}

/// What the other system answers to a call.
async fn receive(
    _: DemoSystem,
    State(state): State<WebState>,
    told: Whole<HOOK_BYTES>,
) -> Result<Response, Failure> {
    let claim = HookClaim {
        id: said(&told.headers, "webhook-id"),
        timestamp: said(&told.headers, "webhook-timestamp"),
        signature: said(&told.headers, "webhook-signature"),
    };
    let inbox = &state.settings.demo_inbox;
    let reception = inbox.receive(&claim, &told.bytes, state.app.clock.now());
    let status = reception.map_or(StatusCode::UNAUTHORIZED.as_u16(), Reception::status);
    let status = StatusCode::from_u16(status).map_err(|_| Failure::internal("a status that is none"))?;
    Ok(status.into_response())
}

fn said<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

fn line(one: ReceivedCall) -> DemoHookLine {
    let ticket = one.ticket;
    DemoHookLine {
        number: one.call.number,
        at: one.call.at,
        kind: one.kind.map(|kind| kind.as_str().into()),
        ticket: ticket.map(|ticket| ticket.id.to_string()),
        ticket_number: ticket.and_then(|ticket| ticket.number),
        id: one.call.id,
        attempt: one.call.attempt,
        waited: one
            .call
            .before
            .map(|before| (one.call.at - before).as_micros() / 1_000_000),
        reception: one.call.reception.code().into(),
        status: one.call.reception.status(),
        body: one.body,
    }
}
