//! What is on its way, what arrived, what was given up; and sending it again.

use std::ops::Deref;

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{DeliveryId, WebhookId};
use touchstone_domain::webhook::DeliveryState;
use touchstone_store::Lane;
use touchstone_store::webhook::{
    Delivery as DeliveryRow, deliveries_dead, deliveries_of, delivery_by_id, delivery_resend as row_resend,
    webhook_by_id, webhook_read_on,
};

use super::{NOT_FOUND, held};
use crate::audit::subject_text;
use crate::core::{App, AppError, Call, Caller, page_limit};

/// Deliveries that one call sends again.
const RESENT_AT_ONCE: u32 = 1_000;

/// Which deliveries.
#[derive(Debug, Clone, Default)]
pub struct DeliveryQuery {
    pub state: Option<DeliveryState>,
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// One event on its way to a system.
#[derive(Debug, Clone)]
pub struct Delivery(DeliveryRow);

impl Deref for Delivery {
    type Target = DeliveryRow;

    fn deref(&self) -> &DeliveryRow {
        &self.0
    }
}

impl Delivery {
    /// What it is about.
    pub fn about(&self) -> Subject {
        Subject::from_parts(self.0.subject_kind, self.0.subject)
    }

    /// The same as a text: an id, or `system`.
    pub fn subject_text(&self) -> String {
        subject_text(self.about())
    }
}

/// One page, newest first.
#[derive(Debug, Clone)]
pub struct DeliveryPage {
    pub items: Vec<Delivery>,
    pub next_cursor: Option<String>,
}

/// Deliveries to a system.
pub async fn deliveries_list(
    app: &App,
    caller: &Caller,
    webhook: WebhookId,
    query: DeliveryQuery,
) -> Result<DeliveryPage, AppError> {
    caller.actor.holds(Permission::WebhookManage)?;
    let before = match &query.cursor {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| AppError::field("cursor", "malformed"))?),
    };
    let limit = page_limit(query.limit)?;
    app.query(Lane::Fast, move |tx| {
        webhook_by_id(tx, webhook)?
            .filter(|row| row.archived_at.is_none())
            .ok_or(NOT_FOUND)?;
        let mut items = deliveries_of(tx, webhook, query.state, before, limit + 1)?;
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next_cursor = items.last().filter(|_| more).map(|last| last.id.to_string());
        Ok(DeliveryPage {
            items: items.into_iter().map(Delivery).collect(),
            next_cursor,
        })
    })
    .await
}

/// Sends one delivery again, whatever became of it: under the same id, so that a receiver knows it.
pub async fn delivery_resend(
    app: &App,
    call: &Call,
    webhook: WebhookId,
    id: DeliveryId,
) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let mut row = held(cx, webhook)?;
        let found = delivery_by_id(cx.tx, id)?.filter(|found| found.webhook == webhook);
        found.ok_or(AppError::NotFound { what: "delivery" })?;
        row.last_n += 1;
        if !row_resend(cx.tx, (id, webhook), row.last_n, cx.now)? {
            return Err(AppError::Conflict {
                code: "delivery_waits",
            });
        }
        webhook_read_on(cx.tx, &row)?;
        cx.emit(
            Subject::System,
            EventBody::WebhookResent {
                webhook,
                deliveries: 1,
            },
        )?;
        Ok(())
    })
    .await
}

/// Sends what was given up again, oldest first, up to a thousand; how many those are.
pub async fn deliveries_resend(app: &App, call: &Call, webhook: WebhookId) -> Result<u64, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let mut row = held(cx, webhook)?;
        let mut deliveries = 0;
        for id in deliveries_dead(cx.tx, webhook, RESENT_AT_ONCE)? {
            row.last_n += 1;
            deliveries += u64::from(row_resend(cx.tx, (id, webhook), row.last_n, cx.now)?);
        }
        if deliveries > 0 {
            webhook_read_on(cx.tx, &row)?;
            cx.emit(Subject::System, EventBody::WebhookResent { webhook, deliveries })?;
        }
        Ok(deliveries)
    })
    .await
}
