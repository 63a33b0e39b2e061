//! One's own name and language.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::account::{self, OwnPatch};
use touchstone_app::core::AppError;
use touchstone_domain::language::Language;
use touchstone_render::view::ProfileForm;

use super::{PATH, account_view};
use crate::access::SignedIn;
use crate::body::Form;
use crate::failure::Failure;
use crate::page::Reader;
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, problems, typed};
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/account/profile", profile_change)]
}

async fn profile_change(
    by: SignedIn,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let field = |name| typed(&form.typed, name);
    let version = field("version").parse().unwrap_or_default();
    let language = field("language").parse::<Language>();
    let changed = match language.map_err(|_| AppError::field("language", "unknown_value")) {
        Ok(language) => {
            let patch = OwnPatch {
                name: Some(field("name")),
                language: Some(language),
            };
            let call = by.call_with(&form).expecting(version);
            account::own_update(&state.app, &call, patch).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = changed else {
        return Ok(done(PATH, "saved"));
    };
    let failure = about_the_form(error.into())?;
    let mut view = account_view(&state, &by).await?;
    view.profile = ProfileForm {
        name: field("name"),
        language: field("language"),
        problems: problems(&failure, str::to_owned),
        ..view.profile
    };
    again(&state, by.frame(&state), PATH, &view, &failure)
}
