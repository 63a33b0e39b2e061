//! A request taken down by an agent.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use touchstone_app::standard::standard_current;
use touchstone_app::ticket;
use touchstone_render::view::{NewTicketView, Problems, RequestForm};

use super::people::{agent_choices, team_choices};
use crate::access::{Granted, may};
use crate::body::FormParts;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{
    category_groups, done, form_key, problems, request_limits, take_form, typed, upload_lines,
};
use crate::state::WebState;

/// Fields of the form that the application reads inside `requester`.
const OF_REQUESTER: [&str; 4] = ["name", "email", "phone", "language"];

/// `GET /desk/new`
pub(super) async fn form(by: Granted<may::CreateTickets>, State(state): State<WebState>) -> Page {
    let blank = NewTicketView { idempotency_key: form_key(), ..new_ticket(&state, &by).await? };
    page(&state, &by.frame(&state), &blank)
}

/// `POST /desk/new`
pub(super) async fn create(
    by: Granted<may::CreateTickets>,
    State(state): State<WebState>,
    mut form: FormParts,
) -> Result<Response, Failure> {
    let taken = take_form(&state, &by.call(), &mut form).await?;
    let call = by.call_with(&form);
    let made = match taken.fields(name_in_app) {
        Ok(fields) => ticket::create(&state.app, &call, fields).await.map_err(Failure::from),
        Err(refused) => Err(refused),
    };
    match made {
        Ok(made) => Ok(done(&format!("/desk/tickets/{}", made.id), "ticket_created")),
        Err(failure) => {
            let view = NewTicketView {
                form: typed_form(&state, &taken.pairs).await?,
                channel: typed(&taken.pairs, "channel"),
                tier: typed(&taken.pairs, "tier"),
                assignee: typed(&taken.pairs, "assignee"),
                team: typed(&taken.pairs, "team"),
                problems: problems(&failure, name_in_form),
                idempotency_key: form_key(),
                ..new_ticket(&state, &by).await?
            };
            let page = page(&state, &by.frame(&state), &view)?;
            Ok((failure.status(), page).into_response())
        }
    }
}

fn name_in_app(name: &str) -> String {
    if OF_REQUESTER.contains(&name) { format!("requester.{name}") } else { name.to_owned() }
}

fn name_in_form(name: &str) -> String {
    name.strip_prefix("requester.").unwrap_or(name).to_owned()
}

async fn new_ticket(state: &WebState, by: &Granted<may::CreateTickets>) -> Result<NewTicketView, Failure> {
    let call = by.call();
    Ok(NewTicketView {
        form: RequestForm::default(),
        channel: String::new(),
        tier: String::new(),
        assignee: String::new(),
        team: String::new(),
        categories: category_groups(&standard_current(&state.app).await?.standard),
        teams: team_choices(state, &call).await?,
        agents: agent_choices(state, &call).await?,
        limits: request_limits(),
        problems: Problems::none(),
        idempotency_key: String::new(),
    })
}

async fn typed_form(state: &WebState, pairs: &[(String, String)]) -> Result<RequestForm, Failure> {
    Ok(RequestForm {
        kind: typed(pairs, "kind"),
        category: typed(pairs, "category"),
        subject: typed(pairs, "subject"),
        body: typed(pairs, "body"),
        impact: typed(pairs, "impact"),
        urgency: typed(pairs, "urgency"),
        demand: typed(pairs, "demand"),
        order_no: typed(pairs, "order_no"),
        name: typed(pairs, "name"),
        email: typed(pairs, "email"),
        phone: typed(pairs, "phone"),
        language: typed(pairs, "language"),
        uploads: upload_lines(state, pairs).await?,
    })
}
