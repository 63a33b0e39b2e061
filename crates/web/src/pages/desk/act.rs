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

/// The form as the application reads it. A clock is chosen as `metric/instance`, who answers for a breach as `kind/party`,
/// or as the kind alone with a name typed beside it.
fn fields(action: DeskAction, typed: &[(String, String)]) -> Fields {
    if action == DeskAction::NoteCause {
        return Fields::from_pairs(noted(typed));
    }
    let given = typed.iter().filter(|(name, _)| name != "based_on");
    Fields::from_pairs(given.map(|(name, value)| (name.as_str(), value.as_str())))
}

fn noted(typed: &[(String, String)]) -> Vec<(&str, &str)> {
    let given = |wanted: &str| {
        let found = typed.iter().find(|(name, _)| name == wanted);
        found.map_or("", |(_, value)| value.as_str())
    };
    let (metric, instance) = given("metric").split_once('/').unwrap_or((given("metric"), ""));
    let (to, party) = given("charged_to")
        .split_once('/')
        .unwrap_or((given("charged_to"), given("charged")));
    // A name that was typed before nobody was chosen again says nothing.
    let party = if to.is_empty() { "" } else { party };
    vec![
        ("metric", metric),
        ("instance", instance),
        ("cause", given("cause")),
        ("charged_to", to),
        ("charged", party),
    ]
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
        charged_to: typed(pairs, "charged_to"),
        charged: typed(pairs, "charged"),
        metric: typed(pairs, "metric"),
        into: typed(pairs, "into"),
        other_requester: !typed(pairs, "other_requester").is_empty(),
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
        DeskAction::Merge => "merged",
        DeskAction::Restore => "restored",
        DeskAction::HandOver => "handover_offered",
        DeskAction::AcceptHandover => "handover_accepted",
        DeskAction::DeclineHandover => "handover_declined",
        _ => "action_done",
    }
}
