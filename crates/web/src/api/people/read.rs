use axum::extract::State;
use serde::Serialize;
use touchstone_app::person;
use touchstone_domain::id::PersonId;
use utoipa::ToSchema;

use super::Person;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A requester, and those who may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonDetail {
    #[serde(flatten)]
    person: Person,
    suggestions: Vec<Suggestion>,
}

/// Somebody who named the same contact.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Suggestion {
    person: Person,
    /// `email` or `phone`.
    basis: String,
    /// Both have shown that the contact is theirs.
    proved: bool,
}

/// One requester, masked.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = PersonDetail)))]
pub(super) async fn person_read(
    by: Granted<may::ReadPeople>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
) -> Result<Record<PersonDetail>, Failure> {
    let view = person::person_get(&state.app, &by.call(), id).await?;
    let version = view.person.version;
    let suggestions = view.suggestions.into_iter().map(|other| Suggestion {
        person: other.person.into(),
        basis: other.basis.to_string(),
        proved: other.proved,
    });
    let body = PersonDetail {
        person: view.person.into(),
        suggestions: suggestions.collect(),
    };
    Ok(Record { version, body })
}
