//! The second step of signing in. What the first one left is in a short-lived cookie, sealed.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::account::{self, CHALLENGE_LIFE, SecondStep, SignIn};
use touchstone_app::core::AppError;
use touchstone_render::view::{FieldProblem, SecondStepView};

use super::again::again;
use super::local::{local_path, sign_in_address};
use super::passkey::passkey_asked;
use super::shared::{problems, typed};
use super::sign_in::{HOME, session_keep};
use crate::access::{CredentialCaller, PublicCaller};
use crate::body::Form;
use crate::cookies::{CHALLENGE, SESSION, SetCookie, cookie_value};
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/sign-in/code";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, second_step_page), Route::post(PATH, second_step)]
}

/// Where to go on to after signing in.
#[derive(Debug, Deserialize)]
struct Onward {
    next: Option<String>,
}

/// Leads from the first step to the second.
pub(super) fn lead_on(state: &WebState, challenge: &str, next: &str) -> Response {
    let address = sign_in_address(next).replacen("/sign-in", PATH, 1);
    let mut response = Redirect::to(&address).into_response();
    let seconds = CHALLENGE_LIFE.as_micros() / 1_000_000;
    cookie(challenge, seconds).put(response.headers_mut(), state.settings.https());
    response
}

async fn second_step_page(
    by: PublicCaller,
    Query(onward): Query<Onward>,
    headers: HeaderMap,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let asked = onward.next.unwrap_or_default();
    let next = local_path(&asked).unwrap_or_default();
    if cookie_value(&headers, CHALLENGE).is_none() {
        return Ok(Redirect::to(&sign_in_address(next)).into_response());
    }
    let view = SecondStepView {
        next: next.to_owned(),
        passkey: passkey_asked(&state),
        ..SecondStepView::default()
    };
    Ok(page(&state, &by.frame(&state), &view)?.into_response())
}

async fn second_step(
    by: CredentialCaller,
    headers: HeaderMap,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let asked = typed(&form.typed, "next");
    let next = local_path(&asked);
    let step = SecondStep {
        challenge: cookie_value(&headers, CHALLENGE).unwrap_or_default().to_owned(),
        code: typed(&form.typed, "code"),
        previous: cookie_value(&headers, SESSION).map(str::to_owned),
    };
    let mut view = SecondStepView {
        next: next.unwrap_or_default().to_owned(),
        passkey: passkey_asked(&state),
        ..SecondStepView::default()
    };
    let refusal: Failure = match account::sign_in_second(&state.app, &by.call(), step).await {
        Ok(SignIn::Opened(opened)) => {
            let mut response = Redirect::to(next.unwrap_or(HOME)).into_response();
            session_keep(response.headers_mut(), &state, &opened);
            cookie("", 0).put(response.headers_mut(), state.settings.https());
            return Ok(response);
        }
        Ok(SignIn::Locked { until }) => AppError::RateLimited {
            retry_after: until - state.app.clock.now(),
        }
        .into(),
        Ok(SignIn::Refused | SignIn::SecondFactor { .. }) => {
            view.problems.fields = vec![FieldProblem::new("code", "second_code_wrong")];
            Failure::new(StatusCode::UNAUTHORIZED, "second_factor_refused")
        }
        Err(error) => error.into(),
    };
    if view.problems.fields.is_empty() {
        view.problems = problems(&refusal, str::to_owned);
    }
    let path = sign_in_address(&view.next).replacen("/sign-in", PATH, 1);
    again(&state, by.frame(&state), &path, &view, &refusal)
}

fn cookie(challenge: &str, seconds: i64) -> SetCookie {
    SetCookie::secret(CHALLENGE, challenge, seconds).below("/sign-in")
}
