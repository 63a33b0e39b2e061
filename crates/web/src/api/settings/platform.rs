use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::settings::{self, PlatformInput};
use touchstone_domain::language::Language;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// What the installation is called, and where it is.
#[derive(Serialize, ToSchema)]
pub(super) struct Platform {
    /// Empty: the product's own.
    platform: String,
    /// IANA name of the zone in which pages and letters show times.
    zone: String,
    /// The configuration of the process decides about the zone.
    zone_fixed: bool,
    /// The language of those of whom nothing is known.
    #[schema(value_type = schema::Language)]
    language: Language,
    version: i64,
}

/// As it should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlatformContent {
    #[serde(default)]
    platform: String,
    #[serde(default)]
    zone: String,
    #[schema(value_type = schema::Language)]
    language: Language,
}

/// What the installation is called, and where it is.
#[utoipa::path(get, path = "/api/v1/settings/platform", tag = "administration",
    responses((status = 200, body = Platform)))]
pub(super) async fn platform_read(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
) -> Result<Record<Platform>, Failure> {
    record(&state, &by.call()).await
}

/// Changes it. Every process follows within seconds, without a restart.
#[utoipa::path(put, path = "/api/v1/settings/platform", tag = "administration", request_body = PlatformContent,
    responses((status = 200, body = Platform)))]
pub(super) async fn platform_replace(
    by: Granted<may::ManageSettings>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<PlatformContent>,
) -> Result<Record<Platform>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let input = PlatformInput {
        name: body.value.platform,
        zone: body.value.zone,
        language: body.value.language,
    };
    settings::platform_put(&state.app, &call, &input).await?;
    record(&state, &by.call()).await
}

async fn record(state: &WebState, call: &touchstone_app::Call) -> Result<Record<Platform>, Failure> {
    let view = settings::platform_get(&state.app, call).await?;
    Ok(Record {
        version: view.version,
        body: Platform {
            platform: view.name,
            zone: view.zone,
            zone_fixed: view.zone_fixed,
            language: view.language,
            version: view.version,
        },
    })
}
