use axum::extract::State;
use touchstone_app::rotation::{keys_rotate, keys_view};
use touchstone_domain::keys::KeyFamily;

use super::Keys;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Wants a new version of these keys. It is used as soon as every process has it; what older versions made is made again in
/// the background. Refused while a change is under way (`key_change_under_way`).
#[utoipa::path(post, path = "/api/v1/keys/{family}/rotate", tag = "operation", params(("family" = String, Path)),
    responses((status = 200, body = Keys)))]
pub(super) async fn key_rotate(
    by: Granted<may::ManageKeys>,
    At(family): At<KeyFamily>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Keys>, Failure> {
    keys_rotate(&state.app, &by.call_with(&body), family).await?;
    let views = keys_view(&state.app, &by.caller).await?;
    let view = views.into_iter().find(|view| view.family == family);
    Ok(Plain(view.ok_or_else(Failure::not_found)?.into()))
}
