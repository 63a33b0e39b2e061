//! Telling a system no more for a while, and going on: where it stopped, or with what happens from then on.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::WebhookId;
use touchstone_domain::webhook::{WebhookState, WebhookStop};
use touchstone_render::Notification;
use touchstone_store::event::event_log_end;
use touchstone_store::notification::{Medium, Recipient};
use touchstone_store::user::user_by_id;
use touchstone_store::webhook::{deliveries_forward, webhook_lock, webhook_save};

use super::manage::{calm, waiting_drop};
use super::view::{WebhookView, view_by_id};
use super::{NOT_FOUND, held};
use crate::core::{App, AppError, Call, Caller};
use crate::notify::{Letter, notification_queue};

/// Stops telling a system. What happens meanwhile stays in the log.
pub async fn webhook_pause(app: &App, call: &Call, id: WebhookId) -> Result<WebhookView, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let mut row = held(cx, id)?;
        if row.state == WebhookState::Active {
            row.state = WebhookState::Paused;
            row.stopped_at = Some(cx.now);
            row.updated_at = cx.now;
            webhook_save(cx.tx, &row)?;
            let stop = WebhookStop::Paused;
            cx.emit(Subject::System, EventBody::WebhookStopped { webhook: id, stop })?;
        }
        view_by_id(cx.tx, cx.app, id)
    })
    .await
}

/// Goes on telling a system. `skip` passes over everything that happened while it was not told.
pub async fn webhook_resume(
    app: &App,
    call: &Call,
    id: WebhookId,
    skip: bool,
) -> Result<WebhookView, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let mut row = held(cx, id)?;
        if row.state == WebhookState::Active {
            return view_by_id(cx.tx, cx.app, id);
        }
        row.state = WebhookState::Active;
        row.stopped_at = None;
        row.updated_at = cx.now;
        calm(&mut row);
        if skip {
            waiting_drop(cx, id)?;
            row.pos = event_log_end(cx.tx)?;
        } else {
            deliveries_forward(cx.tx, id, cx.now)?;
        }
        webhook_save(cx.tx, &row)?;
        let skipped = skip;
        cx.emit(
            Subject::System,
            EventBody::WebhookResumed { webhook: id, skipped },
        )?;
        view_by_id(cx.tx, cx.app, id)
    })
    .await
}

/// Stops a system that took nothing for days, or said that it is gone.
pub(super) async fn webhook_give_up(app: &App, id: WebhookId, stop: WebhookStop) -> Result<(), AppError> {
    let call = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
    app.command(&call, move |cx| {
        let mut row = webhook_lock(cx.tx, id)?.ok_or(NOT_FOUND)?;
        if !row.is_told() {
            return Ok(());
        }
        row.state = stop.state();
        row.stopped_at = Some(cx.now);
        row.updated_at = cx.now;
        webhook_save(cx.tx, &row)?;
        let event = cx.emit(Subject::System, EventBody::WebhookStopped { webhook: id, stop })?;
        // Whoever had it told hears of it; the pages show it to everybody else.
        if let Some(user) = user_by_id(cx.tx, row.created_by)?.filter(|user| user.archived_at.is_none()) {
            let letter = Letter {
                to: Recipient::User(user.id),
                medium: Medium::Email,
                ticket: None,
                event: Some(event),
                message: None,
                language: user.language,
                what: Notification::WebhookStopped {
                    link: format!("{}/admin/webhooks/{id}", cx.app.public_url),
                },
            };
            notification_queue(cx, &letter)?;
        }
        Ok(())
    })
    .await?;
    tracing::warn!(webhook = %id, %stop, "a webhook was stopped");
    Ok(())
}
