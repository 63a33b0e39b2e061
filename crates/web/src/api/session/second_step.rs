use axum::extract::State;
use serde::Deserialize;
use touchstone_app::account::{self, SecondStep};
use utoipa::ToSchema;

use super::open::{OpenedSession, opened};
use crate::access::CredentialCaller;
use crate::api::answer::Created;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// The second step of signing in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SecondStepTyped {
    /// As the refusal `second_factor_required` gave it.
    challenge: String,
    /// Of the authenticator app, or a recovery code.
    code: String,
}

/// Signs in with the second factor, after the password. Each code is accepted once. 401 `second_factor_refused` for a wrong
/// one, 409 `sign_in_again` when the challenge does not hold any more, 429 after several wrong ones.
#[utoipa::path(post, path = "/api/v1/session/second-factor", tag = "account", request_body = SecondStepTyped,
    responses((status = 201, body = OpenedSession)))]
pub(super) async fn session_second_factor(
    by: CredentialCaller,
    State(state): State<WebState>,
    body: Json<SecondStepTyped>,
) -> Result<Created<OpenedSession>, Failure> {
    let SecondStepTyped { challenge, code } = body.value;
    let step = SecondStep {
        challenge,
        code,
        previous: None,
    };
    let outcome = account::sign_in_second(&state.app, &by.call(), step).await?;
    opened(&state, outcome, "second_factor_refused")
}
