//! Two versions side by side.

use axum::extract::State;
use touchstone_app::standard::standard_difference;
use touchstone_domain::clock::Metric;
use touchstone_domain::id::StandardId;
use touchstone_domain::language::Language;
use touchstone_domain::standard::clause::Clause;
use touchstone_domain::standard::diff::{ClauseChange, FigureChange, Mark, MarkKind};
use touchstone_render::view::{ClauseDiff, FigureDiff, MarkLine, StandardDiffView};

use super::clauses::figure;
use super::line;
use crate::access::{Granted, may};
use crate::page::{Page, Reader, page};
use crate::path::At;
use crate::state::WebState;

pub(super) async fn look(
    by: Granted<may::ReadStandards>,
    At((before, after)): At<(StandardId, StandardId)>,
    State(state): State<WebState>,
) -> Page {
    let found = standard_difference(&state.app, &by.caller, before, after).await?;
    let language = by.language();
    let view = StandardDiffView {
        before: line(found.before),
        after: line(found.after),
        clauses: found
            .difference
            .clauses
            .into_iter()
            .map(|change| clause(change, language))
            .collect(),
        figures: found.difference.figures.into_iter().map(figure_diff).collect(),
    };
    page(&state, &by.frame(&state), &view)
}

fn clause(change: ClauseChange, language: Language) -> ClauseDiff {
    let whole = |clause: Clause, change: &'static str, kind: MarkKind| {
        let mark = |text: &str| {
            vec![MarkLine {
                kind: kind.as_str().into(),
                text: text.to_owned(),
            }]
        };
        ClauseDiff {
            change: change.into(),
            area: clause.area.as_str().into(),
            title: mark(clause.title.in_language(language)),
            text: mark(clause.text.in_language(language)),
            languages: Vec::new(),
            id: clause.id,
        }
    };
    match change {
        ClauseChange::Added(clause) => whole(clause, "added", MarkKind::Added),
        ClauseChange::Removed(clause) => whole(clause, "removed", MarkKind::Removed),
        ClauseChange::Changed(change) => ClauseDiff {
            id: change.after.id,
            change: "changed".into(),
            area: change.after.area.as_str().into(),
            title: marks(change.title),
            text: marks(change.text),
            languages: change
                .languages
                .iter()
                .map(|language| language.as_str().into())
                .collect(),
        },
    }
}

fn marks(marks: Vec<Mark>) -> Vec<MarkLine> {
    let mark = |mark: Mark| MarkLine {
        kind: mark.kind.as_str().into(),
        text: mark.text,
    };
    marks.into_iter().map(mark).collect()
}

fn figure_diff(change: FigureChange) -> FigureDiff {
    let shown = |text: &String| figure(&change.name, text);
    FigureDiff {
        metric: change
            .name
            .parse::<Metric>()
            .ok()
            .map(|metric| metric.as_str().into()),
        before: change.before.as_ref().map(shown),
        after: change.after.as_ref().map(shown),
        family: change.family,
        which: change.which,
        name: change.name,
    }
}
