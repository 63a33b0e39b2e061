//! What came of tries: noted for each delivery, and summed up for the system that was called.

use touchstone_domain::id::WebhookId;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_domain::webhook::{DeliveryProblem, DeliveryState, Verdict, WebhookStop, retry_at};
use touchstone_store::Tx;
use touchstone_store::webhook::{
    ClaimedDelivery, DeliverySettled, LastFailure, deliveries_forward, delivery_settle, webhook_by_id,
    webhook_failed, webhook_health, webhook_lock, webhook_succeeded,
};

use crate::core::AppError;

/// A system that takes things all the time is noted to do so no more often.
const NOTED_EVERY: Span = Span::seconds(10);

/// One try and what came of it.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    pub(super) delivery: ClaimedDelivery,
    pub(super) verdict: Verdict,
    pub(super) status: Option<u16>,
    /// The rest the system asked for.
    pub(super) asked: Option<Span>,
    pub(super) took_ms: i64,
    pub(super) at: Timestamp,
    /// A random number below 1000.
    pub(super) jitter: u16,
}

/// Notes tries; why the system is to be told no more, if it is.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    id: WebhookId,
    tried: &[Tried],
) -> Result<Option<WebhookStop>, AppError> {
    for one in tried {
        delivery_settle(tx, &settled(one))?;
    }
    let taken = tried.iter().rfind(|one| one.verdict == Verdict::Taken);
    if let Some(last) = taken {
        webhook_succeeded(tx, id, last.at, last.at - NOTED_EVERY)?;
    }
    if let Some(failure) = tried.iter().rev().find_map(failure) {
        webhook_failed(tx, id, &failure)?;
    }
    summed_up(tx, id, tried)
}

fn settled(one: &Tried) -> DeliverySettled {
    let first = one.delivery.first_at.unwrap_or(one.at);
    let (state, run_at) = match one.verdict {
        Verdict::Taken => (DeliveryState::Delivered, one.at),
        // It waits for a person to say that the system is there again.
        Verdict::Gone => (DeliveryState::Waiting, one.at),
        Verdict::Failed { .. } => match retry_at(one.delivery.attempts, first, one.at, one.jitter) {
            Some(at) => (DeliveryState::Waiting, at),
            None => (DeliveryState::Dead, one.at),
        },
    };
    DeliverySettled {
        id: one.delivery.id,
        claim: one.delivery.claim,
        state,
        run_at,
        status: one.status.map(i64::from),
        problem: problem(one.verdict),
        took_ms: one.took_ms,
        settled_at: (state != DeliveryState::Waiting).then_some(one.at),
    }
}

fn problem(verdict: Verdict) -> Option<DeliveryProblem> {
    match verdict {
        Verdict::Taken => None,
        Verdict::Gone => Some(DeliveryProblem::Refused),
        Verdict::Failed { problem, .. } => Some(problem),
    }
}

fn failure(one: &Tried) -> Option<LastFailure> {
    Some(LastFailure {
        at: one.at,
        status: one.status.map(i64::from),
        problem: problem(one.verdict)?,
    })
}

/// Only what changes how the system fares is written, so that a healthy one costs nothing.
fn summed_up(tx: &mut Tx<'_>, id: WebhookId, tried: &[Tried]) -> Result<Option<WebhookStop>, AppError> {
    let all_taken = tried.iter().all(|one| one.verdict == Verdict::Taken);
    if all_taken && webhook_by_id(tx, id)?.is_none_or(|row| row.health().is_well()) {
        return Ok(None);
    }
    let Some(row) = webhook_lock(tx, id)? else {
        return Ok(None);
    };
    let mut health = row.health();
    let (mut stop, mut recovered) = (None, None);
    for one in tried {
        let after = health.after(one.verdict, one.asked, one.at, one.jitter);
        health = after.health;
        if after.recovered {
            recovered = Some(one.at);
        }
        stop = match one.verdict {
            Verdict::Gone => Some(WebhookStop::Gone),
            _ if after.hopeless => Some(WebhookStop::Failing),
            Verdict::Taken => None,
            Verdict::Failed { .. } => stop,
        };
    }
    webhook_health(tx, &row, &health)?;
    if let Some(at) = recovered {
        deliveries_forward(tx, id, at)?;
    }
    Ok(stop)
}
