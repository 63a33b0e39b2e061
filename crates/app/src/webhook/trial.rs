//! A call to see whether a system takes what is sent: at once, with its answer shown, and without effect on anything else.

use serde::{Deserialize, Serialize};
use touchstone_channels::Hook;
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{DeliveryId, WebhookId};
use touchstone_domain::webhook::{DeliveryProblem, Verdict};
use touchstone_store::Lane;
use touchstone_store::webhook::webhook_by_id;

use super::NOT_FOUND;
use super::content::trial_event;
use super::secret::{secrets_open, signing_keys};
use crate::core::{App, AppError, Call};

/// Characters of an answer that are shown.
const EXCERPT: usize = 1_000;

/// What came of a trial.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WebhookTrial {
    pub taken: bool,
    pub status: Option<u16>,
    pub problem: Option<DeliveryProblem>,
    pub took_ms: u64,
    /// What was sent, to compare.
    pub sent: String,
    /// The beginning of the answer. Kept nowhere.
    pub answer: String,
}

/// Sends a system something without content and tells how it answered. That it was tried is an event.
pub async fn webhook_test(app: &App, call: &Call, id: WebhookId) -> Result<WebhookTrial, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    let read = app.query(Lane::Fast, move |tx| Ok(webhook_by_id(tx, id)?));
    let row = read
        .await?
        .filter(|row| row.archived_at.is_none())
        .ok_or(NOT_FOUND)?;
    let now = app.clock.now();
    let message = app.ids.next::<DeliveryId>(now).to_string();
    let body = trial_event(&app.public_url, &message, &id.to_string(), now)?;
    let hook = Hook {
        url: &row.url,
        id: &message,
        timestamp: now.as_micros().div_euclid(1_000_000),
        body: &body,
        keys: &signing_keys(&secrets_open(app, &row)?, now),
    };
    let mut trial = WebhookTrial {
        taken: false,
        status: None,
        problem: None,
        took_ms: 0,
        sent: String::from_utf8_lossy(&body).into_owned(),
        answer: String::new(),
    };
    let took = match app.hooks.send(&hook).await {
        Ok(answer) => {
            let verdict = Verdict::of_status(answer.status);
            trial.taken = verdict == Verdict::Taken;
            trial.status = Some(answer.status);
            trial.problem = match verdict {
                Verdict::Failed { problem, .. } => Some(problem),
                Verdict::Gone => Some(DeliveryProblem::Refused),
                Verdict::Taken => None,
            };
            trial.answer = shown(&answer.excerpt);
            answer.took
        }
        Err(problem) => {
            trial.problem = Some(problem.problem);
            problem.took
        }
    };
    trial.took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let taken = trial.taken;
    app.command(call, move |cx| {
        cx.emit(Subject::System, EventBody::WebhookTested { webhook: id, taken })?;
        Ok(trial.clone())
    })
    .await
}

/// Text of a stranger, without what is no text.
fn shown(excerpt: &str) -> String {
    let printable = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    excerpt.chars().filter(printable).take(EXCERPT).collect()
}
