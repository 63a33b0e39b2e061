//! Past events, sent to a system once more: from an instant up to what it has read. What happens meanwhile goes on beside it.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{ReplayId, UserId, WebhookId};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_domain::webhook::ReplayState;
use touchstone_store::event::{event_log_at, event_log_end};
use touchstone_store::webhook::{
    NewReplay, ReplayRow, replay_by_id, replay_end, replay_insert, replay_lock, replays_of, webhook_by_id,
};
use touchstone_store::{Lane, Tx};

use super::{NOT_FOUND, held};
use crate::core::{App, AppError, Call, Caller, page_limit};

/// Events next to each other in the log may have happened so far apart the other way round.
const DISORDER: Span = Span::minutes(5);

/// A replay as people see it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReplayView {
    pub id: ReplayId,
    pub state: ReplayState,
    pub from: Timestamp,
    /// Entries of the log it reads, and of those it has read.
    pub total: i64,
    pub done: i64,
    /// Deliveries it made.
    pub queued: i64,
    pub asked_by: UserId,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

impl ReplayView {
    pub(super) fn new(row: &ReplayRow) -> Self {
        Self {
            id: row.id,
            state: row.state,
            from: row.from_at,
            total: row.to_pos - row.from_pos,
            done: row.pos - row.from_pos,
            queued: row.queued,
            asked_by: row.asked_by,
            created_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

/// Sends everything that a system wants and that happened from an instant on to it again. One replay at a time.
pub async fn webhook_replay(
    app: &App,
    call: &Call,
    id: WebhookId,
    from: Timestamp,
) -> Result<ReplayView, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    let by = call.caller.actor.user()?.id;
    if from > app.clock.now() {
        return Err(AppError::field("from", "in_future"));
    }
    let begin = app.query(Lane::Fast, move |tx| place_before(tx, from)).await?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let row = held(cx, id)?;
        let new = NewReplay {
            id: cx.id(),
            webhook: id,
            from_at: from,
            from_pos: begin.min(row.pos),
            to_pos: row.pos,
            asked_by: by,
            at: cx.now,
        };
        if !replay_insert(cx.tx, &new)? {
            return Err(AppError::Conflict {
                code: "replay_under_way",
            });
        }
        cx.emit(Subject::System, EventBody::WebhookReplayed { webhook: id, from })?;
        let made = replay_by_id(cx.tx, new.id)?.ok_or(NOT_FOUND)?;
        Ok(ReplayView::new(&made))
    })
    .await
}

/// A place in the log before everything that happened from an instant on, found by halving.
fn place_before(tx: &mut Tx<'_>, from: Timestamp) -> Result<i64, AppError> {
    let wanted = from - DISORDER;
    let (mut low, mut high) = (0, event_log_end(tx)?);
    while low < high {
        let middle = low + (high - low) / 2 + 1;
        let early = event_log_at(tx, middle)?.is_none_or(|logged| logged.event.at < wanted);
        if early {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}

/// Ends a replay. What it has queued is still sent.
pub async fn webhook_replay_cancel(
    app: &App,
    call: &Call,
    webhook: WebhookId,
    id: ReplayId,
) -> Result<ReplayView, AppError> {
    call.caller.actor.holds(Permission::WebhookManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::WebhookManage)?;
        let row = replay_lock(cx.tx, id)?.filter(|row| row.webhook == webhook);
        let row = row.ok_or(AppError::NotFound { what: "replay" })?;
        if row.state == ReplayState::Running {
            replay_end(cx.tx, &row, ReplayState::Cancelled, cx.now)?;
            cx.emit(Subject::System, EventBody::WebhookReplayCancelled { webhook })?;
        }
        let ended = replay_by_id(cx.tx, id)?.ok_or(NOT_FOUND)?;
        Ok(ReplayView::new(&ended))
    })
    .await
}

/// Replays of a system, newest first, behind `before`, and whether there are more.
pub async fn webhook_replays(
    app: &App,
    caller: &Caller,
    webhook: WebhookId,
    before: Option<ReplayId>,
    limit: Option<u32>,
) -> Result<(Vec<ReplayView>, bool), AppError> {
    caller.actor.holds(Permission::WebhookManage)?;
    let limit = page_limit(limit)?;
    app.query(Lane::Fast, move |tx| {
        webhook_by_id(tx, webhook)?
            .filter(|row| row.archived_at.is_none())
            .ok_or(NOT_FOUND)?;
        let mut rows = replays_of(tx, webhook, before, limit + 1)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        Ok((rows.iter().map(ReplayView::new).collect(), more))
    })
    .await
}
