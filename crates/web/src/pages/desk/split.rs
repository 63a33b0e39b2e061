//! Messages of a ticket become a ticket of their own: chosen on a page with the conversation.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::standard::standard_current;
use touchstone_app::ticket::{self, DeskAction, Fields, Stretch};
use touchstone_domain::id::TicketId;
use touchstone_render::view::{Problems, SplitForm, SplitLine, SplitView};

use super::address::address;
use super::people::{agent_choices, team_choices};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{
    Viewer, category_groups, done, form_key, message_line, problems, typed, typed_all,
};
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Messages on the page.
const SHOWN: u32 = 100;
/// Fields of the form that say nothing about the new ticket.
const OF_FORM: [&str; 3] = ["csrf", "idempotency_key", "based_on"];

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Where to go on with older messages.
    before: Option<String>,
}

/// What came back.
struct Typed {
    picked: Vec<String>,
    form: SplitForm,
    problems: Problems,
}

/// `GET /desk/tickets/{id}/split`
pub(super) async fn form(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let typed = Typed {
        picked: Vec::new(),
        form: SplitForm::default(),
        problems: Problems::none(),
    };
    show(&state, &by, id, asked.before, typed).await
}

/// `POST /desk/tickets/{id}/split`
pub(super) async fn split(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "based_on").parse().ok();
    let given = form
        .typed
        .iter()
        .filter(|(name, _)| !OF_FORM.contains(&name.as_str()));
    let fields = Fields::from_pairs(given.map(|(name, value)| (name.as_str(), value.as_str())));
    match ticket::act(&state.app, &call, id, DeskAction::Split, fields).await {
        Ok(made) => {
            let seen = ticket::read(&state.app, &by.caller, made.id).await.is_ok();
            let next = if seen { made.id } else { id };
            Ok(done(&format!("/desk/tickets/{next}"), "split"))
        }
        Err(error) => {
            let failure = Failure::from(error);
            let returned = Typed {
                picked: typed_all(&form.typed, "messages").map(str::to_owned).collect(),
                form: SplitForm {
                    subject: typed(&form.typed, "subject"),
                    category: typed(&form.typed, "category"),
                    team: typed(&form.typed, "team"),
                    assignee: typed(&form.typed, "assignee"),
                },
                problems: problems(&failure, str::to_owned),
            };
            let page = show(&state, &by, id, None, returned).await?;
            Ok((failure.status(), page).into_response())
        }
    }
}

async fn show(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: TicketId,
    before: Option<String>,
    typed: Typed,
) -> Page {
    let whole = ticket::read(&state.app, &by.caller, id).await?;
    let stretch = Stretch {
        limit: SHOWN,
        cursor: before,
        newest: true,
    };
    let found = ticket::messages(&state.app, &by.caller, id, stretch).await?;
    let here = format!("/desk/tickets/{id}/split");
    let viewer = Viewer::User(by.user.id);
    let call = by.call();
    let line = |message: ticket::Message| SplitLine {
        may: message
            .merged_from
            .as_ref()
            .is_none_or(|from| !from.other_requester),
        picked: typed.picked.contains(&message.id.to_string()),
        message: message_line(message, viewer, state),
    };
    let view = SplitView {
        id: id.to_string(),
        number: whole.number,
        version: whole.version,
        messages: found.items.into_iter().map(line).collect(),
        earlier: found
            .next_cursor
            .map(|cursor| address(&here, [("before", cursor.as_str())])),
        form: typed.form,
        categories: category_groups(&standard_current(&state.app).await?.standard),
        teams: team_choices(state, &call).await?,
        agents: agent_choices(state, &call).await?,
        problems: typed.problems,
        idempotency_key: form_key(),
    };
    page(state, &by.frame(state), &view)
}
