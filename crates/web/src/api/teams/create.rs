use axum::extract::State;
use touchstone_app::account::{self, TeamInput};

use super::{Team, TeamContent};
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// Makes a team.
#[utoipa::path(post, path = "/api/v1/teams", tag = "administration", request_body = TeamContent,
    responses((status = 201, body = Team)))]
pub(super) async fn team_create(
    by: Granted<may::ManageTeams>,
    State(state): State<WebState>,
    body: Json<TeamContent>,
) -> Result<Created<Team>, Failure> {
    let call = by.call_with(&body);
    let TeamContent { name, lead, members } = body.value;
    let view = account::team_create(&state.app, &call, TeamInput { name, lead, members }).await?;
    let location = format!("/api/v1/teams/{}", view.id);
    Ok(Created {
        location,
        version: Some(view.version),
        body: view.into(),
    })
}
