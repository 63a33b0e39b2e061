//! What a user is, and another password for them.

use axum::extract::State;
use axum::response::Response;
use touchstone_app::Call;
use touchstone_app::account::{self, UserPatch};
use touchstone_domain::id::UserId;
use zeroize::Zeroizing;

use super::{PATH, UserTyped, form_again, users_view};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::done;
use crate::path::At;
use crate::state::WebState;

pub(super) async fn user_change(
    by: Granted<may::ManageUsers>,
    At(id): At<UserId>,
    State(state): State<WebState>,
    form: Form<UserTyped>,
) -> Result<Response, Failure> {
    let Err(failure) = change(&state, by.call_with(&form), id, form.value).await else {
        return Ok(done(PATH, "saved"));
    };
    let failure = about_the_form(failure)?;
    let view = users_view(&state, &by, None, form_again(Some(id), &form.typed, &failure)).await?;
    let path = format!("{PATH}?edit={id}");
    again(&state, by.frame(&state), &path, &view, &failure)
}

async fn change(
    state: &WebState,
    call: Call,
    id: UserId,
    typed: Result<UserTyped, Failure>,
) -> Result<(), Failure> {
    let typed = typed?;
    let patch = UserPatch {
        name: Some(typed.name),
        email: Some(typed.email),
        language: Some(typed.language),
        role: Some(typed.role),
        teams: Some(typed.teams),
        password: typed.password.map(Zeroizing::new),
    };
    account::user_update(&state.app, &call.expecting(typed.version), id, patch).await?;
    Ok(())
}
