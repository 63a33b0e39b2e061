//! Signing in and out.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::account::{self, SessionOpened, SignIn, SignInInput};
use touchstone_app::core::{AppError, Credential};
use touchstone_render::view::{Problems, SignInView};
use zeroize::Zeroizing;

use super::again::again;
use super::local::{local_path, sign_in_address};
use super::passkey::passkey_asked;
use super::second_step::lead_on;
use super::shared::{done, notices, typed};
use crate::access::{CredentialCaller, SignedIn, Visitor};
use crate::body::Form;
use crate::cookies::{SESSION, SetCookie, cookie_value};
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

/// Where staff go on to when nothing else was asked for.
pub(super) const HOME: &str = "/desk";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", sign_in_page),
        Route::post("/sign-in", sign_in),
        Route::post("/sign-out", sign_out),
    ]
}

/// Where to go on to after signing in.
#[derive(Debug, Deserialize)]
struct Onward {
    next: Option<String>,
}

async fn sign_in_page(
    by: Visitor,
    Query(onward): Query<Onward>,
    headers: HeaderMap,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let asked = onward.next.unwrap_or_default();
    let next = local_path(&asked);
    if by.user.is_some() {
        return Ok(Redirect::to(next.unwrap_or(HOME)).into_response());
    }
    let mut view = sign_in_view(&state, next.unwrap_or_default());
    view.expired = cookie_value(&headers, SESSION).is_some();
    let frame = notices(by.frame(&state), &state.renderer);
    Ok(page(&state, &frame, &view)?.into_response())
}

async fn sign_in(
    by: CredentialCaller,
    headers: HeaderMap,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let email = typed(&form.typed, "email");
    let asked = typed(&form.typed, "next");
    let next = local_path(&asked);
    let input = SignInInput {
        email: email.clone(),
        password: Zeroizing::new(typed(&form.typed, "password")),
        previous: cookie_value(&headers, SESSION).map(str::to_owned),
    };
    let mut view = sign_in_view(&state, next.unwrap_or_default());
    view.email = email;
    let refusal = match account::sign_in(&state.app, &by.call(), input).await? {
        SignIn::Opened(opened) => {
            let mut response = Redirect::to(next.unwrap_or(HOME)).into_response();
            session_keep(response.headers_mut(), &state, &opened);
            return Ok(response);
        }
        SignIn::SecondFactor { challenge, .. } => {
            return Ok(lead_on(&state, challenge.reveal(), next.unwrap_or_default()));
        }
        SignIn::Refused => {
            view.problems = Problems::of("sign_in_refused");
            Failure::new(StatusCode::UNAUTHORIZED, "sign_in_refused")
        }
        SignIn::Locked { until } => {
            let retry_after = until - state.app.clock.now();
            view.locked_for = Some(retry_after);
            AppError::RateLimited { retry_after }.into()
        }
    };
    let path = sign_in_address(&view.next);
    again(&state, by.frame(&state), &path, &view, &refusal)
}

async fn sign_out(
    by: SignedIn,
    headers: HeaderMap,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let call = by.call_with(&form);
    match (cookie_value(&headers, SESSION), by.user.credential) {
        (Some(secret), _) => account::sign_out(&state.app, &call, secret).await?,
        (None, Credential::Session(id)) => {
            account::session_revoke(&state.app, &call, by.user.id, id).await?;
        }
        // An API token is no session: it is revoked on the account page.
        (None, Credential::Token(_)) => return Err(Failure::not_found()),
    }
    let mut response = done("/sign-in", "signed_out");
    SetCookie::removed(SESSION).put(response.headers_mut(), state.settings.https());
    Ok(response)
}

/// The page with an empty form.
pub(super) fn sign_in_view(state: &WebState, next: &str) -> SignInView {
    let demo = state.settings.demo;
    SignInView {
        next: next.to_owned(),
        passkey: passkey_asked(state),
        sign_on: state
            .app
            .sign_on
            .as_ref()
            .map(|provider| provider.settings.name.clone()),
        demo_logins: state
            .settings
            .demo_logins
            .iter()
            .filter(|_| demo)
            .cloned()
            .collect(),
        ..SignInView::default()
    }
}

/// Keeps a session just opened in the browser, until it ends by age.
pub(super) fn session_keep(headers: &mut HeaderMap, state: &WebState, opened: &SessionOpened) {
    let seconds = (opened.expires_at - state.app.clock.now()).as_micros() / 1_000_000;
    let cookie = SetCookie::secret(SESSION, opened.token.reveal(), seconds.max(0));
    cookie.put(headers, state.settings.https());
}
