//! The whole archive as a file: one now, how far it is, to be fetched, to be destroyed.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::export::{self as app, ExportInput, ExportView};
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::id::ExportId;
use touchstone_render::view::{ExportForm, ExportLine, ExportsView};

use super::record_problems;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::export;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::outbox_line::next_address;
use crate::pages::shared::{done, notices, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/exports";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, exports),
        Route::post(PATH, export_create),
        Route::get("/admin/exports/{id}/file", export_file).carrying_files(),
        Route::post("/admin/exports/{id}/remove", export_remove),
    ]
}

#[derive(Debug, Deserialize)]
struct Asked {
    cursor: Option<String>,
}

async fn exports(
    by: Granted<may::ManageExports>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let view = view(&state, &by, asked.cursor.as_deref(), ExportForm::default()).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn view(
    state: &WebState,
    by: &Granted<may::ManageExports>,
    cursor: Option<&str>,
    form: ExportForm,
) -> Result<ExportsView, Failure> {
    let found = app::exports(&state.app, &by.caller, None, cursor).await?;
    let items = found.items;
    Ok(ExportsView {
        may_reveal: by.user.grants.scope(Permission::PersonReveal) == Some(Scope::All),
        kept: state.app.limits.export_kept,
        under_way: items.iter().any(|one| one.percent.is_some()),
        exports: items.into_iter().map(line).collect(),
        next: next_address(PATH, found.next_cursor),
        form,
    })
}

fn line(view: ExportView) -> ExportLine {
    let number = |n: Option<u64>| n.and_then(|n| i64::try_from(n).ok());
    ExportLine {
        id: view.id.to_string(),
        state: view.state.as_str().into(),
        at: view.created_at,
        by: view.asked_by.map(|user| user.name),
        contacts: view.contacts,
        reason: view.reason,
        percent: view.percent,
        of_at: view.of_at,
        records: number(view.records),
        size: view.size,
        sha256: view.sha256,
        expires_at: view.expires_at,
        downloads: i64::try_from(view.downloads).unwrap_or(i64::MAX),
        problem: view.problem.map(Into::into),
    }
}

async fn export_create(
    by: Granted<may::ManageExports>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let input = ExportInput {
        contacts: !typed(&form.typed, "contacts").is_empty(),
        reason: typed(&form.typed, "reason"),
    };
    let Err(error) = app::export_ask(&state.app, &by.call_with(&form), input.clone()).await else {
        return Ok(done(PATH, "export_asked"));
    };
    let failure = about_the_form(error.into())?;
    let form = ExportForm {
        contacts: input.contacts,
        reason: input.reason,
        open: true,
        problems: record_problems(&failure),
    };
    let view = view(&state, &by, None, form).await?;
    again(&state, by.frame(&state), PATH, &view, &failure)
}

async fn export_file(
    by: Granted<may::ManageExports>,
    At(id): At<ExportId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::whole(&by, &state, id).await
}

async fn export_remove(
    by: Granted<may::ManageExports>,
    At(id): At<ExportId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    app::export_remove(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "export_removed"))
}
