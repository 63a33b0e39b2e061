//! Where the link of an invitation or a password reset leads. The secret leaves the address bar at once: it moves into a
//! short-lived cookie, and the page proper has an address that tells nothing. Looking uses nothing up.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;
use touchstone_app::account::{self, PASSWORD_MIN};
use touchstone_app::core::AppError;
use touchstone_render::view::{PasswordLinkView, Problems};
use zeroize::Zeroizing;

use super::again::again;
use super::shared::{done, problems, typed};
use crate::access::{LinkCaller, PublicCaller};
use crate::body::Form;
use crate::cookies::{LINK, SetCookie};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/password";
/// How long somebody may take to think of a password, in seconds.
const KEPT: i64 = 30 * 60;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/link/{token}", arrive),
        Route::get(PATH, password_page),
        Route::post(PATH, password_set),
    ]
}

async fn arrive(
    _by: PublicCaller,
    At(token): At<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let mut response = Redirect::to(PATH).into_response();
    // What was never made by us is not repeated in a header; the page then says that the link does not work.
    let made_here = token.len() <= 128
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let secret = if made_here { token.as_str() } else { "" };
    cookie(secret, KEPT).put(response.headers_mut(), state.settings.https());
    Ok(response)
}

async fn password_page(by: LinkCaller, State(state): State<WebState>) -> Page {
    page(&state, &by.frame(&state), &view(&state, &by.secret).await?)
}

async fn password_set(
    by: LinkCaller,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let password = Zeroizing::new(typed(&form.typed, "password"));
    let set = if *password == typed(&form.typed, "password_again") {
        account::account_link_use(&state.app, &by.call(), &by.secret, password).await
    } else {
        Err(AppError::field("password_again", "password_differs"))
    };
    let failure: Failure = match set {
        Ok(()) => {
            let mut response = done("/sign-in", "password_set");
            cookie("", 0).put(response.headers_mut(), state.settings.https());
            return Ok(response);
        }
        Err(error) => error.into(),
    };
    let mut view = view(&state, &by.secret).await?;
    if view.kind.is_some() {
        view.problems = problems(&failure, str::to_owned);
    }
    again(&state, by.frame(&state), PATH, &view, &failure)
}

/// Whom the link lets in; without a kind when it lets nobody in.
async fn view(state: &WebState, secret: &str) -> Result<PasswordLinkView, Failure> {
    let dead = PasswordLinkView {
        password_min: PASSWORD_MIN,
        problems: Problems::none(),
        ..PasswordLinkView::default()
    };
    match account::account_link_look(&state.app, secret).await {
        Ok(found) => Ok(PasswordLinkView {
            kind: Some(found.kind.as_str().into()),
            name: found.name,
            email: found.email,
            ..dead
        }),
        Err(AppError::Conflict { .. }) => Ok(dead),
        Err(error) => Err(error.into()),
    }
}

fn cookie(secret: &str, seconds: i64) -> SetCookie {
    SetCookie::secret(LINK, secret, seconds).below(PATH)
}
