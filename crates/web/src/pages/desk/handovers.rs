//! What is handed over: the offers that wait for the reader's word, and those the reader has made.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::ticket::{self, Fields, Handover, OfferedTicket, Offers};
use touchstone_domain::id::TicketId;
use touchstone_render::view::{HandoverForm, HandoverLine, HandoverParties, HandoversView};

use super::live::live_view;
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// `GET /desk/handovers`
pub(super) async fn list(by: Granted<may::ReadTickets>, State(state): State<WebState>) -> Page {
    show(&state, &by, HandoverForm::default()).await
}

/// `POST /desk/handovers/{ticket}/accept`
pub(super) async fn accept(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let said = ticket::handover_accept(&state.app, &by.call_with(&form), id).await;
    let here = format!("/desk/tickets/{id}");
    answered(&state, &by, id, &form, said, (&here, "handover_accepted")).await
}

/// `POST /desk/handovers/{ticket}/decline`
pub(super) async fn decline(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let reason = typed(&form.typed, "reason");
    let fields = Fields::from_pairs([("reason", reason.as_str())]);
    let said = ticket::handover_decline(&state.app, &by.call_with(&form), id, fields).await;
    let here = ("/desk/handovers", "handover_declined");
    answered(&state, &by, id, &form, said, here).await
}

async fn answered(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: TicketId,
    form: &Form<Value>,
    said: Result<Offers, AppError>,
    (to, notice): (&str, &'static str),
) -> Result<Response, Failure> {
    let failure = match said {
        Ok(_) => return Ok(done(to, notice)),
        // Somebody of the team was quicker, or it was taken back: what is left is shown.
        Err(AppError::NotFound { .. }) => Failure::from(AppError::Conflict {
            code: "handover_none",
        }),
        Err(error) => Failure::from(error),
    };
    let returned = HandoverForm {
        ticket: id.to_string(),
        reason: typed(&form.typed, "reason"),
        problems: problems(&failure, str::to_owned),
    };
    Ok((failure.status(), show(state, by, returned).await?).into_response())
}

async fn show(state: &WebState, by: &Granted<may::ReadTickets>, returned: HandoverForm) -> Page {
    let live = live_view(state).await?;
    let found = ticket::handovers(&state.app, &by.caller).await?;
    let lines = |found: Vec<OfferedTicket>| found.into_iter().map(line).collect();
    let view = HandoversView {
        to_me: lines(found.to_me),
        from_me: lines(found.from_me),
        returned,
        live,
    };
    page(state, &notices(by.frame(state), &state.renderer), &view)
}

fn line(found: OfferedTicket) -> HandoverLine {
    HandoverLine {
        id: found.id.to_string(),
        number: found.number,
        href: found.readable.then(|| format!("/desk/tickets/{}", found.id)),
        subject: found.subject.unwrap_or_default(),
        category: found.category.map(Into::into),
        priority: found.priority,
        due_at: found.due_at,
        reason: found.reason.unwrap_or_default(),
        offer: parties(found.handover),
    }
}

/// Who offers it to whom.
pub(super) fn parties(offer: Handover) -> HandoverParties {
    HandoverParties {
        giver: offer.giver.name,
        receiver: offer.receiver.map(|user| user.name),
        team: offer.team.map(|team| team.name),
        offered_at: offer.offered_at,
        expires_at: offer.expires_at,
    }
}
