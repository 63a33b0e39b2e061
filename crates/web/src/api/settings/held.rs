use axum::extract::State;
use serde::Serialize;
use touchstone_app::notify::{HeldFate, held_settle};
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::state::WebState;

/// How many letters it concerned.
#[derive(Serialize, ToSchema)]
pub(super) struct Letters {
    letters: u64,
}

/// Sends the letters on their way that waited for a mail server.
#[utoipa::path(post, path = "/api/v1/settings/mail/held/release", tag = "administration",
    responses((status = 200, body = Letters)))]
pub(super) async fn held_release(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Letters>, Failure> {
    let letters = held_settle(&state.app, &by.call_with(&body), HeldFate::Released).await?;
    Ok(Plain(Letters { letters }))
}

/// Drops the letters that waited for a mail server: they are never sent.
#[utoipa::path(post, path = "/api/v1/settings/mail/held/drop", tag = "administration",
    responses((status = 200, body = Letters)))]
pub(super) async fn held_drop(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Letters>, Failure> {
    let letters = held_settle(&state.app, &by.call_with(&body), HeldFate::Dropped).await?;
    Ok(Plain(Letters { letters }))
}
