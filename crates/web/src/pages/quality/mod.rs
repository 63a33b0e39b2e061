//! Quality: the standards work is measured by, and the laws they derive from.

mod act;
mod backtest;
mod backtest_view;
mod board;
mod breaches;
mod clauses;
pub(in crate::pages) mod condition_fields;
mod corrections;
mod diff;
mod duty;
mod edit;
mod laws;
mod pledges;
pub(in crate::pages) mod rules;
mod standard;
mod targets;

pub(super) use self::clauses::areas;
pub(super) use self::duty::duty_view;
pub(super) use self::standard::document_line;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::standard::{
    StandardLine as Line, standard_begin_draft, standard_duty, standard_list, standard_published,
};
use touchstone_domain::access::Permission;
use touchstone_domain::id::StandardId;
use touchstone_render::view::{StandardLine, StandardsView};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::export;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/quality/standards";
/// Versions on a page.
const LINES: u32 = 50;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get(PATH, standards),
        Route::post(PATH, draft),
        Route::get("/quality/standards/{id}", standard::look),
        Route::get("/quality/standards/{id}/file", file),
        Route::get("/quality/standards/{id}/edit", edit::form),
        Route::post("/quality/standards/{id}/edit", edit::save),
        Route::get("/quality/standards/{id}/diff/{other}", diff::look),
        Route::post("/quality/standards/{id}/submit", act::submit),
        Route::post("/quality/standards/{id}/schedule", act::schedule),
        Route::post("/quality/standards/{id}/decide", act::decide),
        Route::post("/quality/standards/{id}/comments", act::comment),
        Route::post("/quality/standards/{id}/acknowledge", duty::acknowledge),
        Route::post("/quality/standards/{id}/review", duty::reviewed),
        Route::get("/quality/standards/{id}/readers", duty::readers),
    ];
    routes.extend(backtest::routes());
    routes.extend(laws::routes());
    routes.extend(rules::routes());
    routes.extend(corrections::routes());
    routes.extend(board::routes());
    routes.extend(breaches::routes());
    routes.extend(pledges::routes());
    routes.extend(targets::routes());
    routes
}

/// A share in words, with one digit; nothing of none.
fn percent(share: Option<f64>) -> String {
    share
        .map(|share| format!("{:.1}\u{a0}%", share * 100.0))
        .unwrap_or_default()
}

fn address(id: StandardId) -> String {
    format!("{PATH}/{id}")
}

/// A version as lists show it.
pub(super) fn standard_line(one: Line) -> StandardLine {
    line(one)
}

fn line(line: Line) -> StandardLine {
    StandardLine {
        id: line.id.to_string(),
        key: line.key,
        number: line.number,
        state: line.state.as_str().into(),
        effective_from: line.effective_from,
        updated_at: line.updated_at,
    }
}

#[derive(Debug, Deserialize)]
struct Asked {
    cursor: Option<StandardId>,
}

async fn standards(
    by: Granted<may::ReadStandards>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let mut found = standard_list(&state.app, &by.caller, asked.cursor, LINES + 1).await?;
    let more = found.len() > LINES as usize;
    found.truncate(LINES as usize);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| format!("{PATH}?cursor={}", last.id));
    let view = StandardsView {
        standards: found.into_iter().map(line).collect(),
        next,
        may_write: by.user.grants.holds(Permission::StandardWrite),
        duty: duty_view(standard_duty(&state.app, &by.caller).await?),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// A draft begun from the named version, or from the one in force.
async fn draft(
    by: Granted<may::WriteStandards>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let from = match typed(&form.typed, "from") {
        named if named.is_empty() => standard_published(&state.app, 1)
            .await?
            .first()
            .map(|current| current.id),
        named => Some(named.parse().map_err(|_| Failure::not_found())?),
    };
    let made = standard_begin_draft(&state.app, &by.call_with(&form), from).await?;
    Ok(done(&address(made.id), "standard_drafted"))
}

async fn file(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::standard(&by, &state, id).await
}
