use axum::extract::State;
use touchstone_app::rotation::{keys_retire, keys_view};
use touchstone_domain::keys::KeyFamily;

use super::Keys;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Takes versions before the one in use out of the key ring for good. Refused while something is left that they made
/// (`key_still_used`), within an hour of the change (`key_retire_early`), and where there are none (`key_nothing_to_retire`).
#[utoipa::path(post, path = "/api/v1/keys/{family}/retire", tag = "operation", params(("family" = String, Path)),
    responses((status = 200, body = Keys)))]
pub(super) async fn key_retire(
    by: Granted<may::ManageKeys>,
    At(family): At<KeyFamily>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Keys>, Failure> {
    keys_retire(&state.app, &by.call_with(&body), family).await?;
    let views = keys_view(&state.app, &by.caller).await?;
    let view = views.into_iter().find(|view| view.family == family);
    Ok(Plain(view.ok_or_else(Failure::not_found)?.into()))
}
