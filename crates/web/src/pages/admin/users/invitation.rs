//! An invitation sent again, or taken back.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::account;
use touchstone_domain::id::UserId;

use super::{PATH, invited_notice};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::done;
use crate::path::At;
use crate::state::WebState;

pub(super) async fn invitation_resend(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let sent = account::invitation_resend(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, invited_notice(&sent)))
}

pub(super) async fn invitation_revoke(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::invitation_revoke(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "invitation_revoked"))
}
