use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::Call;
use touchstone_app::settings;
use touchstone_domain::id::TeamId;
use touchstone_domain::ticket::Tier;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Where new requests go by themselves.
#[derive(Serialize, ToSchema)]
pub(super) struct Routing {
    /// The team of each tier; requests of a tier that is not named wait to be taken.
    #[schema(value_type = BTreeMap<String, schema::TeamId>)]
    teams: BTreeMap<Tier, TeamId>,
    version: i64,
}

/// Where they should go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoutingContent {
    /// The team of each tier; a tier that is not named has none.
    #[schema(value_type = BTreeMap<String, schema::TeamId>)]
    teams: BTreeMap<Tier, TeamId>,
}

/// Which team serves which tier. A requester with an adviser is theirs before it is the team's.
#[utoipa::path(get, path = "/api/v1/settings/routing", tag = "administration",
    responses((status = 200, body = Routing)))]
pub(super) async fn routing_read(
    by: Granted<may::ManageSettings>,
    State(state): State<WebState>,
) -> Result<Record<Routing>, Failure> {
    record(&state, &by.call()).await
}

/// Changes it for requests to come. Every process follows within seconds, without a restart.
#[utoipa::path(put, path = "/api/v1/settings/routing", tag = "administration", request_body = RoutingContent,
    responses((status = 200, body = Routing)))]
pub(super) async fn routing_replace(
    by: Granted<may::ManageSettings>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<RoutingContent>,
) -> Result<Record<Routing>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let routing = body.value.teams.into_iter().collect();
    settings::routing_put(&state.app, &call, routing).await?;
    record(&state, &by.call()).await
}

async fn record(state: &WebState, call: &Call) -> Result<Record<Routing>, Failure> {
    let (routing, version) = settings::routing_get(&state.app, call).await?;
    let teams = Tier::ALL
        .iter()
        .filter_map(|&tier| Some((tier, routing.team(tier)?)));
    Ok(Record {
        version,
        body: Routing {
            teams: teams.collect(),
            version,
        },
    })
}
