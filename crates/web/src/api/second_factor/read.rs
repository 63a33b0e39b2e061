use axum::extract::State;
use serde::Serialize;
use touchstone_app::account;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::SignedIn;
use crate::api::answer::Plain;
use crate::api::schema;
use crate::failure::Failure;
use crate::state::WebState;

/// How one's second factor stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SecondFactor {
    /// Since when there is one; `null` without.
    #[schema(value_type = Option<schema::Time>)]
    since: Option<Timestamp>,
    /// An authenticator app is in use. Passkeys are under `/api/v1/me/passkeys`.
    app: bool,
    recovery_codes_left: usize,
    /// One's role needs it.
    required: bool,
    /// A secret was drawn and waits for its first code.
    pending: bool,
}

/// How one's second factor stands. Sessions only, as everything about it.
#[utoipa::path(get, path = "/api/v1/me/second-factor", tag = "account",
    responses((status = 200, body = SecondFactor)))]
pub(super) async fn second_factor_read(
    by: SignedIn,
    State(state): State<WebState>,
) -> Result<Plain<SecondFactor>, Failure> {
    let view = account::second_factor(&state.app, &by.call()).await?;
    Ok(Plain(SecondFactor {
        since: view.since,
        app: view.app,
        recovery_codes_left: view.recovery_codes_left,
        required: view.required,
        pending: view.pending.is_some(),
    }))
}
