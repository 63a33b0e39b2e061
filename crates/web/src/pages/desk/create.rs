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
    category_groups, done, form_key, problems, request_limits, request_name_in_app, request_name_in_form,
    request_typed, take_form, typed,
};
use crate::state::WebState;

/// `GET /desk/new`
pub(super) async fn form(by: Granted<may::CreateTickets>, State(state): State<WebState>) -> Page {
    let blank = NewTicketView {
        idempotency_key: form_key(),
        ..new_ticket(&state, &by).await?
    };
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
    let made = match taken.fields(request_name_in_app) {
        Ok(fields) => ticket::create(&state.app, &call, fields)
            .await
            .map_err(Failure::from),
        Err(refused) => Err(refused),
    };
    match made {
        Ok(made) => Ok(done(&format!("/desk/tickets/{}", made.id), "ticket_created")),
        Err(failure) => {
            let view = NewTicketView {
                form: request_typed(&state, &taken.pairs).await?,
                channel: typed(&taken.pairs, "channel"),
                tier: typed(&taken.pairs, "tier"),
                assignee: typed(&taken.pairs, "assignee"),
                team: typed(&taken.pairs, "team"),
                problems: problems(&failure, request_name_in_form),
                idempotency_key: form_key(),
                ..new_ticket(&state, &by).await?
            };
            let page = page(&state, &by.frame(&state), &view)?;
            Ok((failure.status(), page).into_response())
        }
    }
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
