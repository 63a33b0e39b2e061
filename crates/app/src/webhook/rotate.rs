//! A new secret, with a time in which the one before signs too.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::WebhookId;
use touchstone_domain::time::Span;
use touchstone_store::webhook::webhook_save;

use super::held;
use super::secret::{KeptSecret, WebhookIssued, secret_generate, secrets_open, secrets_seal};
use super::view::view_by_id;
use crate::core::{App, AppError, Call, FieldError};

/// Hours in which both sign when nothing else is said, and the most.
pub const OVERLAP_HOURS: u16 = 24;
pub const OVERLAP_HOURS_MAX: u16 = 168;
/// Secrets that sign at once; older ones stop with the next change.
const SIGNING_MAX: usize = 3;

/// Makes a new secret, which is shown this once. Those before sign for so many hours more; with 0 they stop at once, as
/// after a leak they must.
pub async fn webhook_rotate(
    app: &App,
    call: &Call,
    id: WebhookId,
    overlap_hours: u16,
) -> Result<WebhookIssued, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    if overlap_hours > OVERLAP_HOURS_MAX {
        let refused = FieldError::new("overlap_hours", "out_of_range")
            .with("min", 0)
            .with("max", OVERLAP_HOURS_MAX);
        return Err(AppError::Validation(vec![refused]));
    }
    let secret = secret_generate();
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let mut row = held(cx, id)?;
        let end = cx.now + Span::hours(overlap_hours.into());
        let former = secrets_open(cx.app, &row)?.into_iter().filter_map(|kept| {
            let until = kept.until.map_or(end, |until| until.min(end));
            (until > cx.now).then_some(KeptSecret {
                secret: kept.secret,
                until: Some(until),
            })
        });
        let newest = KeptSecret {
            secret: secret.clone(),
            until: None,
        };
        let kept: Vec<KeptSecret> = std::iter::once(newest).chain(former).take(SIGNING_MAX).collect();
        let sealed = secrets_seal(cx.app, id, &kept)?;
        row.secrets = sealed.bytes;
        row.key_version = sealed.key_version;
        row.updated_at = cx.now;
        webhook_save(cx.tx, &row)?;
        cx.emit(Subject::System, EventBody::WebhookRotated { webhook: id })?;
        Ok(WebhookIssued {
            view: view_by_id(cx.tx, cx.app, id)?,
            secret: secret.clone(),
        })
    })
    .await
}
