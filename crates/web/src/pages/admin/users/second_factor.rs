//! A second factor that was lost.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use super::PATH;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::done;
use crate::path::At;
use crate::state::WebState;

pub(super) async fn second_factor_reset(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::second_factor_reset(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "second_factor_reset"))
}
