//! Ending one's sessions on other devices.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::account;
use touchstone_domain::id::SessionId;

use super::PATH;
use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::done;
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/account/sessions/{id}/revoke", session_revoke),
        Route::post("/account/sign-out-elsewhere", sign_out_elsewhere),
    ]
}

async fn session_revoke(
    by: SignedIn,
    At(id): At<SessionId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::session_revoke(&state.app, &by.call_with(&form), by.user.id, id).await?;
    Ok(done(PATH, "session_revoked"))
}

async fn sign_out_elsewhere(
    by: SignedIn,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::sign_out_elsewhere(&state.app, &by.call_with(&form)).await?;
    Ok(done(PATH, "signed_out_elsewhere"))
}
