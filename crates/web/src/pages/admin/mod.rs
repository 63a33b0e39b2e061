//! Administration: users, teams, roles, everybody's tokens, notifications, background work, backups, imports.

mod audit;
mod backups;
mod calendars;
mod exports;
mod imports;
mod jobs;
mod keys;
mod letters;
pub(super) mod mail;
mod mail_in;
mod outbox;
mod roles;
pub(super) mod settings;
mod suppressions;
mod teams;
mod tokens;
mod users;
mod webhooks;

use axum::extract::State;
use touchstone_render::view::{AdminView, Problems};

use super::shared::problems;
use super::token_form::plain;
use crate::access::SignedIn;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    [
        vec![Route::get("/admin", index)],
        users::routes(),
        teams::routes(),
        roles::routes(),
        tokens::routes(),
        outbox::routes(),
        jobs::routes(),
        audit::routes(),
        backups::routes(),
        calendars::routes(),
        exports::routes(),
        mail_in::routes(),
        keys::routes(),
        mail::routes(),
        letters::routes(),
        suppressions::routes(),
        settings::routes(),
        imports::routes(),
        webhooks::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What there is to administer for this reader.
async fn index(by: SignedIn, State(state): State<WebState>) -> Page {
    page(&state, &by.frame(&state), &AdminView {})
}

/// What is wrong with a form about a record.
fn record_problems(failure: &Failure) -> Problems {
    problems(failure, |field| plain(field).to_owned())
}

/// The version a form that comes back is based on. Whoever is told that somebody else has changed the record sees it
/// changed beside the form, and may send the form again knowing that.
fn version_after(failure: &Failure, typed: &str) -> i64 {
    let current = failure
        .members()
        .get("version")
        .and_then(serde_json::Value::as_i64);
    current.unwrap_or_else(|| typed.parse().unwrap_or_default())
}
