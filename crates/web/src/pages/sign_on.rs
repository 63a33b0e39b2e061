//! Single sign-on: to the identity provider and back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use touchstone_app::account::{self, SIGN_ON_LIFE, SignIn, SignOnOutcome, SignOnReturn};
use touchstone_app::core::AppError;
use touchstone_render::view::Problems;

use super::again::again;
use super::local::{local_path, sign_in_address};
use super::second_step::lead_on;
use super::sign_in::{HOME, session_keep, sign_in_view};
use crate::access::CredentialCaller;
use crate::cookies::{SESSION, SIGN_ON, SetCookie, cookie_value};
use crate::failure::Failure;
use crate::page::Reader;
use crate::query::{Pairs, Query};
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in/sso", leave),
        Route::get("/sign-in/sso/return", come_back),
    ]
}

#[derive(Debug, Deserialize)]
struct Onward {
    next: Option<String>,
}

/// Sends the browser to the provider. A link and no form, because forms may lead nowhere but to ourselves.
async fn leave(
    by: CredentialCaller,
    Query(onward): Query<Onward>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let asked = onward.next.unwrap_or_default();
    let next = local_path(&asked).unwrap_or_default();
    match account::sign_on_begin(&state.app, next).await {
        Ok(begun) => {
            let mut response = Redirect::to(&begun.address).into_response();
            let seconds = SIGN_ON_LIFE.as_micros() / 1_000_000;
            kept(begun.kept.reveal(), seconds).put(response.headers_mut(), state.settings.https());
            Ok(response)
        }
        Err(error) => refused(&state, &by, next, error),
    }
}

/// Reads what the provider's redirection carries (RFC 6749, section 4.1.2): code and state, or an error, and whatever else the
/// provider adds.
async fn come_back(
    by: CredentialCaller,
    answer: Pairs,
    headers: HeaderMap,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let said = |wanted: &str| {
        answer
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.to_owned())
    };
    if let Some(error) = said("error") {
        tracing::info!(error = %error.chars().take(64).collect::<String>(), "the identity provider refused");
        return problem(&state, &by, "", (StatusCode::UNAUTHORIZED, "sign_on_refused"));
    }
    let back = SignOnReturn {
        code: said("code").unwrap_or_default(),
        state: said("state").unwrap_or_default(),
        kept: cookie_value(&headers, SIGN_ON).unwrap_or_default().to_owned(),
        language: by.language(),
        previous: cookie_value(&headers, SESSION).map(str::to_owned),
    };
    match account::sign_on_finish(&state.app, &by.call(), back).await {
        Ok(SignOnOutcome::Known { sign_in, next }) => entered(&state, sign_in, &next),
        Ok(SignOnOutcome::Unknown) => problem(&state, &by, "", (StatusCode::FORBIDDEN, "sign_on_unknown")),
        Ok(SignOnOutcome::NoRole) => problem(&state, &by, "", (StatusCode::FORBIDDEN, "sign_on_no_role")),
        Err(error) => refused(&state, &by, "", error),
    }
}

fn entered(state: &WebState, sign_in: SignIn, next: &str) -> Result<Response, Failure> {
    let next = local_path(next);
    let mut response = match sign_in {
        SignIn::Opened(opened) => {
            let mut response = Redirect::to(next.unwrap_or(HOME)).into_response();
            session_keep(response.headers_mut(), state, &opened);
            response
        }
        SignIn::SecondFactor { challenge, .. } => {
            lead_on(state, challenge.reveal(), next.unwrap_or_default())
        }
        SignIn::Refused => return Err(Failure::unauthenticated()),
        SignIn::Locked { until } => {
            let retry_after = until - state.app.clock.now();
            return Err(AppError::RateLimited { retry_after }.into());
        }
    };
    kept("", 0).put(response.headers_mut(), state.settings.https());
    Ok(response)
}

/// The sign-in page with what went wrong; other ways in stay open.
fn refused(
    state: &WebState,
    by: &CredentialCaller,
    next: &str,
    error: AppError,
) -> Result<Response, Failure> {
    match error {
        AppError::Unavailable => problem(state, by, next, (StatusCode::SERVICE_UNAVAILABLE, "sign_on_away")),
        AppError::Conflict { code } => problem(state, by, next, (StatusCode::CONFLICT, code)),
        error => Err(error.into()),
    }
}

fn problem(
    state: &WebState,
    by: &CredentialCaller,
    next: &str,
    (status, code): (StatusCode, &'static str),
) -> Result<Response, Failure> {
    let mut view = sign_in_view(state, next);
    view.problems = Problems::of(code);
    let failure = Failure::new(status, code);
    again(state, by.frame(state), &sign_in_address(next), &view, &failure)
}

fn kept(value: &str, seconds: i64) -> SetCookie {
    SetCookie::secret(SIGN_ON, value, seconds).below("/sign-in/sso")
}
