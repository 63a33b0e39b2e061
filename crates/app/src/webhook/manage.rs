//! Which systems are told, and of what.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, WebhookId};
use touchstone_domain::text::NAME;
use touchstone_domain::time::Timestamp;
use touchstone_domain::webhook::{EndpointHealth, EventPattern, PATTERNS_MAX, Subscription, WebhookState};
use touchstone_store::event::event_log_end;
use touchstone_store::webhook::{
    WebhookRow, deliveries_drop, replay_end, replay_lock, replay_running, webhook_insert, webhook_list,
    webhook_save,
};

use touchstone_channels::TARGET_CHARS;
use touchstone_domain::webhook::ReplayState;

use super::secret::{KeptSecret, WebhookIssued, secret_generate, secrets_seal};
use super::view::{WebhookView, view_by_id};
use super::{NOT_FOUND, held};
use crate::account::input::{Checks, text_required};
use crate::core::{App, AppError, Call, Cx, FieldError};

/// Systems that can be told at once. Each has its own connections.
pub const WEBHOOKS_MAX: u32 = 50;

/// A system as people set it.
#[derive(Debug, Clone)]
pub struct WebhookInput {
    pub name: String,
    pub url: String,
    /// Kinds of events, families such as `ticket.*`, or `*`.
    pub events: Vec<String>,
}

#[derive(Clone)]
struct Checked {
    name: String,
    url: String,
    events: Subscription,
}

fn checked(app: &App, input: &WebhookInput) -> Result<Checked, AppError> {
    let mut checks = Checks::default();
    let name = checks.take(text_required("name", &input.name, NAME));
    let url = checks.take(url_of(app, &input.url));
    let events = checks.take(events_of(&input.events));
    checks.finish()?;
    match (name, url, events) {
        (Some(name), Some(url), Some(events)) => Ok(Checked { name, url, events }),
        _ => Err(AppError::Internal(
            "nothing was wrong and something is missing".into(),
        )),
    }
}

fn url_of(app: &App, typed: &str) -> Result<String, FieldError> {
    if typed.trim().is_empty() {
        return Err(FieldError::new("url", "required"));
    }
    let judged = app.hooks.judge(typed);
    judged.map(|url| url.to_string()).map_err(|refused| {
        let error = FieldError::new("url", refused.code());
        match refused.code() {
            "too_long" => error.with("max", TARGET_CHARS),
            _ => error,
        }
    })
}

fn events_of(typed: &[String]) -> Result<Subscription, FieldError> {
    if typed.is_empty() {
        return Err(FieldError::new("events", "required"));
    }
    if typed.len() > PATTERNS_MAX {
        return Err(FieldError::new("events", "too_many").with("max", PATTERNS_MAX));
    }
    let patterns: Result<Vec<EventPattern>, FieldError> = typed
        .iter()
        .enumerate()
        .map(|(at, text)| {
            text.trim()
                .parse()
                .map_err(|_| FieldError::new(format!("events[{at}]"), "unknown_event"))
        })
        .collect();
    patterns.map(Subscription::new)
}

fn json(events: &Subscription) -> Result<String, AppError> {
    serde_json::to_string(events).map_err(|error| AppError::Internal(error.to_string()))
}

/// Has a system told of what happens from now on. The answer has its secret, which is shown this once.
pub async fn webhook_create(app: &App, call: &Call, input: WebhookInput) -> Result<WebhookIssued, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    let by = call.caller.actor.user()?.id;
    let new = checked(app, &input)?;
    let secret = secret_generate();
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let there = webhook_list(cx.tx, ("", WebhookId::from_raw(0)), WEBHOOKS_MAX)?;
        if there.len() >= WEBHOOKS_MAX as usize {
            return Err(AppError::Conflict {
                code: "webhooks_full",
            });
        }
        let id: WebhookId = cx.id();
        let kept = [KeptSecret {
            secret: secret.clone(),
            until: None,
        }];
        let sealed = secrets_seal(cx.app, id, &kept)?;
        let row = WebhookRow {
            id,
            name: new.name.clone(),
            url: new.url.clone(),
            subscribed: json(&new.events)?,
            state: WebhookState::Active,
            secrets: sealed.bytes,
            key_version: sealed.key_version,
            pos: event_log_end(cx.tx)?,
            last_n: 0,
            failures: 0,
            failing_since: None,
            rest_until: Timestamp::MIN,
            succeeded_at: None,
            failed_at: None,
            failed_status: None,
            failed_problem: None,
            created_by: by,
            created_at: cx.now,
            updated_at: cx.now,
            stopped_at: None,
            archived_at: None,
            version: 1,
        };
        webhook_insert(cx.tx, &row)?;
        cx.emit(Subject::System, EventBody::WebhookCreated { webhook: id })?;
        Ok(WebhookIssued {
            view: view_by_id(cx.tx, cx.app, id)?,
            secret: secret.clone(),
        })
    })
    .await
}

/// Changes what is set. What waits goes to the new address.
pub async fn webhook_update(
    app: &App,
    call: &Call,
    id: WebhookId,
    input: WebhookInput,
) -> Result<WebhookView, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    let new = checked(app, &input)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let mut row = held(cx, id)?;
        if row.url != new.url {
            // How the old address fared says nothing about the new one.
            calm(&mut row);
        }
        row.name = new.name.clone();
        row.url = new.url.clone();
        row.subscribed = json(&new.events)?;
        row.updated_at = cx.now;
        webhook_save(cx.tx, &row)?;
        cx.emit(Subject::System, EventBody::WebhookUpdated { webhook: id })?;
        view_by_id(cx.tx, cx.app, id)
    })
    .await
}

/// As if it had never failed.
pub(super) fn calm(row: &mut WebhookRow) {
    let health = EndpointHealth::new();
    row.failures = health.failures;
    row.failing_since = health.failing_since;
    row.rest_until = health.rest_until;
}

/// Tells a system no more, for good: what waits is dropped and its secrets are destroyed.
pub async fn webhook_archive(app: &App, call: &Call, id: WebhookId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let mut row = held(cx, id)?;
        row.archived_at = Some(cx.now);
        row.updated_at = cx.now;
        row.secrets = Vec::new();
        webhook_save(cx.tx, &row)?;
        waiting_drop(cx, id)?;
        cx.emit(Subject::System, EventBody::WebhookRemoved { webhook: id })?;
        Ok(())
    })
    .await
}

/// Drops what waits, and ends a replay that would make more.
pub(super) fn waiting_drop(cx: &mut Cx<'_, '_>, id: WebhookId) -> Result<(), AppError> {
    deliveries_drop(cx.tx, id, cx.now)?;
    let Some(running) = replay_running(cx.tx, id)? else {
        return Ok(());
    };
    let running = replay_lock(cx.tx, running.id)?.ok_or(NOT_FOUND)?;
    replay_end(cx.tx, &running, ReplayState::Cancelled, cx.now)?;
    Ok(())
}
