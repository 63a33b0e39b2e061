//! A new user.

use axum::extract::State;
use axum::response::Response;
use touchstone_app::Call;
use touchstone_app::account::{self, UserInput};
use zeroize::Zeroizing;

use super::{PATH, UserTyped, form_again, users_view};
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
    let Err(failure) = create(&state, &by.call_with(&form), form.value).await else {
        return Ok(done(PATH, "saved"));
    };
    let failure = about_the_form(failure)?;
    let view = users_view(&state, &by, None, form_again(None, &form.typed, &failure)).await?;
    again(&state, by.frame(&state), PATH, &view, &failure)
}

async fn create(state: &WebState, call: &Call, typed: Result<UserTyped, Failure>) -> Result<(), Failure> {
    let typed = typed?;
    let input = UserInput {
        name: typed.name,
        email: typed.email,
        language: typed.language,
        role: typed.role,
        teams: typed.teams,
        password: typed.password.map(Zeroizing::new),
    };
    account::user_create(&state.app, call, input).await?;
    Ok(())
}
