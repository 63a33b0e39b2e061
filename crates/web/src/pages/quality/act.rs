//! What is decided on the page of a version. A refusal comes back to the page with what was typed.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::standard::{
    standard_approve, standard_comment, standard_return, standard_schedule, standard_submit,
    standard_withdraw,
};
use touchstone_app::{AppError, Call};
use touchstone_domain::id::StandardId;
use touchstone_domain::standard::lifecycle::StandardAction;

use super::address;
use super::standard::view;
use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, instant, problems, typed};
use crate::path::At;
use crate::state::WebState;

type Pairs = [(String, String)];

/// A call that is based on the version the page showed.
fn based(by: &SignedIn, form: &Form<Value>) -> Call {
    let mut call = by.call_with(form);
    call.expected_version = typed(&form.typed, "version").parse().ok();
    call
}

pub(super) async fn told<T>(
    state: &WebState,
    by: &SignedIn,
    id: StandardId,
    pairs: &Pairs,
    outcome: Result<T, AppError>,
    notice: &'static str,
) -> Result<Response, Failure> {
    let failure = match outcome {
        Ok(_) => return Ok(done(&address(id), notice)),
        Err(error) => about_the_form(error.into())?,
    };
    let mut view = view(state, by, id).await?;
    view.note = typed(pairs, "note");
    view.from = typed(pairs, "from");
    view.comment = typed(pairs, "comment");
    view.reason = typed(pairs, "reason");
    view.problems = problems(&failure, str::to_owned);
    again(state, by.frame(state), &address(id), &view, &failure)
}

pub(super) async fn submit(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let outcome = standard_submit(&state.app, &based(&by, &form), id).await;
    told(&state, &by, id, &form.typed, outcome, "standard_submitted").await
}

pub(super) async fn schedule(
    by: Granted<may::ApproveStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let outcome = match instant(&state, "from", &typed(&form.typed, "from")) {
        Ok(from) => standard_schedule(&state.app, &based(&by, &form), id, from).await,
        Err(error) => Err(error),
    };
    told(&state, &by, id, &form.typed, outcome, "standard_scheduled").await
}

/// Approved, returned or withdrawn, with one note for whichever it is.
pub(super) async fn decide(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (call, note) = (based(&by, &form), typed(&form.typed, "note"));
    let action = typed(&form.typed, "action").parse();
    let action = action.map_err(|_| AppError::field("action", "unknown_value"))?;
    let outcome = match action {
        StandardAction::Approve => standard_approve(&state.app, &call, id, Some(note)).await,
        StandardAction::Return => standard_return(&state.app, &call, id, note).await,
        StandardAction::Withdraw => standard_withdraw(&state.app, &call, id, Some(note)).await,
        _ => return Err(AppError::field("action", "unknown_value").into()),
    };
    told(&state, &by, id, &form.typed, outcome, notice(action)).await
}

/// The notice of what was decided.
fn notice(action: StandardAction) -> &'static str {
    match action {
        StandardAction::Approve => "standard_approved",
        StandardAction::Return => "standard_returned",
        _ => "standard_withdrawn",
    }
}

pub(super) async fn comment(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let said = typed(&form.typed, "comment");
    let outcome = standard_comment(&state.app, &by.call_with(&form), id, said).await;
    told(&state, &by, id, &form.typed, outcome, "standard_commented").await
}
