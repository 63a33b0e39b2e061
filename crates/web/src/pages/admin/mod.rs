//! Administration: users, teams, roles, everybody's tokens, notifications, background work.

mod jobs;
mod outbox;
mod roles;
mod teams;
mod tokens;
mod users;

use touchstone_render::view::Problems;

use super::shared::problems;
use super::token_form::plain;
use crate::failure::Failure;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    [
        users::routes(),
        teams::routes(),
        roles::routes(),
        tokens::routes(),
        outbox::routes(),
        jobs::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
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
