//! What a ticket has to do with others: the panel beside the conversation, and its forms.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::ticket::{self, Duplicates, LinkedTicket, TicketRef};
use touchstone_domain::id::TicketId;
use touchstone_domain::ticket::{Relation, TicketLink};
use touchstone_render::view::{LinkForm, RelatedCard, RelatedLine};

use super::duplicates::duplicates_card;
use super::ticket::{Asked, Returned, ticket_page};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::{done, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// The panel as the reader of this ticket sees it.
pub(super) fn related(
    links: Vec<LinkedTicket>,
    duplicates: Duplicates,
    may_link: bool,
    form: LinkForm,
) -> RelatedCard {
    RelatedCard {
        lines: links.into_iter().map(line).collect(),
        may_link,
        duplicates: duplicates_card(duplicates),
        form,
    }
}

fn line(found: LinkedTicket) -> RelatedLine {
    RelatedLine {
        relation: found.relation.as_str().into(),
        id: found.id.to_string(),
        number: found.number,
        href: format!("/desk/tickets/{}", found.id),
        subject: found.subject.unwrap_or_default(),
        stage: found.stage.as_str().into(),
        other_requester: found.other_requester,
        removable: found.relation.link().is_some(),
    }
}

/// What the form calls the `to` of a link, which is an end of days elsewhere.
const LINKED_TO: &str = "linked_to";

fn named(field: &str) -> String {
    if field == "to" { LINKED_TO } else { field }.to_owned()
}

/// `POST /desk/tickets/{id}/links`
pub(super) async fn link_add(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let (kind, to) = (typed(&form.typed, "kind"), typed(&form.typed, LINKED_TO));
    let asked = kind
        .parse::<TicketLink>()
        .map_err(|_| AppError::field("kind", "required"));
    let asked = asked.and_then(|kind| {
        let to: TicketRef = to.parse().map_err(|_| AppError::field("to", "malformed"))?;
        Ok((kind, to))
    });
    let added = match asked {
        Ok((kind, to)) => ticket::link_add(&state.app, &by.call_with(&form), id, kind, to).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(done(&format!("/desk/tickets/{id}#related"), "linked")),
        Err(error) => refused(&state, &by, id, &form, error).await,
    }
}

/// `POST /desk/tickets/{id}/links/remove`
pub(super) async fn link_remove(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let relation: Relation = typed(&form.typed, "relation")
        .parse()
        .map_err(|_| Failure::not_found())?;
    let other: TicketId = typed(&form.typed, "other")
        .parse()
        .map_err(|_| Failure::not_found())?;
    match ticket::link_remove(&state.app, &by.call_with(&form), id, relation, other).await {
        Ok(_) => Ok(done(&format!("/desk/tickets/{id}#related"), "unlinked")),
        Err(error) => refused(&state, &by, id, &form, error).await,
    }
}

/// The page again, with what was typed.
async fn refused(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: TicketId,
    form: &Form<Value>,
    error: AppError,
) -> Result<Response, Failure> {
    let failure = Failure::from(error);
    let returned = Returned {
        link: LinkForm {
            open: true,
            kind: typed(&form.typed, "kind"),
            to: typed(&form.typed, LINKED_TO),
            problems: problems(&failure, named),
        },
        ..Returned::default()
    };
    let page = ticket_page(state, by, id, Asked::default(), returned).await?;
    Ok((failure.status(), page).into_response())
}
