//! The shop's ERP, another system that is told of events. It is a receiver on the demonstration's own port
//! ([`touchstone_web::RECEIVER`]) and a webhook that leads there like any other: made by the administrator, to an address that
//! `webhooks.allow` would have to name.
//!
//! The port may be another one at each start, and the receiver keeps nothing: so at each start the address is renewed and a new
//! secret made, by the same use cases that the page of webhooks has. A secret on the disk would be one to look after.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::Result;
use touchstone_app::account::actor_from_token;
use touchstone_app::core::{Actor, AppError};
use touchstone_app::webhook::{
    HookInbox, WebhookInput, WebhookIssued, WebhookView, webhook_create, webhook_resume, webhook_rotate,
    webhook_update, webhooks_list,
};
use touchstone_app::{App, Call};
use touchstone_channels::{HookSender, Targets};
use touchstone_domain::event::Origin;
use touchstone_domain::language::Language;
use touchstone_domain::webhook::WebhookState;
use touchstone_web::RECEIVER;

use super::desk::Account;
use super::perform::caller;

/// What an ERP wants to know: how requests fare, what is said in them, and how people liked it.
const EVENTS: [&str; 3] = ["ticket.*", "message.added", "rating.given"];
/// Longest time for a call.
const PATIENCE: Duration = Duration::from_secs(15);

/// Calls other systems, and of this machine's addresses the one that the demonstration listens on.
pub(super) fn sender(listening: IpAddr) -> Result<HookSender> {
    let own = listening.to_string().parse()?;
    Ok(HookSender::new(Targets::new(vec![own]), PATIENCE))
}

/// Has the ERP told. Without it a demonstration shows everything else, so it is only noted when that fails.
pub(super) async fn connect(app: &App, accounts: &[Account], inbox: &HookInbox) {
    if let Err(error) = connected(app, accounts, inbox).await {
        let reason = crate::refusal::worded(&error);
        tracing::warn!(%reason, "the shop's ERP is not told of events: its webhook could not be set up");
    }
}

async fn connected(app: &App, accounts: &[Account], inbox: &HookInbox) -> Result<(), AppError> {
    let call = administrator(app, accounts).await?;
    let url = format!("{}{RECEIVER}", app.public_url);
    // Whatever a visitor calls it: what leads to the receiver is the ERP's.
    let there = webhooks_list(app, &call.caller).await?;
    let issued = match there.into_iter().find(|webhook| webhook.url.ends_with(RECEIVER)) {
        Some(webhook) => renew(app, &call, webhook, url).await?,
        None => {
            let input = WebhookInput {
                name: app.renderer.label(Language::ZhCn, "demo-hooks", "name"),
                url,
                events: EVENTS.map(str::to_owned).into(),
            };
            webhook_create(app, &call, input).await?
        }
    };
    inbox
        .trust(issued.secret.reveal())
        .map_err(|error| AppError::Internal(error.to_string()))
}

/// A call of the first administrator's.
pub(super) async fn administrator(app: &App, accounts: &[Account]) -> Result<Call, AppError> {
    let account = accounts.iter().find(|account| account.role == "administrator");
    let account = account.ok_or(AppError::NotFound { what: "user" })?;
    let signed = actor_from_token(app, &account.token).await?;
    let signed = signed.ok_or(AppError::NotFound { what: "user" })?;
    let by = caller(Actor::User(signed.actor), Origin::Desk, Language::ZhCn);
    Ok(Call::by(by))
}

/// Leads to where the receiver is now. What stopped because nothing was taken goes on; what somebody stopped does not.
async fn renew(app: &App, call: &Call, known: WebhookView, url: String) -> Result<WebhookIssued, AppError> {
    if known.url != url {
        let input = WebhookInput {
            name: known.name,
            url,
            events: Vec::from(known.events),
        };
        webhook_update(app, call, known.id, input).await?;
    }
    if matches!(known.state, WebhookState::Failing | WebhookState::Gone) {
        webhook_resume(app, call, known.id, false).await?;
    }
    webhook_rotate(app, call, known.id, 0).await
}
