//! Keys: which versions there are, new ones, and the end of old ones.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::core::AppError;
use touchstone_app::rotation::{KeyChangeView, KeyFamilyView, keys_retire, keys_rotate, keys_view};
use touchstone_domain::keys::KeyFamily;
use touchstone_render::view::{KeyChangeLine, KeyFamilyLine, KeysView, Problems};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/keys";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, keys),
        Route::post("/admin/keys/{family}/rotate", rotate),
        Route::post("/admin/keys/{family}/retire", retire),
    ]
}

async fn keys(by: Granted<may::ManageKeys>, State(state): State<WebState>) -> Page {
    let view = view(&state, &by).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn rotate(
    by: Granted<may::ManageKeys>,
    At(family): At<KeyFamily>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    match keys_rotate(&state.app, &by.call_with(&form), family).await {
        Ok(()) => Ok(done(PATH, "key_rotated")),
        Err(error) => refused(&state, &by, error).await,
    }
}

async fn retire(
    by: Granted<may::ManageKeys>,
    At(family): At<KeyFamily>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    match keys_retire(&state.app, &by.call_with(&form), family).await {
        Ok(()) => Ok(done(PATH, "key_retired")),
        Err(error) => refused(&state, &by, error).await,
    }
}

async fn refused(
    state: &WebState,
    by: &Granted<may::ManageKeys>,
    error: AppError,
) -> Result<Response, Failure> {
    let failure = about_the_form(error.into())?;
    let mut view = view(state, by).await?;
    view.problems = problems(&failure, str::to_owned);
    again(state, by.frame(state), PATH, &view, &failure)
}

async fn view(state: &WebState, by: &Granted<may::ManageKeys>) -> Result<KeysView, Failure> {
    let families = keys_view(&state.app, &by.caller).await?;
    Ok(KeysView {
        families: families.into_iter().map(family_line).collect(),
        problems: Problems::none(),
    })
}

fn family_line(view: KeyFamilyView) -> KeyFamilyLine {
    KeyFamilyLine {
        family: view.family.as_str().into(),
        in_use: view.in_use,
        versions: view.versions,
        left: count(view.left),
        retirable: view.retirable,
        change: view.change.map(change_line),
    }
}

fn change_line(view: KeyChangeView) -> KeyChangeLine {
    KeyChangeLine {
        version: view.version,
        state: view.state.as_str().into(),
        under_way: view.state.under_way(),
        asked_at: view.created_at,
        ended_at: view.ended_at,
        done: count(view.done),
        total: count(view.total),
        stuck: count(view.stuck),
        waiting: view.waiting.len(),
        problem: view.problem,
    }
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
