//! A template put into the reply that is being written, where no script does it at the cursor: behind what was typed.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use touchstone_app::reply_template::template_render;
use touchstone_domain::id::TicketId;
use touchstone_render::view::Composer;

use super::super::ticket::{Asked, Returned, ticket_page};
use super::Staff;
use crate::body::FormParts;
use crate::failure::Failure;
use crate::pages::shared::{problems, take_form, typed, upload_lines};
use crate::path::At;
use crate::state::WebState;

/// `POST /desk/tickets/{id}/template`
pub(in super::super) async fn insert(
    by: Staff,
    At(id): At<TicketId>,
    State(state): State<WebState>,
    mut form: FormParts,
) -> Result<Response, Failure> {
    let call = by.call_with(&form);
    let taken = take_form(&state, &call, &mut form).await?;
    let pairs = &taken.pairs;
    let mut composer = Composer {
        body: typed(pairs, "body"),
        visibility: typed(pairs, "visibility").into(),
        uploads: upload_lines(&state, pairs).await?,
        based_on: typed(pairs, "based_on").parse().unwrap_or_default(),
        ..Composer::default()
    };
    let mut status = http::StatusCode::OK;
    match chosen(&state, &call.caller, &typed(pairs, "template"), id).await {
        Ok(rendered) => {
            if !composer.body.trim().is_empty() {
                composer.body.push_str("\n\n");
            }
            composer.body.push_str(&rendered.text);
            composer.gaps = rendered.missing.iter().map(|gap| gap.as_str().into()).collect();
            composer.inserted = true;
        }
        Err(failure) => {
            status = failure.status();
            composer.problems = problems(&failure, str::to_owned);
        }
    }
    let returned = Returned {
        composer,
        ..Returned::default()
    };
    let page = ticket_page(&state, &by, id, Asked::default(), returned).await?;
    Ok((status, page).into_response())
}

async fn chosen(
    state: &WebState,
    caller: &touchstone_app::Caller,
    typed: &str,
    ticket: TicketId,
) -> Result<touchstone_app::reply_template::RenderedReply, Failure> {
    let template = typed
        .parse()
        .map_err(|_| touchstone_app::AppError::field("template", "required"))?;
    Ok(template_render(&state.app, caller, template, ticket, None).await?)
}
