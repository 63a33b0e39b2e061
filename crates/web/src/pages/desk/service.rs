//! The tier of a requester and who of the desk looks after them, set beside one of their tickets.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::core::AppError;
use touchstone_app::person::{PersonPatch, adviser_named, person_update};
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;
use touchstone_render::view::ServiceForm;

use super::ticket::{Asked, Returned, ticket_page};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::{done, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// `POST /desk/tickets/{id}/service`
pub(super) async fn service_set(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let whole = ticket::read(&state.app, &by.caller, id).await?;
    let (tier, adviser) = (typed(&form.typed, "tier"), typed(&form.typed, "adviser"));
    let version = typed(&form.typed, "version");
    let call = by.call_with(&form).expecting(version.parse().unwrap_or_default());
    let set = match patch(&tier, &adviser) {
        Ok(patch) => person_update(&state.app, &call, whole.requester.id, patch).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(_) => Ok(done(&format!("/desk/tickets/{id}"), "saved")),
        Err(error) => {
            let failure = Failure::from(error);
            let service = ServiceForm {
                tier: tier.into(),
                adviser,
                open: true,
                problems: problems(&failure, str::to_owned),
            };
            let returned = Returned {
                service: Some(service),
                ..Returned::default()
            };
            let page = ticket_page(&state, &by, id, Asked::default(), returned).await?;
            Ok((failure.status(), page).into_response())
        }
    }
}

fn patch(tier: &str, adviser: &str) -> Result<PersonPatch, AppError> {
    Ok(PersonPatch {
        tier: Some(
            tier.parse()
                .map_err(|_| AppError::field("tier", "unknown_value"))?,
        ),
        adviser: Some(adviser_named(adviser)?),
        ..PersonPatch::default()
    })
}
