use axum::extract::State;
use serde::Deserialize;
use touchstone_app::privacy::request::{PrivacyInput, privacy_receive};
use touchstone_domain::id::PersonId;
use touchstone_domain::privacy::PrivacyKind;
use utoipa::ToSchema;

use super::PrivacyRequest;
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// What a person asks, written down for them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPrivacyRequest {
    #[schema(value_type = schema::PersonId)]
    person: PersonId,
    #[schema(value_type = schema::PrivacyKind)]
    kind: PrivacyKind,
    /// In the person's words.
    #[serde(default)]
    detail: String,
}

/// Writes a request down that came by letter, telephone or in person; its time begins now. One of the same kind that is
/// open already refuses it (409 `privacy_open_already`).
#[utoipa::path(post, path = "/api/v1/privacy/requests", tag = "privacy", request_body = NewPrivacyRequest,
    responses((status = 201, body = PrivacyRequest)))]
pub(super) async fn privacy_create(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    body: Json<NewPrivacyRequest>,
) -> Result<Created<PrivacyRequest>, Failure> {
    let call = by.call_with(&body);
    let input = PrivacyInput {
        person: body.value.person,
        kind: body.value.kind,
        detail: body.value.detail,
    };
    let made = privacy_receive(&state.app, &call, input).await?;
    Ok(Created {
        location: format!("/api/v1/privacy/requests/{}", made.id),
        version: Some(made.version),
        body: made.into(),
    })
}
