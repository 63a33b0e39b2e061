//! The couriers of one process: one for each system that is told, so that a slow one holds up nobody else.

use std::collections::HashMap;
use std::time::Duration;

use futures::future::try_join_all;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use touchstone_domain::id::{Id, WebhookId};
use touchstone_store::Lane;
use touchstone_store::webhook::webhook_list;

use super::courier::carry;
use super::manage::WEBHOOKS_MAX;
use crate::core::{App, AppError};

/// How long couriers rest when no commit wakes them; due times and other processes' commits are seen then.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The least time between two looks, so that a busy log is read in stretches.
const REST: Duration = Duration::from_millis(25);
/// How long calls under way may take when the process stops; what is cut off is sent again by the next one.
const LAST_CALLS: Duration = Duration::from_secs(5);

/// Carries everything that is due now to every system; how many calls that took.
pub async fn webhooks_step(app: &App) -> Result<u32, AppError> {
    let (_go_on, stopped) = watch::channel(false);
    let ids = told(app).await?;
    let calls = try_join_all(ids.into_iter().map(|id| carry(app, id, &stopped))).await?;
    Ok(calls.into_iter().sum())
}

/// Keeps a courier at work for every system until told to stop.
pub(crate) async fn webhooks_run(app: App, mut stopped: watch::Receiver<bool>) {
    let mut couriers: HashMap<WebhookId, JoinHandle<()>> = HashMap::new();
    let mut nudges = app.store.nudges();
    while !*stopped.borrow_and_update() {
        nudges.mark_unchanged();
        couriers.retain(|_, courier| !courier.is_finished());
        match told(&app).await {
            Ok(ids) => {
                for id in ids {
                    couriers
                        .entry(id)
                        .or_insert_with(|| tokio::spawn(courier(app.clone(), id, stopped.clone())));
                }
            }
            Err(error) => tracing::warn!(%error, "webhooks: a look failed and is tried again"),
        }
        tokio::select! {
            _ = stopped.changed() => continue,
            () = tokio::time::sleep(REST) => {}
        }
        tokio::select! {
            _ = stopped.changed() => {}
            _ = nudges.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    let ends = futures::future::join_all(couriers.values_mut());
    if tokio::time::timeout(LAST_CALLS, ends).await.is_err() {
        couriers.values().for_each(JoinHandle::abort);
    }
}

async fn courier(app: App, id: WebhookId, stopped: watch::Receiver<bool>) {
    if let Err(error) = carry(&app, id, &stopped).await {
        tracing::warn!(webhook = %id, %error, "webhooks: a courier failed and is sent again");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The systems that are told now.
async fn told(app: &App) -> Result<Vec<WebhookId>, AppError> {
    app.query(Lane::Fast, |tx| {
        let rows = webhook_list(tx, ("", WebhookId::from_raw(0)), WEBHOOKS_MAX)?;
        Ok(rows
            .into_iter()
            .filter(|row| row.is_told())
            .map(|row| row.id)
            .collect())
    })
    .await
}
