use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::privacy::{self, Erased};
use touchstone_domain::id::PersonId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Why a person is erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Erasure {
    /// Kept with the record of the erasure. Name nobody in it.
    reason: String,
}

/// What was destroyed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErasureDone {
    #[schema(value_type = schema::PersonId)]
    person: PersonId,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    tickets: u64,
    messages: u64,
    files: u64,
}

impl From<Erased> for ErasureDone {
    fn from(erased: Erased) -> Self {
        Self {
            person: erased.person,
            at: erased.at,
            tickets: erased.tickets,
            messages: erased.messages,
            files: erased.files,
        }
    }
}

/// Destroys what identifies a requester and everything that was written in their requests; records, history and figures
/// stay. It cannot be undone. A legal hold refuses it (409 `legal_hold` with `holds`).
#[utoipa::path(post, path = "/api/v1/people/{id}/erase", tag = "privacy", params(("id" = String, Path)),
    request_body = Erasure, responses((status = 200, body = ErasureDone)))]
pub(super) async fn person_erase(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PersonId>,
    State(state): State<WebState>,
    body: Json<Erasure>,
) -> Result<Plain<ErasureDone>, Failure> {
    let call = by.call_with(&body);
    let erased = privacy::person_erase(&state.app, &call, id, &body.value.reason).await?;
    Ok(Plain(erased.into()))
}
