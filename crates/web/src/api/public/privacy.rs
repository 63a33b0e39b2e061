use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use touchstone_app::privacy::package::package_take_own;
use touchstone_app::privacy::request;
use touchstone_domain::id::PrivacyRequestId;
use touchstone_domain::privacy::PrivacyKind;
use utoipa::ToSchema;

use crate::access::TrackCaller;
use crate::api::answer::{Created, Page, Plain};
use crate::api::privacy::PrivacyRequest;
use crate::api::schema;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::privacy::package_response;
use crate::state::WebState;

/// What the sender asks about their own data.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnPrivacyRequest {
    #[schema(value_type = schema::PrivacyKind)]
    kind: PrivacyKind,
    #[serde(default)]
    detail: String,
}

/// What the sender has asked about their own data, newest first. It takes a session that was opened with a one-time code
/// (otherwise 409 `privacy_unverified`).
#[utoipa::path(get, path = "/api/v1/public/track/{code}/privacy", tag = "public", params(("code" = String, Path)),
    responses((status = 200, body = Page<PrivacyRequest>)))]
pub(super) async fn own_privacy_list(
    by: TrackCaller,
    State(state): State<WebState>,
) -> Result<Page<PrivacyRequest>, Failure> {
    let found = request::own_requests(&state.app, &by.token).await?;
    Ok(Page {
        items: found.into_iter().map(PrivacyRequest::from).collect(),
        next_cursor: None,
    })
}

/// Asks for a copy of one's data, a correction, or erasure.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/privacy", tag = "public", params(("code" = String, Path)),
    request_body = OwnPrivacyRequest, responses((status = 201, body = PrivacyRequest)))]
pub(super) async fn own_privacy_ask(
    by: TrackCaller,
    State(state): State<WebState>,
    body: Json<OwnPrivacyRequest>,
) -> Result<Created<PrivacyRequest>, Failure> {
    let call = by.call_with(&body);
    let OwnPrivacyRequest { kind, detail } = body.value;
    let made = request::own_request(&state.app, &call, &by.token, kind, &detail).await?;
    Ok(Created {
        location: format!("/api/v1/public/track/{}/privacy", by.code),
        version: Some(made.version),
        body: made.into(),
    })
}

/// Takes back what nobody has dealt with yet.
#[utoipa::path(post, path = "/api/v1/public/track/{code}/privacy/{id}/withdraw", tag = "public",
    params(("code" = String, Path), ("id" = String, Path)), responses((status = 200, body = PrivacyRequest)))]
pub(super) async fn own_privacy_withdraw(
    by: TrackCaller,
    At((_code, id)): At<(String, PrivacyRequestId)>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<PrivacyRequest>, Failure> {
    let done = request::own_withdraw(&state.app, &by.call_with(&body), &by.token, id).await?;
    Ok(Plain(done.into()))
}

/// The copy of one's data as a ZIP archive, once the request was answered. Every download is an event.
#[utoipa::path(get, path = "/api/v1/public/track/{code}/privacy/{id}/package", tag = "public",
    params(("code" = String, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>)))]
pub(super) async fn own_privacy_package(
    by: TrackCaller,
    At((_code, id)): At<(String, PrivacyRequestId)>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let package = package_take_own(&state.app, &by.call(), &by.token, id).await?;
    Ok(package_response(package))
}
