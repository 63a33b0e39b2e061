//! For whoever keeps the process running: is it there, and can it work.

use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;
use serde_json::json;
use touchstone_app::figures::{NotReady, ready};

use crate::access::Open;
use crate::failure::Failure;
use crate::route::Route;
use crate::state::WebState;

/// A probe is not kept waiting longer than this by a database that hangs.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/healthz", healthz), Route::get("/readyz", readyz)]
}

/// The process answers.
async fn healthz(_: Open) -> impl IntoResponse {
    "ok"
}

/// The process can work: the database answers with the schema this version knows.
async fn readyz(_: Open, State(state): State<WebState>) -> Result<impl IntoResponse, Failure> {
    let found = tokio::time::timeout(PATIENCE, ready(&state.app)).await;
    match found.unwrap_or(Err(NotReady::Database)) {
        Ok(()) => Ok("ready"),
        Err(reason) => {
            let failure = Failure::new(StatusCode::SERVICE_UNAVAILABLE, reason.code()).retry_after(2);
            Err(match reason {
                NotReady::Database => failure,
                NotReady::Schema { found, known } => {
                    failure.member("schema", json!({ "found": found, "known": known }))
                }
            })
        }
    }
}
