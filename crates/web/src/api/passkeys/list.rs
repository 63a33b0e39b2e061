use axum::extract::State;
use touchstone_app::account;

use super::Passkey;
use crate::access::SignedIn;
use crate::api::answer::Page;
use crate::failure::Failure;
use crate::state::WebState;

/// One's passkeys, oldest first. All on one page.
#[utoipa::path(get, path = "/api/v1/me/passkeys", tag = "account", responses((status = 200, body = Page<Passkey>)))]
pub(super) async fn passkey_list(
    by: SignedIn,
    State(state): State<WebState>,
) -> Result<Page<Passkey>, Failure> {
    let held = account::second_factor(&state.app, &by.call()).await?.passkeys;
    Ok(Page {
        items: held.into_iter().map(Passkey::from).collect(),
        next_cursor: None,
    })
}
