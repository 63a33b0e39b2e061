//! Telling other systems what happened. Each system reads the event log at its own pace and is called for what it wants: in
//! order for each subject, at least once, again and again for about a day. An outage of one holds up no other and loses
//! nothing: it stays in the log until the system takes things again.

mod content;
mod courier;
mod delivery;
mod fan_out;
mod manage;
mod received;
mod replay;
mod rotate;
mod run;
mod secret;
mod settle;
mod stop;
mod sweep;
mod trial;
mod view;

pub use delivery::{
    Delivery, DeliveryPage, DeliveryQuery, deliveries_list, deliveries_resend, delivery_resend,
};
pub use manage::{WEBHOOKS_MAX, WebhookInput, webhook_archive, webhook_create, webhook_update};
pub use received::{ReceivedCall, ReceivedTicket, received_list};
pub use replay::{ReplayView, webhook_replay, webhook_replay_cancel, webhook_replays};
pub use rotate::{OVERLAP_HOURS, OVERLAP_HOURS_MAX, webhook_rotate};
pub use run::webhooks_step;
pub use secret::WebhookIssued;
pub use stop::{webhook_pause, webhook_resume};
pub use trial::{WebhookTrial, webhook_test};
pub use view::{WebhookView, webhook_get, webhooks_list};

pub(crate) use run::webhooks_run;
pub(crate) use secret::webhook_purpose;
pub(crate) use sweep::deliveries_sweep;

pub use touchstone_channels::{HOOK_BYTES, HookClaim, HookInbox, HookTaken, Reception};

use touchstone_domain::id::WebhookId;
use touchstone_store::Locked;
use touchstone_store::webhook::{WebhookRow, webhook_lock};

use crate::core::{AppError, Cx};

/// A system that is not archived, held for a change that its caller bases on its version.
fn held(cx: &mut Cx<'_, '_>, id: WebhookId) -> Result<Locked<WebhookRow>, AppError> {
    let row = webhook_lock(cx.tx, id)?.filter(|row| row.archived_at.is_none());
    let row = row.ok_or(NOT_FOUND)?;
    cx.check_version(row.version)?;
    Ok(row)
}

const NOT_FOUND: AppError = AppError::NotFound { what: "webhook" };
