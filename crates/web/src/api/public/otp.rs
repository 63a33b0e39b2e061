use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::core::AppError;
use touchstone_app::person::CodeSent;
use touchstone_app::ticket;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::CredentialCaller;
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Where the code is to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeWanted {
    /// The first of the request's `ways` without.
    #[schema(value_type = Option<schema::ContactKind>)]
    way: Option<ContactKind>,
}

/// A code on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CodeOnItsWay {
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
}

/// Sends a one-time code to a contact the sender of the request left. Too many: 429.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/otp", tag = "public", params(("code" = String, Path)),
    request_body = CodeWanted, responses((status = 200, body = CodeOnItsWay)))]
pub(super) async fn track_otp(
    by: CredentialCaller,
    At(code): At<String>,
    State(state): State<WebState>,
    body: Json<CodeWanted>,
) -> Result<Plain<CodeOnItsWay>, Failure> {
    let way = match body.value.way {
        Some(way) => way,
        None => first_way(&state, &by, &code).await?,
    };
    match ticket::track_code_send(&state.app, &by.call_with(&body), &code, way).await? {
        CodeSent::Sent { expires_at } => Ok(Plain(CodeOnItsWay { expires_at })),
        CodeSent::Wait { until } => Err(AppError::RateLimited {
            retry_after: until - state.app.clock.now(),
        }
        .into()),
    }
}

async fn first_way(state: &WebState, by: &CredentialCaller, code: &str) -> Result<ContactKind, Failure> {
    let track = ticket::track(&state.app, &by.caller, code).await?;
    let first = track.ways.first().map(|(way, _)| *way);
    Ok(first.ok_or_else(|| AppError::field("way", "required"))?)
}
