//! The mailboxes of a demonstration's people. Without a demonstration there is no such page.

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::notify::{OutboxQuery, outbox_open};
use touchstone_render::view::DemoOutboxView;

use super::outbox_line::{next_address, outbox_line};
use crate::access::DemoCaller;
use crate::page::{Page, Reader, page};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/demo/outbox";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, demo_outbox)]
}

#[derive(Debug, Deserialize)]
struct Paging {
    cursor: Option<String>,
}

async fn demo_outbox(by: DemoCaller, Query(paging): Query<Paging>, State(state): State<WebState>) -> Page {
    let query = OutboxQuery {
        cursor: paging.cursor,
        ..OutboxQuery::default()
    };
    let outbox = outbox_open(&state.app, query).await?;
    let view = DemoOutboxView {
        next: next_address(PATH, outbox.next_cursor),
        notifications: outbox.entries.into_iter().map(outbox_line).collect(),
    };
    page(&state, &by.frame(&state), &view)
}
