//! Signing in with a passkey, from the page for the password and from the one for the code.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use touchstone_app::account::{self, CeremonyAsked, PasskeySignIn, SignIn};
use touchstone_app::core::AppError;
use touchstone_render::view::{PasskeyAsk, Problems};

use super::again::again;
use super::local::{local_path, sign_in_address};
use super::shared::typed;
use super::sign_in::{HOME, session_keep, sign_in_view};
use crate::access::CredentialCaller;
use crate::body::Form;
use crate::cookies::{SESSION, cookie_value};
use crate::failure::Failure;
use crate::page::Reader;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/sign-in/passkey", sign_in_passkey)]
}

/// What a sign-in page asks the browser, where this installation can have passkeys.
pub(super) fn passkey_asked(state: &WebState) -> Option<PasskeyAsk> {
    let asked = account::sign_in_passkey_begin(&state.app).ok()?;
    passkey_ask(state, asked)
}

/// A question as a form carries it.
pub(super) fn passkey_ask(state: &WebState, asked: CeremonyAsked) -> Option<PasskeyAsk> {
    Some(PasskeyAsk {
        options: asked.options.to_string(),
        ceremony: asked.ceremony,
        origin: account::passkey_origin(&state.app)?,
    })
}

async fn sign_in_passkey(
    by: CredentialCaller,
    headers: HeaderMap,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let asked = typed(&form.typed, "next");
    let next = local_path(&asked);
    let input = PasskeySignIn {
        ceremony: typed(&form.typed, "ceremony"),
        credential: credential(&form.typed),
        previous: cookie_value(&headers, SESSION).map(str::to_owned),
    };
    let mut view = sign_in_view(&state, next.unwrap_or_default());
    let refusal: Failure = match account::sign_in_passkey(&state.app, &by.call(), input).await {
        Ok(SignIn::Opened(opened)) => {
            let mut response = Redirect::to(next.unwrap_or(HOME)).into_response();
            session_keep(response.headers_mut(), &state, &opened);
            return Ok(response);
        }
        Ok(SignIn::Locked { until }) => {
            let retry_after = until - state.app.clock.now();
            view.locked_for = Some(retry_after);
            AppError::RateLimited { retry_after }.into()
        }
        Ok(SignIn::Refused | SignIn::SecondFactor { .. }) => {
            view.problems = Problems::of("passkey_refused");
            Failure::new(StatusCode::UNAUTHORIZED, "passkey_refused")
        }
        Err(error @ AppError::Conflict { .. }) => {
            view.problems = Problems::of(error.code());
            error.into()
        }
        Err(error) => return Err(error.into()),
    };
    let path = sign_in_address(&view.next);
    again(&state, by.frame(&state), &path, &view, &refusal)
}

/// What the browser wrote into the form; nothing where it is not JSON, which no passkey answers.
pub(super) fn credential(form: &[(String, String)]) -> Value {
    serde_json::from_str(&typed(form, "credential")).unwrap_or_default()
}
