//! One's own API tokens.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::account;
use touchstone_domain::id::TokenId;

use super::{PATH, account_view};
use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::done;
use crate::pages::token_form::{TokenTyped, issued, token_form_again, token_make};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/account/tokens", token_create),
        Route::post("/account/tokens/{id}/revoke", token_revoke),
    ]
}

/// Answers with the page itself: the token's text is kept nowhere, so no other page could show it.
async fn token_create(
    by: SignedIn,
    State(state): State<WebState>,
    form: Form<TokenTyped>,
) -> Result<Response, Failure> {
    let made = token_make(&state, &by.call_with(&form), form.value).await;
    let mut view = account_view(&state, &by).await?;
    match made {
        Ok(made) => {
            view.issued = Some(issued(&made));
            let mut frame = by.frame(&state);
            PATH.clone_into(&mut frame.path);
            Ok(page(&state, &frame, &view)?.into_response())
        }
        Err(failure) => {
            let failure = about_the_form(failure)?;
            view.token_form = token_form_again(&by, &form.typed, &failure);
            again(&state, by.frame(&state), PATH, &view, &failure)
        }
    }
}

async fn token_revoke(
    by: SignedIn,
    At(id): At<TokenId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    account::token_revoke(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "token_revoked"))
}
