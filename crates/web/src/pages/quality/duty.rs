//! What the standard in force asks of people: who has read it, and when it is looked over.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::standard::{
    Duty, MissingReader, ReaderTeam, standard_acknowledge, standard_read, standard_readers, standard_reviewed,
};
use touchstone_domain::id::StandardId;
use touchstone_domain::standard::lifecycle::StandardState;
use touchstone_render::view::{ReaderLine, ReaderTeamLine, StandardDutyView, StandardReadersView};

use super::act::told;
use super::address;
use super::standard::document_line;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::typed;
use crate::path::At;
use crate::state::WebState;

/// As notices show it.
pub(in crate::pages) fn duty_view(duty: Duty) -> StandardDutyView {
    StandardDutyView {
        confirm: duty.confirm.map(|line| (line.id.to_string(), line.number)),
        review: duty.review.map(|review| {
            (
                review.standard.to_string(),
                review.due,
                review.state.as_str().into(),
            )
        }),
    }
}

pub(super) async fn acknowledge(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let outcome = standard_acknowledge(&state.app, &by.call_with(&form), id).await;
    told(&state, &by, id, &form.typed, outcome, "standard_acknowledged").await
}

pub(super) async fn reviewed(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let note = typed(&form.typed, "note");
    let outcome = standard_reviewed(&state.app, &by.call_with(&form), id, note).await;
    told(&state, &by, id, &form.typed, outcome, "standard_reviewed").await
}

pub(super) async fn readers(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
) -> Page {
    let document = standard_read(&state.app, &by.caller, id).await?;
    let found = standard_readers(&state.app, &by.caller, id).await?;
    let view = StandardReadersView {
        back: address(id),
        current: document.state == StandardState::InForce,
        line: document_line(&document),
        roles: found.roles.iter().map(|role| role.as_str().into()).collect(),
        bound: found.bound,
        confirmed: found.confirmed,
        teams: found.teams.into_iter().map(team).collect(),
        missing: found.missing.into_iter().map(reader).collect(),
    };
    page(&state, &by.frame(&state), &view)
}

fn team(team: ReaderTeam) -> ReaderTeamLine {
    ReaderTeamLine {
        name: team.team.map(|team| team.name),
        bound: team.bound,
        confirmed: team.confirmed,
    }
}

fn reader(missing: MissingReader) -> ReaderLine {
    ReaderLine {
        name: missing.name,
        role: missing.role.as_str().into(),
    }
}
