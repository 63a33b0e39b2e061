//! Showing a requester's details in clear, once, for a stated reason.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::person::{RevealField, RevealInput, person_reveal};
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;
use touchstone_render::view::{RevealForm, Revealed};

use super::ticket::{Asked, Returned, ticket_page};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::{problems, typed, typed_all};
use crate::path::At;
use crate::state::WebState;

/// `POST /desk/tickets/{id}/reveal`. The answer is the page itself: what is shown stands in no address and no history.
pub(super) async fn reveal(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let whole = ticket::read(&state.app, &by.caller, id).await?;
    let input = RevealInput {
        fields: typed_all(&form.typed, "fields")
            .filter_map(|field| field.parse().ok())
            .collect(),
        reason: typed(&form.typed, "reason"),
        ticket: Some(id),
    };
    // No idempotency key: every showing is recorded as one.
    match person_reveal(&state.app, &by.call(), whole.requester.id, input).await {
        Ok(mut shown) => {
            let mut field = |field| shown.0.remove(&field).flatten();
            let revealed = Revealed {
                name: field(RevealField::Name).or(whole.requester.name),
                email: field(RevealField::Email).or(whole.requester.email),
                phone: field(RevealField::Phone).or(whole.requester.phone),
            };
            let returned = Returned {
                revealed: Some(revealed),
                ..Returned::default()
            };
            Ok(ticket_page(&state, &by, id, Asked::default(), returned)
                .await?
                .into_response())
        }
        Err(error) => {
            let failure = Failure::from(error);
            let reveal = RevealForm {
                reason: typed(&form.typed, "reason"),
                open: true,
                problems: problems(&failure, str::to_owned),
            };
            let returned = Returned {
                reveal,
                ..Returned::default()
            };
            let page = ticket_page(&state, &by, id, Asked::default(), returned).await?;
            Ok((failure.status(), page).into_response())
        }
    }
}
