use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::account::{self, PasskeySignIn};
use utoipa::ToSchema;

use super::open::{OpenedSession, opened};
use crate::access::CredentialCaller;
use crate::api::answer::{Created, Plain};
use crate::api::passkeys::Ceremony;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::state::WebState;

/// What the browser answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasskeyAnswer {
    ceremony: String,
    /// `AuthenticationResponseJSON`.
    #[schema(value_type = Object)]
    credential: Value,
}

/// Asks whoever it is for their passkey.
#[utoipa::path(post, path = "/api/v1/session/passkey/begin", tag = "account",
    responses((status = 200, body = Ceremony)))]
pub(super) async fn session_passkey_begin(
    _by: CredentialCaller,
    State(state): State<WebState>,
    _body: NoBody,
) -> Result<Plain<Ceremony>, Failure> {
    Ok(Plain(account::sign_in_passkey_begin(&state.app)?.into()))
}

/// Signs in with a passkey, which needs no password and no code. 401 `passkey_refused`, 409 `ceremony_over` when the question
/// was answered before or is too old.
#[utoipa::path(post, path = "/api/v1/session/passkey", tag = "account", request_body = PasskeyAnswer,
    responses((status = 201, body = OpenedSession)))]
pub(super) async fn session_passkey(
    by: CredentialCaller,
    State(state): State<WebState>,
    body: Json<PasskeyAnswer>,
) -> Result<Created<OpenedSession>, Failure> {
    let PasskeyAnswer { ceremony, credential } = body.value;
    let input = PasskeySignIn {
        ceremony,
        credential,
        previous: None,
    };
    let outcome = account::sign_in_passkey(&state.app, &by.call(), input).await?;
    opened(&state, outcome, "passkey_refused")
}
