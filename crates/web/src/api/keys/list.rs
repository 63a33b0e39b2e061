use axum::extract::State;
use touchstone_app::rotation::keys_view;

use super::Keys;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::failure::Failure;
use crate::state::WebState;

/// Every family of keys: versions, what is left of older ones, and how far a change is.
#[utoipa::path(get, path = "/api/v1/keys", tag = "operation", responses((status = 200, body = Page<Keys>)))]
pub(super) async fn key_list(
    by: Granted<may::ManageKeys>,
    State(state): State<WebState>,
) -> Result<Page<Keys>, Failure> {
    let views = keys_view(&state.app, &by.caller).await?;
    Ok(Page {
        items: views.into_iter().map(Keys::from).collect(),
        next_cursor: None,
    })
}
