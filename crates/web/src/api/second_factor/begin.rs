use axum::extract::State;
use serde::Serialize;
use touchstone_app::account;
use utoipa::ToSchema;

use super::OwnPassword;
use crate::access::SignedIn;
use crate::api::answer::Plain;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A secret for an authenticator app.
#[derive(Serialize, ToSchema)]
pub(super) struct Enrolment {
    /// `otpauth://` address, usually shown as a QR code.
    uri: String,
    /// The same secret, base 32.
    key: String,
}

/// Draws a secret for one's authenticator app. What is in force stays so until a code confirms the new one.
#[utoipa::path(post, path = "/api/v1/me/second-factor", tag = "account", request_body = OwnPassword,
    responses((status = 200, body = Enrolment)))]
pub(super) async fn second_factor_begin(
    by: SignedIn,
    State(state): State<WebState>,
    body: Json<OwnPassword>,
) -> Result<Plain<Enrolment>, Failure> {
    let password = &body.value.current_password;
    let drawn = account::second_factor_begin(&state.app, &by.call(), password).await?;
    Ok(Plain(Enrolment {
        uri: drawn.uri,
        key: drawn.key,
    }))
}
