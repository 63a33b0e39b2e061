use std::collections::BTreeMap;

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::person::{self, RevealField, RevealInput};
use touchstone_domain::id::{PersonId, TicketId};
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// What is to be shown, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reveal {
    #[schema(value_type = Vec<schema::RevealField>)]
    fields: Vec<RevealField>,
    /// Kept with the entry that says who saw what.
    reason: String,
    /// Over which ticket.
    #[schema(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
}

/// Shows fields of a requester in clear. The entry that says so is stored before anything is opened; a refusal is
/// remembered too.
#[utoipa::path(post, path = "/api/v1/people/{id}/reveal", tag = "people", params(("id" = String, Path)),
    request_body = Reveal,
    responses((status = 200, description = "The fields asked for; `null` where the person gave none.",
        body = BTreeMap<String, Option<String>>)))]
pub(super) async fn person_reveal(
    by: Granted<may::RevealPeople>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
    body: Json<Reveal>,
) -> Result<Plain<BTreeMap<RevealField, Option<String>>>, Failure> {
    let call = by.call_with(&body);
    let Reveal {
        fields,
        reason,
        ticket,
    } = body.value;
    let revealed = person::person_reveal(
        &state.app,
        &call,
        id,
        RevealInput {
            fields,
            reason,
            ticket,
        },
    )
    .await?;
    Ok(Plain(revealed.0))
}
