//! Notifications that were sent, wait, or failed.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::notify::{self, OutboxEntry, OutboxOf, OutboxQuery, outbox_list};
use touchstone_domain::access::Permission;
use touchstone_domain::id::NotificationId;
use touchstone_render::view::{OutboxLine, OutboxView};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::export::{self, TableShape};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::outbox_line::{next_address, outbox_line};
use crate::pages::shared::{done, notices};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/outbox";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, outbox),
        Route::get("/admin/outbox/export", outbox_export).carrying_files(),
        Route::post("/admin/outbox/{letter}/resend", outbox_resend),
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
    let may_resend = by.user.grants.holds(Permission::JobManage);
    let line = |entry: OutboxEntry| OutboxLine {
        again: may_resend && entry.resendable,
        ..outbox_line(entry)
    };
    let view = OutboxView {
        next: next_address(PATH, outbox.next_cursor),
        notifications: outbox.entries.into_iter().map(line).collect(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// `POST /admin/outbox/{letter}/resend`: what came to nothing is tried once more.
async fn outbox_resend(
    by: Granted<may::ManageJobs>,
    At(id): At<NotificationId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    notify::letter_resend(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "letter_resent"))
}

async fn outbox_export(
    by: Granted<may::ReadOutbox>,
    Query(shape): Query<TableShape>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::outbox(&by, &state, OutboxOf::Everything, shape.format).await
}
