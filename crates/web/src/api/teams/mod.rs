//! Teams: who works together, and who leads.

mod archive;
mod create;
mod export;
mod list;
mod read;
mod replace;

use serde::{Deserialize, Serialize};
use touchstone_app::account::TeamView;
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::Record;
use super::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_team_list, _, _>(list::team_list),
        Route::api_write::<create::__path_team_create, _, _>(create::team_create),
        Route::api_read::<export::__path_teams_export, _, _>(export::teams_export),
        Route::api_read::<read::__path_team_read, _, _>(read::team_read),
        Route::api_update::<replace::__path_team_replace, _, _>(replace::team_replace),
        Route::api_update::<archive::__path_team_archive, _, _>(archive::team_archive),
    ]
}

/// A team with its members.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Team {
    #[schema(value_type = schema::TeamId)]
    id: TeamId,
    name: String,
    #[schema(value_type = Option<schema::UserId>)]
    lead: Option<UserId>,
    #[schema(value_type = Vec<schema::UserId>)]
    members: Vec<UserId>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    archived_at: Option<Timestamp>,
    version: i64,
}

impl From<TeamView> for Team {
    fn from(view: TeamView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            lead: view.lead,
            members: view.members,
            created_at: view.created_at,
            updated_at: view.updated_at,
            archived_at: view.archived_at,
            version: view.version,
        }
    }
}

impl Team {
    fn record(view: TeamView) -> Record<Self> {
        Record {
            version: view.version,
            body: view.into(),
        }
    }
}

/// A team as it should be. The lead becomes a member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamContent {
    name: String,
    #[schema(value_type = Option<schema::UserId>)]
    lead: Option<UserId>,
    #[serde(default)]
    #[schema(value_type = Vec<schema::UserId>)]
    members: Vec<UserId>,
}
