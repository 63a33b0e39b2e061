//! Imports as an administrator works through them: a file, its mapping, what would come of it, the run and its results.

mod act;
mod form;
mod shown;
mod upload;

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::import;
use touchstone_domain::id::ImportId;
use touchstone_domain::import::RowOutcome;
use touchstone_render::view::ImportsView;

use self::shown::{Shown, import_line, import_page};
use crate::access::{Granted, may};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::outbox_line::next_address;
use crate::pages::shared::notices;
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/imports";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, imports),
        Route::post(PATH, upload::upload).carrying_files(),
        Route::get("/admin/imports/new", upload::form),
        Route::get("/admin/imports/{id}", one),
        Route::post("/admin/imports/{id}/mapping", act::map),
        Route::post("/admin/imports/{id}/check", act::check),
        Route::post("/admin/imports/{id}/run", act::run),
        Route::post("/admin/imports/{id}/cancel", act::cancel),
        Route::post("/admin/imports/{id}/undo", act::undo),
        Route::post("/admin/imports/{id}/discard", act::discard),
        Route::get("/admin/imports/{id}/failed", failed).carrying_files(),
    ]
}

fn address(id: ImportId) -> String {
    format!("{PATH}/{id}")
}

#[derive(Debug, Deserialize)]
struct Asked {
    cursor: Option<String>,
}

async fn imports(
    by: Granted<may::ManageImports>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let found = import::import_list(&state.app, &by.caller, None, asked.cursor.as_deref()).await?;
    let view = ImportsView {
        imports: found.items.iter().map(import_line).collect(),
        next: next_address(PATH, found.next_cursor),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

#[derive(Debug, Deserialize)]
struct AskedRows {
    outcome: Option<RowOutcome>,
    cursor: Option<String>,
}

async fn one(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    Query(asked): Query<AskedRows>,
    State(state): State<WebState>,
) -> Page {
    let shown = Shown {
        outcome: asked.outcome,
        cursor: asked.cursor,
    };
    let view = import_page(&state, &by, id, &shown).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn failed(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
) -> Result<axum::response::Response, Failure> {
    crate::export::failed_rows(&by, &state, id).await
}
