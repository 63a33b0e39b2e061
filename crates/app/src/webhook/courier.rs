//! One courier carries to one system: several deliveries side by side, each subject's in order. It settles what came back and
//! claims what is next in one transaction, and ends when nothing is due.

use std::sync::Arc;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::watch;
use touchstone_channels::Hook;
use touchstone_domain::id::WebhookId;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_domain::webhook::{Verdict, WebhookStop, retry_after};
use touchstone_store::event::{EventRow, event_by_id};
use touchstone_store::webhook::{
    ClaimedDelivery, WebhookRow, deliveries_claim, deliveries_due, deliveries_probe, webhook_by_id,
};
use touchstone_store::{Lane, Tx};
use zeroize::Zeroizing;

use super::content::cloud_event;
use super::fan_out::{fan_out, is_behind};
use super::secret::{secrets_open, signing_keys};
use super::settle::{Tried, settle};
use super::stop::webhook_give_up;
use crate::core::{App, AppError};
use crate::keys::random;

/// Calls to one system at once.
const AT_ONCE: u32 = 8;
/// How long a claim holds: longer than any call may take.
const LEASE: Span = Span::minutes(2);

/// A delivery with its event.
#[derive(Debug, Clone)]
struct Parcel {
    delivery: ClaimedDelivery,
    event: EventRow,
}

/// What one look at a system's deliveries gave.
#[derive(Debug)]
struct Round {
    row: WebhookRow,
    parcels: Vec<Parcel>,
    stop: Option<WebhookStop>,
}

/// Where to, and signed with what.
struct Way {
    url: String,
    keys: Vec<Zeroizing<Vec<u8>>>,
}

/// Carries everything that is due to a system; how many calls that took. Takes nothing new once it is told to stop.
pub(super) async fn carry(
    app: &App,
    id: WebhookId,
    stopped: &watch::Receiver<bool>,
) -> Result<u32, AppError> {
    if !app.query(Lane::Fast, has_work(app, id)).await? {
        return Ok(0);
    }
    let mut flying = FuturesUnordered::new();
    let (mut back, mut calls) = (Vec::new(), 0);
    loop {
        let under_way = u32::try_from(flying.len()).unwrap_or(AT_ONCE);
        let free = if *stopped.borrow() { 0 } else { AT_ONCE - under_way };
        let Some(round) = look(app, id, std::mem::take(&mut back), free, under_way).await? else {
            return Ok(calls);
        };
        if let Some(stop) = round.stop {
            webhook_give_up(app, id, stop).await?;
        } else if !round.parcels.is_empty() {
            let way = way_to(app, &round.row)?;
            for parcel in round.parcels {
                calls += 1;
                flying.push(tried(app.clone(), Arc::clone(&way), parcel));
            }
        }
        let Some(first) = flying.next().await else {
            return Ok(calls);
        };
        back.push(first);
        // Whatever came back at the same time is settled with it.
        while let Some(Some(next)) = futures::FutureExt::now_or_never(flying.next()) {
            back.push(next);
        }
    }
}

/// Looks without writing, so that a system with nothing to hear costs nothing.
fn has_work(app: &App, id: WebhookId) -> impl FnOnce(&mut Tx<'_>) -> Result<bool, AppError> + Send + 'static {
    let now = app.clock.now();
    move |tx| {
        let Some(row) = webhook_by_id(tx, id)? else {
            return Ok(false);
        };
        if !row.is_told() || row.rest_until > now {
            return Ok(false);
        }
        Ok(deliveries_due(tx, id, now, row.health().is_probed())? || is_behind(tx, &row)?)
    }
}

/// Settles what came back and claims what is next.
async fn look(
    app: &App,
    id: WebhookId,
    back: Vec<Tried>,
    free: u32,
    under_way: u32,
) -> Result<Option<Round>, AppError> {
    let (handle, now) = (app.clone(), app.clock.now());
    app.store
        .write(move |tx| {
            let stop = settle(tx, id, &back)?;
            let Some(row) = webhook_by_id(tx, id)? else {
                return Ok(None);
            };
            let open = stop.is_none() && free > 0 && row.is_told() && row.rest_until <= now;
            let claimed = match open {
                false => Vec::new(),
                true => claim(tx, &handle, &row, (now, free, under_way))?,
            };
            let parcels = claimed.into_iter().map(|delivery| parcel(tx, delivery));
            let parcels = parcels.collect::<Result<_, AppError>>()?;
            Ok::<_, AppError>(Some(Round { row, parcels, stop }))
        })
        .await
}

fn claim(
    tx: &mut Tx<'_>,
    app: &App,
    row: &WebhookRow,
    (now, free, under_way): (Timestamp, u32, u32),
) -> Result<Vec<ClaimedDelivery>, AppError> {
    let times = (now, now + LEASE);
    if row.health().is_probed() {
        if under_way > 0 {
            return Ok(Vec::new());
        }
        let probes = deliveries_probe(tx, row.id, times)?;
        if !probes.is_empty() || fan_out(tx, app, row.id, now)? == 0 {
            return Ok(probes);
        }
        return Ok(deliveries_probe(tx, row.id, times)?);
    }
    let mut claimed = deliveries_claim(tx, row.id, times, free)?;
    let left = free.saturating_sub(u32::try_from(claimed.len()).unwrap_or(free));
    if left > 0 && is_behind(tx, row)? && fan_out(tx, app, row.id, now)? > 0 {
        claimed.extend(deliveries_claim(tx, row.id, times, left)?);
    }
    Ok(claimed)
}

fn parcel(tx: &mut Tx<'_>, delivery: ClaimedDelivery) -> Result<Parcel, AppError> {
    let event = event_by_id(tx, delivery.event)?;
    let event = event.ok_or_else(|| AppError::Internal(format!("event {} is not there", delivery.event)))?;
    Ok(Parcel { delivery, event })
}

fn way_to(app: &App, row: &WebhookRow) -> Result<Arc<Way>, AppError> {
    Ok(Arc::new(Way {
        url: row.url.clone(),
        keys: signing_keys(&secrets_open(app, row)?, app.clock.now()),
    }))
}

/// One call.
async fn tried(app: App, way: Arc<Way>, parcel: Parcel) -> Tried {
    let Parcel { delivery, event } = parcel;
    let now = app.clock.now();
    let mut tried = Tried {
        verdict: Verdict::of_status(0),
        status: None,
        asked: None,
        took_ms: 0,
        at: now,
        jitter: u16::from_be_bytes(random()) % 1000,
        delivery,
    };
    let body = match cloud_event(&app.public_url, &event, tried.delivery.pos) {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(event = %event.id, %error, "an event cannot be sent");
            return tried;
        }
    };
    let hook = Hook {
        url: &way.url,
        id: &event.id.to_string(),
        timestamp: now.as_micros().div_euclid(1_000_000),
        body: &body,
        keys: &way.keys,
    };
    let took = match app.hooks.send(&hook).await {
        Ok(answer) => {
            tried.verdict = Verdict::of_status(answer.status);
            tried.status = Some(answer.status);
            let asked = answer.retry_after.as_deref();
            tried.asked = asked.and_then(|asked| retry_after(asked, app.clock.now()));
            answer.took
        }
        Err(problem) => {
            tracing::debug!(%problem, "a webhook was not taken");
            tried.verdict = Verdict::of_problem(problem.problem);
            problem.took
        }
    };
    tried.took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    tried.at = app.clock.now();
    tried
}
