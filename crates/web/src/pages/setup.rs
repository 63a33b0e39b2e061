//! The first administrator, let in by the one-time token of the start-up log.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde_json::Value;
use touchstone_app::account::{self, PASSWORD_MIN, SetupInput};
use touchstone_app::core::AppError;
use touchstone_render::view::SetupView;
use zeroize::Zeroizing;

use super::again::again;
use super::shared::{done, problems, typed};
use super::sign_in::session_keep;
use crate::access::{CredentialCaller, PublicCaller};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/setup";
/// The first thing to do with an empty installation: let others in.
const ONWARD: &str = "/admin/users";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, setup_page), Route::post(PATH, setup)]
}

async fn setup_page(by: PublicCaller, State(state): State<WebState>) -> Result<Response, Failure> {
    if !account::setup_pending(&state.app).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let view = SetupView {
        password_min: PASSWORD_MIN,
        ..SetupView::default()
    };
    Ok(page(&state, &by.frame(&state), &view)?.into_response())
}

async fn setup(
    by: CredentialCaller,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let field = |name| typed(&form.typed, name);
    let password = Zeroizing::new(field("password"));
    let mut view = SetupView {
        token: field("token").trim().to_owned(),
        name: field("name"),
        email: field("email"),
        password_min: PASSWORD_MIN,
        ..SetupView::default()
    };
    let completed = if *password == field("password_again") {
        let input = SetupInput {
            token: view.token.clone(),
            name: view.name.clone(),
            email: view.email.clone(),
            language: by.language(),
            password,
        };
        account::setup_complete(&state.app, &by.call(), input).await
    } else {
        Err(AppError::field("password_again", "password_differs"))
    };
    let failure = match completed {
        Ok(opened) => {
            let mut response = done(ONWARD, "setup_done");
            session_keep(response.headers_mut(), &state, &opened);
            return Ok(response);
        }
        // All that is told of a token that does not work.
        Err(AppError::NotFound { .. }) => Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "setup_refused"),
        Err(error) => error.into(),
    };
    view.problems = problems(&failure, str::to_owned);
    again(&state, by.frame(&state), PATH, &view, &failure)
}
