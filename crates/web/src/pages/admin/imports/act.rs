//! What is decided on the page of an import.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::import;
use touchstone_domain::id::ImportId;

use super::address;
use super::form::{mapping_form_again, mapping_typed};
use super::shown::{Shown, import_page};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, problems, typed};
use crate::path::At;
use crate::state::WebState;

pub(super) async fn map(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let version = typed(&form.typed, "version").parse().unwrap_or_default();
    let call = by.call_with(&form).expecting(version);
    let mapped = match mapping_typed(&form.typed) {
        Ok(mapping) => import::import_map(&state.app, &call, id, mapping).await,
        Err(refused) => Err(refused),
    };
    let failure = match mapped {
        Ok(_) => return Ok(done(&address(id), "import_mapped")),
        Err(error) => about_the_form(error.into())?,
    };
    let mut view = import_page(&state, &by, id, &Shown::default()).await?;
    let problems = problems(&failure, |field| match field {
        "mapping" => "import_source".to_owned(),
        other => other.to_owned(),
    });
    mapping_form_again(&mut view.form, &form.typed, problems);
    again(&state, by.frame(&state), &address(id), &view, &failure)
}

/// What must be mapped and is not is shown at the form; other refusals are pages of their own.
async fn told(
    state: &WebState,
    by: &Granted<may::ManageImports>,
    id: ImportId,
    outcome: Result<(), touchstone_app::AppError>,
    notice: &'static str,
) -> Result<Response, Failure> {
    let failure = match outcome {
        Ok(()) => return Ok(done(&address(id), notice)),
        Err(error) => about_the_form(error.into())?,
    };
    let mut view = import_page(state, by, id, &Shown::default()).await?;
    view.form.problems = problems(&failure, str::to_owned);
    again(state, by.frame(state), &address(id), &view, &failure)
}

pub(super) async fn check(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let asked = import::import_check(&state.app, &by.call_with(&form), id).await;
    told(&state, &by, id, asked.map(drop), "import_checking").await
}

pub(super) async fn run(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let asked = import::import_run(&state.app, &by.call_with(&form), id).await;
    told(&state, &by, id, asked.map(drop), "import_started").await
}

pub(super) async fn cancel(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    import::import_cancel(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&address(id), "import_cancelled"))
}

pub(super) async fn undo(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    import::import_undo(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&address(id), "import_undoing"))
}

pub(super) async fn discard(
    by: Granted<may::ManageImports>,
    At(id): At<ImportId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    import::import_discard(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&address(id), "import_discarded"))
}
