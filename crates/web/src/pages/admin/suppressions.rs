//! Addresses that are written to no more, and having one written to again.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::notify::{self, SuppressionEntry, SuppressionQuery};
use touchstone_domain::id::SuppressionId;
use touchstone_render::view::{SuppressionLine, SuppressionsView};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, notices};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/suppressions";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, suppressions),
        Route::post("/admin/suppressions/{id}/release", release),
    ]
}

#[derive(Debug, Deserialize)]
struct Shown {
    cursor: Option<String>,
}

async fn suppressions(
    by: Granted<may::ManageJobs>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let query = SuppressionQuery {
        limit: None,
        cursor: shown.cursor,
    };
    let found = notify::suppressions(&state.app, &by.caller, query).await?;
    let view = SuppressionsView {
        addresses: found.items.into_iter().map(line).collect(),
        next: found.next_cursor.map(|cursor| format!("{PATH}?cursor={cursor}")),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn release(
    by: Granted<may::ManageJobs>,
    At(id): At<SuppressionId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    notify::suppression_release(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "address_released"))
}

fn line(entry: SuppressionEntry) -> SuppressionLine {
    SuppressionLine {
        id: entry.id.to_string(),
        address: entry.address,
        staff: entry.staff,
        cause: entry.cause.as_str().into(),
        status: entry.status,
        ticket: entry.ticket.map(|ticket| ticket.to_string()),
        strikes: entry.strikes,
        since: entry.suppressed_at,
        ends_at: entry.ends_at,
    }
}
