use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use touchstone_app::person::CodeChecked;
use touchstone_app::ticket;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::CredentialCaller;
use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// The one-time code, as it was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeTyped {
    code: String,
}

/// A tracking session just opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrackSession {
    /// Sent as `Authorization: Bearer …`; works for this tracking code alone.
    token: String,
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
}

/// Shows with a one-time code that the request is the caller's. A wrong code costs one of its tries.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/session", tag = "public", params(("code" = String, Path)),
    request_body = CodeTyped,
    responses((status = 201, body = TrackSession), (status = 401, description = "Refused: `code_refused`.")))]
pub(super) async fn track_session(
    by: CredentialCaller,
    At(code): At<String>,
    State(state): State<WebState>,
    body: Json<CodeTyped>,
) -> Result<Created<TrackSession>, Failure> {
    let refused = |tries_left| {
        Failure::new(StatusCode::UNAUTHORIZED, "code_refused").member("tries_left", json!(tries_left))
    };
    match ticket::track_code_check(&state.app, &by.call(), &code, &body.value.code).await? {
        CodeChecked::Right(opened) => Ok(Created {
            location: format!("/api/v1/public/track/{code}"),
            version: None,
            body: TrackSession {
                token: opened.token.reveal().to_owned(),
                expires_at: opened.expires_at,
            },
        }),
        CodeChecked::Wrong { tries_left } => Err(refused(tries_left)),
        CodeChecked::Expired => Err(refused(0)),
    }
}
