//! A new user.

use axum::extract::State;
use axum::response::Response;
use touchstone_app::Call;
use touchstone_app::account::{self, UserInput};
use zeroize::Zeroizing;

use super::{PATH, UserTyped, form_again, invited_notice, users_view};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::done;
use crate::state::WebState;

pub(super) async fn user_create(
    by: Granted<may::ManageUsers>,
    State(state): State<WebState>,
    form: Form<UserTyped>,
) -> Result<Response, Failure> {
    let failure = match create(&state, &by.call_with(&form), form.value).await {
        Ok(notice) => return Ok(done(PATH, notice)),
        Err(failure) => failure,
    };
    let failure = about_the_form(failure)?;
    let view = users_view(&state, &by, None, form_again(None, &form.typed, &failure)).await?;
    again(&state, by.frame(&state), PATH, &view, &failure)
}

/// The notice that says what was done: without a password the new user was invited.
async fn create(
    state: &WebState,
    call: &Call,
    typed: Result<UserTyped, Failure>,
) -> Result<&'static str, Failure> {
    let typed = typed?;
    let input = UserInput {
        name: typed.name,
        email: typed.email,
        language: typed.language,
        role: typed.role,
        teams: typed.teams,
        password: typed
            .password
            .filter(|typed| !typed.is_empty())
            .map(Zeroizing::new),
    };
    if input.password.is_none() {
        let sent = account::user_invite(&state.app, call, input).await?;
        return Ok(invited_notice(&sent));
    }
    account::user_create(&state.app, call, input).await?;
    Ok("saved")
}
