//! Changing one's own password.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde_json::Value;
use touchstone_app::account::{self, SignIn};
use touchstone_app::core::AppError;
use touchstone_render::view::Problems;
use zeroize::Zeroizing;

use super::{PATH, account_view};
use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, problems, typed};
use crate::pages::sign_in::session_keep;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/account/password", password_change)]
}

async fn password_change(
    by: SignedIn,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let field = |name| Zeroizing::new(typed(&form.typed, name));
    let (current, new) = (field("current_password"), field("password"));
    let changed = if *new == *field("password_again") {
        account::password_change(&state.app, &by.call_with(&form), current, new).await
    } else {
        Err(AppError::field("password_again", "password_differs"))
    };
    let failure = match changed {
        // Every other session has ended; this one goes on under a new secret.
        Ok(SignIn::Opened(opened)) => {
            let mut response = done(PATH, "password_changed");
            session_keep(response.headers_mut(), &state, &opened);
            return Ok(response);
        }
        Ok(SignIn::Refused | SignIn::SecondFactor { .. }) => {
            AppError::field("current_password", "password_wrong").into()
        }
        Ok(SignIn::Locked { until }) => {
            let seconds = (until - state.app.clock.now()).as_micros() / 1_000_000;
            let seconds = u64::try_from(seconds).unwrap_or_default();
            Failure::new(StatusCode::TOO_MANY_REQUESTS, "locked_out").retry_after(seconds)
        }
        Err(error) => about_the_form(error.into())?,
    };
    let mut view = account_view(&state, &by).await?;
    view.password.problems = password_problems(&failure);
    again(&state, by.frame(&state), PATH, &view, &failure)
}

fn password_problems(failure: &Failure) -> Problems {
    problems(failure, |field| match field {
        "new_password" => "password".to_owned(),
        other => other.to_owned(),
    })
}
