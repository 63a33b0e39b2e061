//! Corrections that reach running work: what was begun, how far it is, its end.

mod new;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::correction::{
    CorrectedTicket, Correction, correction, correction_cancel, correction_tickets, corrections,
    standard_correct,
};
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::correction::{CorrectionState, FactsCorrection};
use touchstone_domain::id::{CorrectionId, StandardId, TicketId};
use touchstone_render::view::{Code, CorrectedLine, CorrectionLine, CorrectionView, CorrectionsView};

use super::act::told;
use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{condition_view, done, notices, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/quality/corrections";
/// Corrections, or results, on a page.
const LINES: u32 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, list),
        Route::get("/quality/corrections/new", new::form),
        Route::post("/quality/corrections/new", new::begin),
        Route::get("/quality/corrections/{id}", look),
        Route::post("/quality/corrections/{id}/cancel", cancel),
        Route::post("/quality/standards/{id}/correct", correct),
    ]
}

fn address(id: CorrectionId) -> String {
    format!("{PATH}/{id}")
}

/// Whether somebody may set facts of any ticket.
fn may_facts(by: &SignedIn) -> bool {
    by.user.grants.scope(Permission::TicketClassify) == Some(Scope::All)
}

/// A correction as pages show it.
pub(super) fn line(one: Correction) -> CorrectionLine {
    let of = one.total.max(1);
    let under_way = one.state == CorrectionState::UnderWay;
    CorrectionLine {
        id: one.id.to_string(),
        kind: one.kind.as_str().into(),
        state: one.state.as_str().into(),
        waits: one.waits,
        standard: one.standard.map(|(id, number)| (id.to_string(), number)),
        replaced: one.replaced.map(|(id, number)| (id.to_string(), number)),
        when: one.when.as_ref().map(condition_view),
        changes: one.change.map(changes).unwrap_or_default(),
        reason: one.reason,
        author: one.author.name,
        total: one.total.max(one.reached),
        reached: one.reached,
        changed: one.changed,
        percent: under_way.then(|| (one.reached.saturating_mul(100) / of).min(100)),
        created_at: one.created_at,
        ended_at: one.ended_at,
    }
}

fn changes(change: FactsCorrection) -> Vec<(Code, Code)> {
    let set: [(&'static str, Option<Code>); 6] = [
        ("kind", change.kind.map(|code| code.as_str().into())),
        ("category", change.category.map(|path| path.to_string().into())),
        ("urgency", change.urgency.map(|code| code.as_str().into())),
        ("impact", change.impact.map(|code| code.as_str().into())),
        ("class", change.class.map(|code| code.as_str().into())),
        ("tier", change.tier.map(|code| code.as_str().into())),
    ];
    set.into_iter()
        .filter_map(|(fact, word)| Some((fact.into(), word?)))
        .collect()
}

#[derive(Debug, Deserialize)]
struct Asked {
    cursor: Option<CorrectionId>,
}

async fn list(
    by: Granted<may::ApproveStandards>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let mut found = corrections(&state.app, &by.caller, asked.cursor, LINES + 1).await?;
    let more = found.len() > LINES as usize;
    found.truncate(LINES as usize);
    let last = found.last().filter(|_| more);
    let view = CorrectionsView {
        next: last.map(|last| format!("{PATH}?cursor={}", last.id)),
        under_way: found
            .iter()
            .any(|one| one.state == CorrectionState::UnderWay && !one.waits),
        corrections: found.into_iter().map(line).collect(),
        may_facts: may_facts(&by),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

#[derive(Debug, Deserialize)]
struct AskedTickets {
    after: Option<TicketId>,
}

async fn look(
    by: Granted<may::ApproveStandards>,
    At(id): At<CorrectionId>,
    Query(asked): Query<AskedTickets>,
    State(state): State<WebState>,
) -> Page {
    let one = correction(&state.app, &by.caller, id).await?;
    let mut tickets = correction_tickets(&state.app, &by.caller, id, asked.after, LINES + 1).await?;
    let more = tickets.len() > LINES as usize;
    tickets.truncate(LINES as usize);
    let last = tickets.last().filter(|_| more);
    let view = CorrectionView {
        next: last.map(|last| format!("{}?after={}", address(id), last.ticket)),
        one: line(one),
        tickets: tickets.into_iter().map(corrected).collect(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn corrected(one: CorrectedTicket) -> CorrectedLine {
    CorrectedLine {
        id: one.ticket.to_string(),
        number: one.number,
        outcome: one.outcome.as_str().into(),
    }
}

async fn cancel(
    by: Granted<may::ApproveStandards>,
    At(id): At<CorrectionId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    correction_cancel(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&address(id), "correction_cancelled"))
}

/// A version reaches running work.
async fn correct(
    by: Granted<may::ApproveStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let reason = typed(&form.typed, "reason");
    match standard_correct(&state.app, &by.call_with(&form), id, &reason).await {
        Ok(begun) => Ok(done(&address(begun.id), "correction_begun")),
        Err(error) => {
            told(
                &state,
                &by,
                id,
                &form.typed,
                Err::<(), _>(error),
                "correction_begun",
            )
            .await
        }
    }
}
