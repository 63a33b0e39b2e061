//! Key figures beside the targets of the standard in force and what others reach.

use axum::extract::State;
use touchstone_app::board::{Benchmark, KpiLine, kpi_lines};
use touchstone_domain::figure::KpiUnit;
use touchstone_domain::time::Span;
use touchstone_render::view::{BenchmarkView, FigureView, KpiLineView, TargetsView};

use super::percent;
use crate::access::{Granted, may};
use crate::page::{Page, Reader, page};
use crate::pages::shared::notices;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/quality/targets", targets)]
}

async fn targets(by: Granted<may::ReadBoard>, State(state): State<WebState>) -> Page {
    let lines = kpi_lines(&state.app, &by.caller).await?;
    let view = TargetsView {
        lines: lines.into_iter().map(line).collect(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn line(line: KpiLine) -> KpiLineView {
    let figure = |value: Option<f64>| figure(line.unit, value);
    KpiLineView {
        kpi: line.kpi.as_str().into(),
        period: line.period.as_str().into(),
        value: figure(line.value),
        before: figure(line.before),
        cases: line.cases,
        target: figure(line.target),
        at_least: line.at_least,
        stretch: figure(line.stretch),
        outer: figure(line.outer),
        standing: line.standing.map(|standing| standing.as_str().into()),
        owner: line.owner.map(|role| role.as_str().into()),
        benchmark: line.benchmark.map(|known| benchmark(line.unit, known)),
        from: line.from,
        to: line.to,
    }
}

fn figure(unit: KpiUnit, value: Option<f64>) -> FigureView {
    let Some(value) = value else {
        return FigureView::default();
    };
    match unit {
        KpiUnit::Share => FigureView {
            share: percent(Some(value)),
            span: None,
        },
        KpiUnit::Change => FigureView {
            share: format!("{:+.1}\u{a0}%", value * 100.0),
            span: None,
        },
        KpiUnit::Duration => FigureView {
            share: String::new(),
            span: Some(Span::seconds(1).mul_f64(value)),
        },
    }
}

/// Figures of others are written like `PT30M/PT1H` or `0.9`.
fn benchmark(unit: KpiUnit, known: Benchmark) -> BenchmarkView {
    let figures = |written: Option<String>| {
        let written = written.unwrap_or_default();
        let parts = written.split('/').filter(|part| !part.is_empty());
        parts.map(|part| written_figure(unit, part)).collect()
    };
    BenchmarkView {
        industry: figures(known.industry),
        best: figures(known.best),
        source: known.source.unwrap_or_default(),
    }
}

fn written_figure(unit: KpiUnit, written: &str) -> FigureView {
    match (written.parse::<Span>(), written.parse::<f64>()) {
        (Ok(span), _) => FigureView {
            share: String::new(),
            span: Some(span),
        },
        (_, Ok(number)) => figure(unit, Some(number)),
        _ => FigureView {
            share: written.to_owned(),
            span: None,
        },
    }
}
