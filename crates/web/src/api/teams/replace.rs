use axum::extract::State;
use touchstone_app::account::{self, TeamPatch};
use touchstone_domain::id::TeamId;

use super::{Team, TeamContent};
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Replaces a team's name, lead and members.
#[utoipa::path(put, path = "/api/v1/teams/{id}", tag = "administration", params(("id" = String, Path)),
    request_body = TeamContent, responses((status = 200, body = Team)))]
pub(super) async fn team_replace(
    by: Granted<may::ManageTeams>,
    At(id): At<TeamId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<TeamContent>,
) -> Result<Record<Team>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let TeamContent { name, lead, members } = body.value;
    let patch = TeamPatch {
        name: Some(name),
        lead: Some(lead),
        members: Some(members),
    };
    let view = account::team_update(&state.app, &call, id, patch).await?;
    Ok(Team::record(view))
}
