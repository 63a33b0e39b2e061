//! From a tracking code as it was typed to the page of its request.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use touchstone_app::core::{AppError, FieldError};
use touchstone_app::ticket::track_ticket;
use touchstone_render::view::{Problems, TrackFormView};

use super::session::{canonical, track_path};
use crate::access::Visitor;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::again::again;
use crate::pages::shared::{notices, problems};
use crate::query::Pairs;
use crate::state::WebState;

const PATH: &str = "/track";
const CODE: &str = "code";

/// `GET /track`: the form; with `?code=` on to the request.
pub(super) async fn find(
    by: Visitor,
    query: Pairs,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let Some((_, code)) = query.iter().find(|(name, _)| *name == CODE) else {
        let frame = notices(by.frame(&state), &state.renderer);
        return Ok(page(&state, &frame, &TrackFormView::default())?.into_response());
    };
    match known(&state, code).await {
        Ok(code) => Ok(Redirect::to(&track_path(&code)).into_response()),
        Err(failure) => wrong_code(&state, &by, code, failure),
    }
}

/// The code in its written form, if a request has it.
async fn known(state: &WebState, typed: &str) -> Result<String, Failure> {
    if typed.trim().is_empty() {
        return Err(AppError::field(CODE, "required").into());
    }
    let code = canonical(typed)?;
    track_ticket(&state.app, code.as_str()).await?;
    Ok(code.as_str().to_owned())
}

/// The form with a code that nothing has; any other refusal stays what it is.
pub(super) fn wrong_code(
    state: &WebState,
    by: &impl Reader,
    code: &str,
    failure: Failure,
) -> Result<Response, Failure> {
    let problems = match failure.code() {
        "not_found" => unknown_code(),
        "validation_failed" => problems(&failure, str::to_owned),
        _ => return Err(failure),
    };
    let view = TrackFormView {
        code: code.chars().take(64).collect(),
        problems,
    };
    again(state, by.frame(state), PATH, &view, &failure)
}

fn unknown_code() -> Problems {
    let failure = Failure::fields(vec![FieldError::new(CODE, "tracking_code_unknown")]);
    problems(&failure, str::to_owned)
}
