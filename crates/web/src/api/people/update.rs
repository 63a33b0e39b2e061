use axum::extract::State;
use serde::Deserialize;
use touchstone_app::person::{self, PersonPatch};
use touchstone_domain::id::PersonId;
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;
use utoipa::ToSchema;

use super::Person;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// What to correct; what is absent stays. An empty text for a contact takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonChange {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    #[schema(value_type = Option<schema::Language>)]
    language: Option<Language>,
    #[schema(value_type = Option<schema::Tier>)]
    tier: Option<Tier>,
    /// Who of the desk looks after them, where their tier has an adviser; empty: nobody.
    adviser: Option<String>,
}

/// Corrects a requester, for those who work on one of their tickets. A contact that changes is a claim again.
#[utoipa::path(patch, path = "/api/v1/people/{id}", tag = "people", params(("id" = String, Path)),
    request_body = PersonChange, responses((status = 200, body = Person)))]
pub(super) async fn person_update(
    by: Granted<may::ReadPeople>,
    At(id): At<PersonId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: Json<PersonChange>,
) -> Result<Record<Person>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let PersonChange {
        name,
        email,
        phone,
        language,
        tier,
        adviser,
    } = body.value;
    let patch = PersonPatch {
        name,
        email,
        phone,
        language,
        tier,
        adviser: adviser.as_deref().map(person::adviser_named).transpose()?,
    };
    let person = person::person_update(&state.app, &call, id, patch).await?;
    Ok(Person::record(person))
}
