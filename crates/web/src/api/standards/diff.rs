use axum::extract::State;
use serde::Serialize;
use touchstone_app::standard::standard_difference;
use touchstone_domain::id::StandardId;
use touchstone_domain::language::Language;
use touchstone_domain::standard::diff::{ClauseChange, FigureChange, Mark, MarkKind};
use utoipa::ToSchema;

use super::wire::Clause;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// What is different between two versions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StandardDifference {
    added: Vec<Clause>,
    removed: Vec<Clause>,
    changed: Vec<Reworded>,
    figures: Vec<Figure>,
}

/// A clause that was worded differently.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reworded {
    before: Clause,
    after: Clause,
    /// Marked word by word, in the language of the call.
    title: Vec<Marked>,
    text: Vec<Marked>,
    /// Languages in which it is different.
    #[schema(value_type = Vec<schema::Language>)]
    languages: Vec<Language>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Marked {
    #[schema(value_type = schema::MarkKind)]
    kind: MarkKind,
    text: String,
}

/// A figure, or anything else of the pack that is no clause.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Figure {
    /// The table, e.g. `clock`.
    family: String,
    /// Which of them, e.g. `kind = complaint`.
    which: String,
    name: String,
    before: Option<String>,
    after: Option<String>,
}

fn marked(marks: Vec<Mark>) -> Vec<Marked> {
    let mark = |mark: Mark| Marked {
        kind: mark.kind,
        text: mark.text,
    };
    marks.into_iter().map(mark).collect()
}

impl From<FigureChange> for Figure {
    fn from(change: FigureChange) -> Self {
        Self {
            family: change.family,
            which: change.which,
            name: change.name,
            before: change.before,
            after: change.after,
        }
    }
}

/// What changed from one version to another: clauses with words marked, figures with what they were and are.
#[utoipa::path(get, path = "/api/v1/standards/{id}/diff/{other}", tag = "reference",
    params(("id" = String, Path, description = "The older one."), ("other" = String, Path, description = "The newer one.")),
    responses((status = 200, body = StandardDifference)))]
pub(super) async fn standard_diff(
    by: Granted<may::ReadStandards>,
    At((id, other)): At<(StandardId, StandardId)>,
    State(state): State<WebState>,
) -> Result<Plain<StandardDifference>, Failure> {
    let found = standard_difference(&state.app, &by.caller, id, other)
        .await?
        .difference;
    let (mut added, mut removed, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for change in found.clauses {
        match change {
            ClauseChange::Added(clause) => added.push(Clause::from(&clause)),
            ClauseChange::Removed(clause) => removed.push(Clause::from(&clause)),
            ClauseChange::Changed(change) => changed.push(Reworded {
                before: Clause::from(&change.before),
                after: Clause::from(&change.after),
                title: marked(change.title),
                text: marked(change.text),
                languages: change.languages,
            }),
        }
    }
    let figures = found.figures.into_iter().map(Figure::from).collect();
    Ok(Plain(StandardDifference {
        added,
        removed,
        changed,
        figures,
    }))
}
