use axum::extract::State;
use touchstone_app::import;
use touchstone_app::import::ImportView;
use touchstone_domain::id::ImportId;

use super::Import;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

fn record(view: ImportView) -> Record<Import> {
    Record {
        version: view.version,
        body: view.into(),
    }
}

/// Has every row read in the background without anything being made; `checked` tells what would come of it. One import is
/// worked on at a time (`import_under_way`).
#[utoipa::path(post, path = "/api/v1/imports/{id}/check", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Import)))]
pub(super) async fn import_check(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Import>, Failure> {
    Ok(record(
        import::import_check(&state.app, &by.call_with(&body), id).await?,
    ))
}

/// Has the rows imported in the background: from the first, or, after a stop, from where it was.
#[utoipa::path(post, path = "/api/v1/imports/{id}/run", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Import)))]
pub(super) async fn import_run(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Import>, Failure> {
    Ok(record(
        import::import_run(&state.app, &by.call_with(&body), id).await?,
    ))
}

/// Stops a check or a run after the rows it is at. What was imported stays; a run may go on later.
#[utoipa::path(post, path = "/api/v1/imports/{id}/cancel", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Import)))]
pub(super) async fn import_cancel(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Import>, Failure> {
    Ok(record(
        import::import_cancel(&state.app, &by.call_with(&body), id).await?,
    ))
}

/// Takes away what the import made, as far as nobody has touched it since: tickets and requesters are removed, users and
/// teams archived. Rows tell what was kept and why.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Import)))]
pub(super) async fn import_undo(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Import>, Failure> {
    Ok(record(
        import::import_undo(&state.app, &by.call_with(&body), id).await?,
    ))
}

/// Destroys the file and what failed rows held. What was imported stays.
#[utoipa::path(post, path = "/api/v1/imports/{id}/discard", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Import)))]
pub(super) async fn import_discard(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Import>, Failure> {
    Ok(record(
        import::import_discard(&state.app, &by.call_with(&body), id).await?,
    ))
}
