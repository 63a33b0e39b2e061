//! A forgotten password: a link to set another one, sent to the address if it is somebody's. The page says the same in
//! either case.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::account;
use touchstone_render::view::ForgotView;

use super::again::again;
use super::shared::{done, problems, typed};
use crate::access::{CredentialCaller, PublicCaller};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/forgot";

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(PATH, forgot_page), Route::post(PATH, forgot)]
}

async fn forgot_page(by: PublicCaller, State(state): State<WebState>) -> Page {
    page(&state, &by.frame(&state), &ForgotView::default())
}

async fn forgot(
    by: CredentialCaller,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let email = typed(&form.typed, "email");
    let failure: Failure = match account::password_reset_ask(&state.app, &by.call(), &email).await {
        Ok(()) => return Ok(done("/sign-in", "reset_asked")),
        Err(error) => error.into(),
    };
    let view = ForgotView {
        email,
        problems: problems(&failure, str::to_owned),
    };
    again(&state, by.frame(&state), PATH, &view, &failure)
}
