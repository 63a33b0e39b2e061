use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_app::account::{self, PasskeyInput};
use utoipa::ToSchema;

use super::Passkey;
use crate::access::SignedIn;
use crate::api::answer::Created;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// What the browser answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPasskey {
    ceremony: String,
    name: String,
    /// `RegistrationResponseJSON`.
    #[schema(value_type = Object)]
    credential: Value,
}

/// A passkey just added.
#[derive(Serialize, ToSchema)]
pub(super) struct AddedPasskey {
    #[serde(flatten)]
    passkey: Passkey,
    /// Not empty when this is the account's first second factor; shown this once.
    recovery_codes: Vec<String>,
}

/// Adds the passkey that an authenticator made. When it is the account's first second factor, one's other sessions end. 409
/// `ceremony_over` when the question was answered before or is too old.
#[utoipa::path(post, path = "/api/v1/me/passkeys", tag = "account", request_body = NewPasskey,
    responses((status = 201, body = AddedPasskey)))]
pub(super) async fn passkey_add(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<NewPasskey>,
) -> Result<Created<AddedPasskey>, Failure> {
    let call = by.call_with(&body);
    let NewPasskey {
        ceremony,
        name,
        credential,
    } = body.value;
    let input = PasskeyInput {
        ceremony,
        name,
        credential,
    };
    let added = account::passkey_add(&state.app, &call, input).await?;
    Ok(Created {
        location: "/api/v1/me/passkeys".to_owned(),
        version: None,
        body: AddedPasskey {
            passkey: added.passkey.into(),
            recovery_codes: added.recovery_codes,
        },
    })
}
