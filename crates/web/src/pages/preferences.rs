//! Language and theme, kept by the browser.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use touchstone_domain::language::Language;
use touchstone_render::view::Theme;

use super::local::local_path;
use crate::access::PublicCaller;
use crate::body::Form;
use crate::cookies::{LANGUAGE, SetCookie, THEME};
use crate::failure::Failure;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::post("/preferences", preferences)]
}

/// What is to change; the rest stays.
#[derive(Debug, Deserialize)]
struct Preferences {
    language: Option<Language>,
    theme: Option<String>,
    /// The page to go back to.
    next: Option<String>,
}

/// Changes nothing but what the browser itself keeps, so everybody may.
async fn preferences(
    _: PublicCaller,
    State(state): State<WebState>,
    form: Form<Preferences>,
) -> Result<Response, Failure> {
    let Preferences {
        language,
        theme,
        next,
    } = form.value?;
    let next = next.as_deref().and_then(local_path).unwrap_or("/");
    let mut response = Redirect::to(next).into_response();
    let https = state.settings.https();
    if let Some(language) = language {
        SetCookie::preference(LANGUAGE, language.as_str()).put(response.headers_mut(), https);
    }
    if let Some(theme) = theme {
        let theme = Theme::from_code(&theme);
        SetCookie::preference(THEME, theme.as_str()).put(response.headers_mut(), https);
    }
    Ok(response)
}
