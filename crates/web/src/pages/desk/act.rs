//! Actions on a ticket, from the forms beside the conversation.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::ticket::{self, DeskAction, Fields};
use touchstone_domain::id::TicketId;
use touchstone_render::view::ActionForm;

use super::ticket::{Asked, Returned, ticket_page};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::pages::shared::{done, problems, typed};
use crate::path::At;
use crate::state::WebState;

/// `POST /desk/tickets/{id}/actions/{action}`
pub(super) async fn act(
    by: Granted<may::ReadTickets>,
    At((id, action)): At<(TicketId, String)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let action: DeskAction = action.parse().map_err(|_| Failure::not_found())?;
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "based_on").parse().ok();
    match ticket::act(&state.app, &call, id, action, fields(action, &form.typed)).await {
        // Whoever gave a ticket away may not see it any more.
        Ok(_) => match ticket::read(&state.app, &by.caller, id).await {
            Ok(_) => Ok(done(&format!("/desk/tickets/{id}"), notice(action))),
            Err(_) => Ok(done("/desk", notice(action))),
        },
        Err(error) => {
            let failure = Failure::from(error);
            let status = failure.status();
            let returned = Returned {
                action: came_back(action, &form.typed, &failure),
                ..Returned::default()
            };
            let page = ticket_page(&state, &by, id, Asked::default(), returned).await?;
            Ok((status, page).into_response())
        }
    }
}

/// The form as the application reads it. A clock is chosen as `metric/instance`.
fn fields(action: DeskAction, typed: &[(String, String)]) -> Fields {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for (name, value) in typed.iter().filter(|(name, _)| name != "based_on") {
        match value.split_once('/') {
            Some((metric, instance)) if action == DeskAction::NoteCause && name == "metric" => {
                pairs.extend([("metric", metric), ("instance", instance)]);
            }
            _ => pairs.push((name, value)),
        }
    }
    Fields::from_pairs(pairs)
}

fn came_back(action: DeskAction, pairs: &[(String, String)], failure: &Failure) -> ActionForm {
    ActionForm {
        action: action.as_str().into(),
        assignee: typed(pairs, "assignee"),
        team: typed(pairs, "team"),
        category: typed(pairs, "category"),
        urgency: typed(pairs, "urgency"),
        impact: typed(pairs, "impact"),
        class: typed(pairs, "class"),
        reason: typed(pairs, "reason"),
        on: typed(pairs, "on"),
        solution: typed(pairs, "solution"),
        cause: typed(pairs, "cause"),
        metric: typed(pairs, "metric"),
        hours: typed(pairs, "hours"),
        problems: problems(failure, str::to_owned),
    }
}

fn notice(action: DeskAction) -> &'static str {
    match action {
        DeskAction::Take => "taken",
        DeskAction::Assign => "assigned",
        DeskAction::Classify => "classified",
        DeskAction::Resolve => "resolved",
        DeskAction::Reopen => "reopened",
        _ => "action_done",
    }
}
