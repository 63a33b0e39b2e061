//! From the log to what is on its way: events that a system wants are queued for it, a stretch at a time and never more than
//! a window's worth, so that an outage of days costs no more than one of minutes.

use touchstone_domain::id::WebhookId;
use touchstone_domain::time::Timestamp;
use touchstone_domain::webhook::{ReplayState, Subscription};
use touchstone_store::event::{LoggedEvent, event_log_after, event_log_end};
use touchstone_store::webhook::{
    NewDelivery, ReplayRow, WebhookRow, deliveries_waiting, delivery_insert, replay_advance, replay_end,
    replay_lock, replay_running, webhook_lock, webhook_read_on,
};
use touchstone_store::{Locked, Tx};

use super::view::subscription_of;
use crate::core::{App, AppError};

/// Deliveries that wait for one system at most; half of them for a replay, which must not hold up what happens now.
pub(super) const WINDOW: i64 = 400;
/// Events read at once.
const READ: u32 = 200;
/// So many events that nobody wants are worth noting that they were read.
const WORTH_NOTING: usize = 100;

/// Whether there is something in the log for a system, or enough to note that there is not.
pub(super) fn is_behind(tx: &mut Tx<'_>, row: &WebhookRow) -> Result<bool, AppError> {
    if let Some(replay) = replay_running(tx, row.id)? {
        let room = deliveries_waiting(tx, row.id, WINDOW / 2)? < WINDOW / 2;
        if room || replay.pos >= replay.to_pos {
            return Ok(true);
        }
    }
    let events = event_log_after(tx, row.pos, READ)?;
    if events.is_empty() {
        return Ok(false);
    }
    let wants = subscription_of(row)?;
    let wanted = events.iter().any(|logged| wants.wants(logged.event.kind));
    Ok((wanted || events.len() >= WORTH_NOTING) && deliveries_waiting(tx, row.id, WINDOW)? < WINDOW)
}

/// Entries of the log that are still to be read for a system. A few that it does not want are as good as read.
pub(super) fn unread(tx: &mut Tx<'_>, row: &WebhookRow) -> Result<i64, AppError> {
    let lag = (event_log_end(tx)? - row.pos).max(0);
    if usize::try_from(lag).is_ok_and(|lag| lag < WORTH_NOTING) {
        let wants = subscription_of(row)?;
        let events = event_log_after(tx, row.pos, READ)?;
        if !events.iter().any(|logged| wants.wants(logged.event.kind)) {
            return Ok(0);
        }
    }
    Ok(lag)
}

/// Queues the next stretch; how many deliveries that made.
pub(super) fn fan_out(tx: &mut Tx<'_>, app: &App, id: WebhookId, now: Timestamp) -> Result<u32, AppError> {
    let Some(mut row) = webhook_lock(tx, id)?.filter(|row| row.is_told()) else {
        return Ok(0);
    };
    let before = row.last_n;
    let wants = subscription_of(&row)?;
    let waiting = deliveries_waiting(tx, id, WINDOW)?;
    let mut queue = Queue {
        app,
        now,
        room: WINDOW - waiting,
    };
    let events = event_log_after(tx, row.pos, READ)?;
    let reached = queue.take(tx, &mut row, &wants, &events, None)?;
    row.pos = reached.unwrap_or(row.pos);
    queue.room = (WINDOW / 2 - waiting).min(queue.room);
    if let Some(running) = replay_running(tx, id)? {
        let running = replay_lock(tx, running.id)?;
        if let Some(running) = running.filter(|running| running.state == ReplayState::Running) {
            queue.again(tx, &mut row, &wants, running)?;
        }
    }
    webhook_read_on(tx, &row)?;
    Ok(u32::try_from(row.last_n - before).unwrap_or(u32::MAX))
}

struct Queue<'a> {
    app: &'a App,
    now: Timestamp,
    room: i64,
}

impl Queue<'_> {
    /// Queues of these events those that are wanted, as far as there is room; the place that was reached.
    fn take(
        &mut self,
        tx: &mut Tx<'_>,
        row: &mut WebhookRow,
        wants: &Subscription,
        events: &[LoggedEvent],
        replay: Option<&ReplayRow>,
    ) -> Result<Option<i64>, AppError> {
        let mut reached = None;
        for logged in events {
            let event = &logged.event;
            let late_enough = replay.is_none_or(|replay| event.at >= replay.from_at);
            if late_enough && wants.wants(event.kind) {
                if self.room <= 0 {
                    break;
                }
                row.last_n += 1;
                self.room -= 1;
                let new = NewDelivery {
                    id: self.app.ids.next(self.now),
                    webhook: row.id,
                    n: row.last_n,
                    event: event.id,
                    pos: logged.pos,
                    kind: event.kind,
                    subject: event.subject.parts(),
                    replay: replay.map(|replay| replay.id),
                    at: self.now,
                };
                delivery_insert(tx, &new)?;
            }
            reached = Some(logged.pos);
        }
        Ok(reached)
    }

    /// The next stretch of a replay.
    fn again(
        &mut self,
        tx: &mut Tx<'_>,
        row: &mut WebhookRow,
        wants: &Subscription,
        mut replay: Locked<ReplayRow>,
    ) -> Result<(), AppError> {
        let mut events = event_log_after(tx, replay.pos, READ)?;
        events.retain(|logged| logged.pos <= replay.to_pos);
        let before = row.last_n;
        let reached = self.take(tx, row, wants, &events, Some(&replay))?;
        replay.pos = reached.unwrap_or(if events.is_empty() {
            replay.to_pos
        } else {
            replay.pos
        });
        replay.queued += row.last_n - before;
        replay_advance(tx, &replay)?;
        if replay.pos >= replay.to_pos {
            replay_end(tx, &replay, ReplayState::Done, self.now)?;
        }
        Ok(())
    }
}
