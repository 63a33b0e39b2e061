//! For whoever keeps the process running: is it there, and can it work.

use axum::extract::State;
use axum::response::IntoResponse;

use crate::access::Open;
use crate::failure::Failure;
use crate::route::Route;
use crate::state::WebState;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/healthz", healthz), Route::get("/readyz", readyz)]
}

/// The process answers.
async fn healthz(_: Open) -> impl IntoResponse {
    "ok"
}

/// The process can work: the database answers with the schema this version knows.
async fn readyz(_: Open, State(state): State<WebState>) -> Result<impl IntoResponse, Failure> {
    // Any read does: it takes a connection and a table of the schema that was checked when the store was opened.
    touchstone_app::account::setup_pending(&state.app).await?;
    Ok("ready")
}
