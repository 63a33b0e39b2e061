//! The remedy of a broken pledge, from the form beside it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::pledge::{RemedyInput, pledge_remedy};
use touchstone_app::ticket::Fields;
use touchstone_domain::id::TicketId;
use touchstone_render::view::RemedyForm;

use super::ticket::{Asked, Returned, ticket_page};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::{done, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// `POST /desk/tickets/{id}/pledges/{pledge}/remedy`
pub(super) async fn remedy(
    by: Granted<may::ReadTickets>,
    At((id, pledge)): At<(TicketId, String)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "based_on").parse().ok();
    let given = form.typed.iter().filter(|(name, _)| name != "based_on");
    let fields = Fields::from_pairs(given.map(|(name, value)| (name.as_str(), value.as_str())));
    let decided = match RemedyInput::read(fields) {
        Ok(input) => pledge_remedy(&state.app, &call, id, pledge.clone(), input).await,
        Err(refused) => Err(refused),
    };
    match decided {
        Ok(_) => Ok(done(&format!("/desk/tickets/{id}"), "remedy_recorded")),
        Err(error) => {
            let failure = Failure::from(error);
            let status = failure.status();
            let returned = Returned {
                remedy: RemedyForm {
                    pledge,
                    outcome: typed(&form.typed, "outcome"),
                    reason: typed(&form.typed, "reason"),
                    problems: problems(&failure, str::to_owned),
                },
                ..Returned::default()
            };
            let page = ticket_page(&state, &by, id, Asked::default(), returned).await?;
            Ok((status, page).into_response())
        }
    }
}
