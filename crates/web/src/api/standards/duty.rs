use axum::extract::State;
use serde::Deserialize;
use serde::Serialize;
use touchstone_app::standard::{
    self, MissingReader as Missing, ReaderTeam as Team, Readers, Review as Due, standard_duty,
};
use touchstone_domain::access::Role;
use touchstone_domain::id::{StandardId, TeamId, UserId};
use touchstone_domain::standard::review::ReviewState;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::wire::{Standard, StandardLine, record};
use crate::access::{Granted, may};
use crate::api::answer::{Plain, Record};
use crate::api::schema;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// What the standard in force asks of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StandardDuty {
    /// The version in force, when it binds the caller's role and the caller has not confirmed it.
    confirm: Option<StandardLine>,
    /// When it is to be looked over; for whoever may write standards.
    review: Option<StandardReview>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StandardReview {
    #[schema(value_type = schema::StandardId)]
    standard: StandardId,
    number: i64,
    #[schema(value_type = schema::Time)]
    due: Timestamp,
    /// `soon` from 30 days before.
    #[schema(value_type = schema::ReviewState)]
    state: ReviewState,
}

impl From<Due> for StandardReview {
    fn from(due: Due) -> Self {
        Self {
            standard: due.standard,
            number: due.number,
            due: due.due,
            state: due.state,
        }
    }
}

/// What is asked of the caller: to confirm the version in force, to look it over.
#[utoipa::path(get, path = "/api/v1/standards/duties", tag = "reference",
    responses((status = 200, body = StandardDuty)))]
pub(super) async fn standard_duties(
    by: Granted<may::ReadStandards>,
    State(state): State<WebState>,
) -> Result<Plain<StandardDuty>, Failure> {
    let duty = standard_duty(&state.app, &by.caller).await?;
    Ok(Plain(StandardDuty {
        confirm: duty.confirm.map(StandardLine::from),
        review: duty.review.map(StandardReview::from),
    }))
}

/// That the caller has read a version.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Acknowledgement {
    #[schema(value_type = schema::Time)]
    at: Timestamp,
}

/// Confirms that the caller has read the version in force. Saying so again changes nothing.
#[utoipa::path(post, path = "/api/v1/standards/{id}/acknowledgement", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = Acknowledgement)))]
pub(super) async fn standard_acknowledge(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Acknowledgement>, Failure> {
    let at = standard::standard_acknowledge(&state.app, &by.call_with(&body), id).await?;
    Ok(Plain(Acknowledgement { at }))
}

/// Who a version binds and who has confirmed it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StandardReaders {
    #[schema(value_type = Vec<schema::Role>)]
    roles: Vec<Role>,
    bound: i64,
    confirmed: i64,
    /// Whoever is in two teams is counted in both.
    teams: Vec<ReaderTeam>,
    /// By name, the first 500.
    missing: Vec<MissingReader>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReaderTeam {
    /// `null` for those without a team.
    #[schema(value_type = Option<schema::TeamId>)]
    id: Option<TeamId>,
    name: Option<String>,
    bound: i64,
    confirmed: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MissingReader {
    #[schema(value_type = schema::UserId)]
    id: UserId,
    name: String,
    #[schema(value_type = schema::Role)]
    role: Role,
}

impl From<Team> for ReaderTeam {
    fn from(team: Team) -> Self {
        let (id, name) = team.team.map(|team| (team.id, team.name)).unzip();
        Self {
            id,
            name,
            bound: team.bound,
            confirmed: team.confirmed,
        }
    }
}

impl From<Missing> for MissingReader {
    fn from(missing: Missing) -> Self {
        Self {
            id: missing.id,
            name: missing.name,
            role: missing.role,
        }
    }
}

/// Who has confirmed a version and who has not, with counts per team.
#[utoipa::path(get, path = "/api/v1/standards/{id}/acknowledgements", tag = "reference", params(("id" = String, Path)),
    responses((status = 200, body = StandardReaders)))]
pub(super) async fn standard_readers(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
) -> Result<Plain<StandardReaders>, Failure> {
    let Readers {
        roles,
        bound,
        confirmed,
        teams,
        missing,
    } = standard::standard_readers(&state.app, &by.caller, id).await?;
    Ok(Plain(StandardReaders {
        roles,
        bound,
        confirmed,
        teams: teams.into_iter().map(ReaderTeam::from).collect(),
        missing: missing.into_iter().map(MissingReader::from).collect(),
    }))
}

/// What was found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardReviewed {
    note: String,
}

/// The version in force was looked over and stays as it is. The next review is counted from now.
#[utoipa::path(post, path = "/api/v1/standards/{id}/actions/review", tag = "reference", params(("id" = String, Path)),
    request_body = StandardReviewed, responses((status = 200, body = Standard)))]
pub(super) async fn standard_reviewed(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<StandardReviewed>,
) -> Result<Record<Standard>, Failure> {
    let call = by.call_with(&body);
    Ok(record(
        standard::standard_reviewed(&state.app, &call, id, body.value.note).await?,
    ))
}
