//! The list of systems, and one of them.

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::webhook::{self, Delivery, DeliveryQuery, ReplayView, WEBHOOKS_MAX, WebhookTrial};
use touchstone_domain::access::Permission;
use touchstone_domain::event::Subject;
use touchstone_domain::id::WebhookId;
use touchstone_domain::webhook::{DeliveryState, PROBES_AFTER};
use touchstone_render::view::{
    DeliveryLine, Problems, ReplayLine, WebhookLine, WebhookTrialView, WebhookView, WebhooksView,
};

use super::PATH;
use super::form::form_of;
use crate::access::{Granted, SignedIn, may};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::notices;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Replays that are shown.
const REPLAYS: u32 = 5;
/// Deliveries of a page.
const DELIVERIES: u32 = 25;

/// Which deliveries are shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Shown {
    state: Option<DeliveryState>,
    cursor: Option<String>,
}

pub(super) async fn webhooks(by: Granted<may::ManageWebhooks>, State(state): State<WebState>) -> Page {
    let all = webhook::webhooks_list(&state.app, &by.caller).await?;
    let view = WebhooksView {
        full: all.len() >= WEBHOOKS_MAX as usize,
        webhooks: all.iter().map(line).collect(),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

pub(super) async fn webhook(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let view = view_of(&state, &by, id, shown).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// The page of one system.
pub(super) async fn view_of(
    state: &WebState,
    by: &SignedIn,
    id: WebhookId,
    shown: Shown,
) -> Result<WebhookView, Failure> {
    let found = webhook::webhook_get(&state.app, &by.caller, id).await?;
    let narrowed = shown
        .state
        .map(|state| format!("state={state}&"))
        .unwrap_or_default();
    let query = DeliveryQuery {
        state: shown.state,
        limit: Some(DELIVERIES),
        cursor: shown.cursor,
    };
    let deliveries = webhook::deliveries_list(&state.app, &by.caller, id, query).await?;
    let (replays, _) = webhook::webhook_replays(&state.app, &by.caller, id, None, Some(REPLAYS)).await?;
    Ok(WebhookView {
        line: line(&found),
        form: form_of(&found),
        secret: None,
        overlaps: found.overlaps.clone(),
        trial: None,
        creator: found.creator.clone(),
        created_at: found.created_at,
        state: shown.state.map(|state| state.as_str().into()),
        states: DeliveryState::ALL
            .iter()
            .map(|state| state.as_str().into())
            .collect(),
        next: deliveries
            .next_cursor
            .map(|cursor| format!("{PATH}/{id}?{narrowed}cursor={cursor}#deliveries")),
        deliveries: deliveries
            .items
            .iter()
            .map(|one| delivery_line(by, one))
            .collect(),
        replays: replays.iter().map(replay_line).collect(),
        from: String::new(),
        problems: Problems::none(),
    })
}

fn line(view: &webhook::WebhookView) -> WebhookLine {
    WebhookLine {
        id: view.id.to_string(),
        name: view.name.clone(),
        url: view.url.clone(),
        state: view.state.as_str().into(),
        stopped_at: view.stopped_at,
        failures: view.failures,
        failing_since: view.failing_since,
        probed: view.failures >= PROBES_AFTER,
        rest_until: view.rest_until,
        succeeded_at: view.succeeded_at,
        failed_at: view.failed_at,
        failed_status: view.failed_status,
        failed_problem: view.failed_problem.map(|problem| problem.as_str().into()),
        behind: view.behind,
        waiting: view.waiting,
        dead: view.dead,
    }
}

fn delivery_line(by: &SignedIn, one: &Delivery) -> DeliveryLine {
    let reads = by.user.grants.holds(Permission::TicketRead);
    let waits = one.state == DeliveryState::Waiting;
    DeliveryLine {
        id: one.id.to_string(),
        event: one.event.to_string(),
        kind: one.kind.as_str().into(),
        subject: one.subject_text(),
        href: match one.about() {
            Subject::Ticket(ticket) if reads => Some(format!("/desk/tickets/{ticket}")),
            _ => None,
        },
        state: one.state.as_str().into(),
        attempts: one.attempts,
        queued_at: one.queued_at,
        last_at: one.last_at,
        next_at: waits.then_some(one.run_at).filter(|_| one.attempts > 0),
        status: one.status,
        problem: one.problem.map(|problem| problem.as_str().into()),
        took_ms: one.took_ms,
        replayed: one.replay.is_some(),
    }
}

fn replay_line(view: &ReplayView) -> ReplayLine {
    ReplayLine {
        id: view.id.to_string(),
        state: view.state.as_str().into(),
        from: view.from,
        percent: if view.total > 0 {
            view.done * 100 / view.total
        } else {
            100
        },
        queued: view.queued,
        created_at: view.created_at,
    }
}

pub(super) fn trial_view(trial: WebhookTrial) -> WebhookTrialView {
    WebhookTrialView {
        taken: trial.taken,
        status: trial.status,
        problem: trial.problem.map(|problem| problem.as_str().into()),
        took_ms: trial.took_ms,
        sent: trial.sent,
        answer: trial.answer,
    }
}
