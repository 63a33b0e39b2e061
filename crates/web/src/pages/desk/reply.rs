//! Public replies and internal notes.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use touchstone_app::ticket;
use touchstone_domain::id::TicketId;
use touchstone_render::view::Composer;

use super::ticket::{Asked, Returned, ticket_page};
use crate::access::{Granted, may};
use crate::body::FormParts;
use crate::failure::Failure;
use crate::pages::shared::{TypedForm, done, problems, take_form, typed, upload_lines};
use crate::path::At;
use crate::state::WebState;

/// The refusal of a reply that crosses another one.
const CROSSED: &str = "reply_crossed";
/// The choice of a template, in the same form for its own button.
const TEMPLATE: &str = "template";

/// `POST /desk/tickets/{id}/messages`
pub(super) async fn reply(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    mut form: FormParts,
) -> Result<Response, Failure> {
    let mut taken = take_form(&state, &by.call(), &mut form).await?;
    taken.pairs.retain(|(name, _)| name != TEMPLATE);
    let call = by.call_with(&form);
    let said = match taken.fields(str::to_owned) {
        Ok(fields) => ticket::reply_uncrossed(&state.app, &call, id, fields)
            .await
            .map_err(Failure::from),
        Err(refused) => Err(refused),
    };
    match said {
        Ok(said) => {
            let internal = typed(&taken.pairs, "visibility") == "internal";
            let notice = if internal { "note_saved" } else { "reply_sent" };
            Ok(done(&format!("/desk/tickets/{id}#{}", said.message), notice))
        }
        Err(failure) => came_back(&state, &by, id, &taken, &failure).await,
    }
}

async fn came_back(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: TicketId,
    taken: &TypedForm,
    failure: &Failure,
) -> Result<Response, Failure> {
    let crossed = failure.code() == CROSSED;
    let composer = Composer {
        body: typed(&taken.pairs, "body"),
        visibility: typed(&taken.pairs, "visibility").into(),
        uploads: upload_lines(state, &taken.pairs).await?,
        based_on: typed(&taken.pairs, "based_on").parse().unwrap_or_default(),
        crossed,
        problems: if crossed {
            Default::default()
        } else {
            problems(failure, str::to_owned)
        },
        ..Composer::default()
    };
    let returned = Returned {
        composer,
        ..Returned::default()
    };
    let page = ticket_page(state, by, id, Asked::default(), returned).await?;
    Ok((failure.status(), page).into_response())
}
