//! Notifications that were sent, wait, or failed.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use touchstone_app::notify::{OutboxOf, OutboxQuery, outbox_list};
use touchstone_render::view::OutboxView;

use crate::access::{Granted, may};
use crate::export::{self, TableShape};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::outbox_line::{next_address, outbox_line};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/outbox";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, outbox),
        Route::get("/admin/outbox/export", outbox_export).carrying_files(),
    ]
}

#[derive(Debug, Deserialize)]
struct Shown {
    cursor: Option<String>,
}

async fn outbox(
    by: Granted<may::ReadOutbox>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let query = OutboxQuery {
        cursor: shown.cursor,
        ..OutboxQuery::default()
    };
    let outbox = outbox_list(&state.app, &by.caller, query).await?;
    let view = OutboxView {
        next: next_address(PATH, outbox.next_cursor),
        notifications: outbox.entries.into_iter().map(outbox_line).collect(),
    };
    page(&state, &by.frame(&state), &view)
}

async fn outbox_export(
    by: Granted<may::ReadOutbox>,
    Query(shape): Query<TableShape>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::outbox(&by, &state, OutboxOf::Everything, shape.format).await
}
