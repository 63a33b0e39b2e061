//! What is done with a system. A refusal comes back to its page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::webhook::{self, OVERLAP_HOURS};
use touchstone_domain::id::{DeliveryId, ReplayId, WebhookId};

use super::PATH;
use super::look::{Shown, trial_view, view_of};
use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Reader, page};
use crate::pages::admin::record_problems;
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, instant, typed};
use crate::path::At;
use crate::state::WebState;

/// Back to the page with a notice, or with what was refused.
async fn told<T>(
    state: &WebState,
    by: &SignedIn,
    id: WebhookId,
    outcome: Result<T, AppError>,
    (notice, from): (&'static str, String),
) -> Result<Response, Failure> {
    let Err(error) = outcome else {
        return Ok(done(&format!("{PATH}/{id}"), notice));
    };
    let failure = about_the_form(error.into())?;
    let mut view = view_of(state, by, id, Shown::default()).await?;
    view.problems = record_problems(&failure);
    view.from = from;
    again(state, by.frame(state), &format!("{PATH}/{id}"), &view, &failure)
}

/// Answers with the page itself, which shows the secret once.
pub(super) async fn webhook_rotate(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let hours = typed(&form.typed, "overlap_hours")
        .parse()
        .unwrap_or(OVERLAP_HOURS);
    match webhook::webhook_rotate(&state.app, &by.call_with(&form), id, hours).await {
        Ok(issued) => {
            let mut view = view_of(&state, &by, id, Shown::default()).await?;
            view.secret = Some(issued.secret.reveal().to_owned());
            let mut frame = by.frame(&state);
            frame.path = format!("{PATH}/{id}");
            Ok(page(&state, &frame, &view)?.into_response())
        }
        Err(error) => told::<()>(&state, &by, id, Err(error), ("saved", String::new())).await,
    }
}

pub(super) async fn webhook_pause(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let outcome = webhook::webhook_pause(&state.app, &by.call_with(&form), id).await;
    told(&state, &by, id, outcome, ("webhook_paused", String::new())).await
}

pub(super) async fn webhook_resume(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let skip = typed(&form.typed, "skip") == "yes";
    let outcome = webhook::webhook_resume(&state.app, &by.call_with(&form), id, skip).await;
    told(&state, &by, id, outcome, ("webhook_resumed", String::new())).await
}

/// Answers with the page itself: the other side's answer is kept nowhere.
pub(super) async fn webhook_test(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let trial = webhook::webhook_test(&state.app, &by.call_with(&form), id).await?;
    let mut view = view_of(&state, &by, id, Shown::default()).await?;
    view.trial = Some(trial_view(trial));
    let mut frame = by.frame(&state);
    frame.path = format!("{PATH}/{id}");
    Ok(page(&state, &frame, &view)?.into_response())
}

pub(super) async fn webhook_remove(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    webhook::webhook_archive(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "webhook_removed"))
}

pub(super) async fn dead_resend(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let outcome = webhook::deliveries_resend(&state.app, &by.call_with(&form), id).await;
    told(&state, &by, id, outcome, ("webhook_resent", String::new())).await
}

pub(super) async fn delivery_resend(
    by: Granted<may::ManageWebhooks>,
    At((id, delivery)): At<(WebhookId, DeliveryId)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let outcome = webhook::delivery_resend(&state.app, &by.call_with(&form), id, delivery).await;
    told(&state, &by, id, outcome, ("webhook_resent", String::new())).await
}

pub(super) async fn replay(
    by: Granted<may::ManageWebhooks>,
    At(id): At<WebhookId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let text = typed(&form.typed, "from");
    let from = instant(&state, "from", &text);
    let outcome = match from.and_then(|from| from.ok_or_else(|| AppError::field("from", "required"))) {
        Ok(from) => webhook::webhook_replay(&state.app, &by.call_with(&form), id, from).await,
        Err(error) => Err(error),
    };
    told(&state, &by, id, outcome, ("webhook_replayed", text)).await
}

pub(super) async fn replay_cancel(
    by: Granted<may::ManageWebhooks>,
    At((id, replay)): At<(WebhookId, ReplayId)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let call = by.call_with(&form);
    let outcome = webhook::webhook_replay_cancel(&state.app, &call, id, replay).await;
    told(
        &state,
        &by,
        id,
        outcome,
        ("webhook_replay_cancelled", String::new()),
    )
    .await
}
