use axum::extract::State;
use serde::Deserialize;
use touchstone_app::core::AppError;
use touchstone_app::person;
use touchstone_domain::contact::ContactKind;
use utoipa::ToSchema;

use super::Person;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// A contact somebody names; exactly one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedContact {
    email: Option<String>,
    phone: Option<String>,
}

/// People who name this e-mail address or phone number, as far as the caller reaches them; the oldest first, all on
/// one page. A POST, because contacts have no place in addresses, which end up in logs.
#[utoipa::path(post, path = "/api/v1/people/find", tag = "people", request_body = NamedContact,
    responses((status = 200, body = Page<Person>)))]
pub(super) async fn person_find(
    by: Granted<may::ReadPeople>,
    State(state): State<WebState>,
    body: Json<NamedContact>,
) -> Result<Page<Person>, Failure> {
    let call = by.call_with(&body);
    let (kind, typed) = match (body.value.email, body.value.phone) {
        (Some(email), None) => (ContactKind::Email, email),
        (None, Some(phone)) => (ContactKind::Phone, phone),
        (None, None) => return Err(AppError::field("email", "required").into()),
        (Some(_), Some(_)) => return Err(AppError::field("phone", "one_of_two").into()),
    };
    let people = person::person_find(&state.app, &call, kind, &typed).await?;
    Ok(Page {
        items: people.into_iter().map(Person::from).collect(),
        next_cursor: None,
    })
}
