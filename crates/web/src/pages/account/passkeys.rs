//! One's own passkeys: added with the password and the authenticator, removed with the password.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::account::{self, PasskeyInput};
use touchstone_app::core::AppError;
use touchstone_domain::id::PasskeyId;
use touchstone_render::view::PasskeyAsk;

use super::security::{PATH, refused, refused_in, security_view, shown};
use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::passkey::{credential, passkey_ask};
use crate::pages::shared::{done, typed};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/account/security/passkeys/begin", begin),
        Route::post("/account/security/passkeys", add),
        Route::post("/account/security/passkeys/{id}/remove", remove),
    ]
}

/// The page with the question for the browser on it.
async fn begin(by: SignedIn, State(state): State<WebState>, form: Form<Value>) -> Result<Response, Failure> {
    let password = typed(&form.typed, "current_password");
    let asked = match account::passkey_begin(&state.app, &by.call(), &password).await {
        Ok(asked) => asked,
        Err(error) => return refused(&state, &by, "passkey-begin", error.into()).await,
    };
    let mut view = security_view(&state, &by).await?;
    view.passkey_ask = passkey_ask(&state, asked);
    let mut frame = by.frame(&state);
    PATH.clone_into(&mut frame.path);
    Ok(page(&state, &frame, &view)?.into_response())
}

async fn add(by: SignedIn, State(state): State<WebState>, form: Form<Value>) -> Result<Response, Failure> {
    let input = PasskeyInput {
        ceremony: typed(&form.typed, "ceremony"),
        name: typed(&form.typed, "name"),
        credential: credential(&form.typed),
    };
    match account::passkey_add(&state.app, &by.call(), input).await {
        Ok(added) if added.recovery_codes.is_empty() => Ok(done(PATH, "passkey_added")),
        Ok(added) => shown(&state, &by, added.recovery_codes).await,
        Err(error @ AppError::Validation(_)) => asked_again(&state, &by, &form.typed, error).await,
        Err(error) => refused(&state, &by, "passkey-begin", error.into()).await,
    }
}

/// The same question again, because the answer or the name was not acceptable.
async fn asked_again(
    state: &WebState,
    by: &SignedIn,
    form: &[(String, String)],
    error: AppError,
) -> Result<Response, Failure> {
    let mut view = security_view(state, by).await?;
    view.passkey_name = typed(form, "name");
    view.passkey_ask = view.passkey_origin.clone().map(|origin| PasskeyAsk {
        options: typed(form, "options"),
        ceremony: typed(form, "ceremony"),
        origin,
    });
    refused_in(state, by, view, "passkey", error.into())
}

async fn remove(
    by: SignedIn,
    At(id): At<PasskeyId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let password = typed(&form.typed, "current_password");
    match account::passkey_remove(&state.app, &by.call(), id, &password).await {
        Ok(()) => Ok(done(PATH, "passkey_removed")),
        Err(error) => refused(&state, &by, &format!("remove-{id}"), error.into()).await,
    }
}
