//! Actions on many tickets: chosen on the list, described on a page of their own, watched until they are through.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::bulk::{self, Bulk, BulkRequest, Selection};
use touchstone_app::ticket::Fields;
use touchstone_domain::bulk::BulkOutcome;
use touchstone_domain::id::{BulkId, TicketId};
use touchstone_render::view::{
    BulkForm, BulkLine, BulkNewView, BulkTicketLine, BulkView, BulksView, Problems,
};

use super::address::address;
use super::list::{Asked, chosen, list_query};
use super::lists::lists;
use super::people::{agent_choices, team_choices};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, form_key, notices, problems, typed, typed_all};
use crate::path::At;
use crate::query::{Pairs, Query};
use crate::state::WebState;

/// Lines of a page.
const ROWS: u32 = 100;
/// Fields that say which tickets, not what is done to them.
const OF_SELECTION: [&str; 2] = ["tickets", "all"];

/// The tickets that were chosen: those ticked, or the whole list that the address names.
async fn selection(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    query: &Pairs,
    pairs: &[(String, String)],
) -> Result<Selection, Failure> {
    if typed(pairs, "all").is_empty() {
        let tickets = typed_all(pairs, "tickets").filter_map(|id| id.parse().ok());
        return Ok(Selection::These(tickets.collect()));
    }
    let queues = lists(state, by).await?.all();
    let asked = Asked::read(query)?;
    let whole = list_query(chosen(&queues, &asked), &asked)?;
    Ok(Selection::All(Box::new(whole)))
}

/// `POST /desk/bulk/new`: what is to be done to the tickets that were chosen. It changes nothing.
pub(super) async fn describe(
    by: Granted<may::ReadTickets>,
    query: Pairs,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    new_page(&state, &by, &query, &form.typed, None).await
}

/// `POST /desk/bulk`
pub(super) async fn begin(
    by: Granted<may::ReadTickets>,
    query: Pairs,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let chosen = selection(&state, &by, &query, &form.typed).await?;
    let said = form.pairs().filter(|(name, _)| !OF_SELECTION.contains(name));
    let mut fields = Fields::from_pairs(said);
    let read = BulkRequest::read(&mut fields).and_then(|request| fields.finish().map(|()| request));
    let begun = match read {
        Ok(request) => bulk::bulk_begin(&state.app, &by.call_with(&form), chosen, request).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(begun) => Ok(done(&format!("/desk/bulk/{}", begun.id), "bulk_begun")),
        Err(error) => {
            let failure = Failure::from(error);
            new_page(&state, &by, &query, &form.typed, Some(failure)).await
        }
    }
}

async fn new_page(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    query: &Pairs,
    pairs: &[(String, String)],
    refused: Option<Failure>,
) -> Result<Response, Failure> {
    let chosen = selection(state, by, query, pairs).await?;
    let counted = bulk::bulk_count(&state.app, &by.caller, chosen).await?;
    let call = by.call();
    let view = BulkNewView {
        tickets: typed_all(pairs, "tickets").map(str::to_owned).collect(),
        all: !typed(pairs, "all").is_empty(),
        count: counted.tickets,
        more: counted.more,
        action: address("/desk/bulk", query.iter()),
        back: address("/desk", query.iter()),
        form: BulkForm {
            action: typed(pairs, "action"),
            assignee: typed(pairs, "assignee"),
            team: typed(pairs, "team"),
            urgency: typed(pairs, "urgency"),
            tag: typed(pairs, "tag"),
            reason: typed(pairs, "reason"),
            body: typed(pairs, "body"),
        },
        teams: team_choices(state, &call).await?,
        agents: agent_choices(state, &call).await?,
        problems: refused
            .as_ref()
            .map_or_else(Problems::none, |failure| problems(failure, str::to_owned)),
        idempotency_key: form_key(),
    };
    let shown = page(state, &by.frame(state), &view)?;
    Ok(match refused {
        Some(failure) => (failure.status(), shown).into_response(),
        None => shown.into_response(),
    })
}

/// What the address of a list of jobs may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Before {
    before: Option<BulkId>,
}

/// `GET /desk/bulk`
pub(super) async fn list(
    by: Granted<may::ReadTickets>,
    Query(asked): Query<Before>,
    State(state): State<WebState>,
) -> Page {
    let mut found = bulk::bulks(&state.app, &by.caller, asked.before, ROWS + 1).await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let last = found.last().filter(|_| more).map(|last| last.id.to_string());
    let view = BulksView {
        next: last.map(|last| address("/desk/bulk", [("before", last.as_str())])),
        lines: found.iter().map(line).collect(),
    };
    page(&state, &by.frame(&state), &view)
}

/// What the address of a job may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    outcome: Option<BulkOutcome>,
    after: Option<TicketId>,
    #[expect(dead_code, reason = "the notice is read from the address by the frame")]
    done: Option<String>,
}

/// `GET /desk/bulk/{id}`
pub(super) async fn job(
    by: Granted<may::ReadTickets>,
    At(id): At<BulkId>,
    Query(which): Query<Which>,
    State(state): State<WebState>,
) -> Page {
    job_page(&state, &by, id, which, Problems::none()).await
}

async fn job_page(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: BulkId,
    which: Which,
    problems: Problems,
) -> Page {
    let found = bulk::bulk(&state.app, &by.caller, id).await?;
    let (outcome, after) = (which.outcome, which.after);
    let mut tickets = bulk::bulk_tickets(&state.app, &by.caller, id, outcome, after, ROWS + 1).await?;
    let more = tickets.len() > ROWS as usize;
    tickets.truncate(ROWS as usize);
    let here = format!("/desk/bulk/{id}");
    let outcome = outcome.map_or("", BulkOutcome::as_str);
    let last = tickets
        .last()
        .filter(|_| more)
        .map(|last| last.ticket.to_string());
    let view = BulkView {
        line: line(&found),
        request: request(&found),
        outcome: outcome.into(),
        next: last.map(|last| address(&here, [("outcome", outcome), ("after", last.as_str())])),
        tickets: tickets
            .into_iter()
            .map(|ticket| BulkTicketLine {
                id: ticket.ticket.to_string(),
                number: ticket.number,
                outcome: ticket.outcome.as_str().into(),
                why: ticket.why,
            })
            .collect(),
        problems,
    };
    page(state, &notices(by.frame(state), &state.renderer), &view)
}

/// `POST /desk/bulk/{id}/cancel`
pub(super) async fn cancel(
    by: Granted<may::ReadTickets>,
    At(id): At<BulkId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let ended = bulk::bulk_cancel(&state.app, &by.call_with(&form), id).await;
    settled(&state, &by, id, ended, "bulk_cancelled").await
}

/// `POST /desk/bulk/{id}/undo`
pub(super) async fn undo(
    by: Granted<may::ReadTickets>,
    At(id): At<BulkId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let begun = bulk::bulk_undo(&state.app, &by.call_with(&form), id).await;
    settled(&state, &by, id, begun, "bulk_undo_begun").await
}

async fn settled(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: BulkId,
    settled: Result<Bulk, touchstone_app::AppError>,
    notice: &'static str,
) -> Result<Response, Failure> {
    match settled {
        Ok(_) => Ok(done(&format!("/desk/bulk/{id}"), notice)),
        Err(error) => {
            let failure = Failure::from(error);
            let told = problems(&failure, str::to_owned);
            let shown = job_page(state, by, id, Which::default(), told).await?;
            Ok((failure.status(), shown).into_response())
        }
    }
}

fn line(found: &Bulk) -> BulkLine {
    BulkLine {
        id: found.id.to_string(),
        action: found.action.as_str().into(),
        state: found.state.as_str().into(),
        running: found.state.is_running(),
        author: found.author.name.clone(),
        total: found.total,
        changed: found.changed,
        unchanged: found.unchanged,
        refused: found.refused,
        restored: found.restored,
        kept: found.kept,
        reached: found.reached(),
        goal: found.goal(),
        may_cancel: found.may_cancel,
        may_undo: found.may_undo,
        created_at: found.created_at,
        ended_at: found.ended_at,
    }
}

/// What is done, as far as it is a text that somebody wrote or a code that has a word.
fn request(found: &Bulk) -> BulkForm {
    let mut form = BulkForm::default();
    match &found.request {
        BulkRequest::Urgency { urgency } => form.urgency = urgency.to_string(),
        BulkRequest::TagAdd { tag } | BulkRequest::TagRemove { tag } => form.tag.clone_from(tag),
        BulkRequest::Close { reason } => form.reason.clone_from(reason),
        BulkRequest::Note { body } | BulkRequest::Reply { body } => form.body.clone_from(body),
        BulkRequest::Assign { .. } | BulkRequest::Spam => {}
    }
    form
}
