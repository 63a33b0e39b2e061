//! Letters that are held because there was no mail server when they were written: counted, released, dropped.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, JobId, NotificationId};
use touchstone_store::Tx;
use touchstone_store::job::{NewJob, job_enqueue};
use touchstone_store::notification::{Delivery, notification_held, notification_lock, notification_save};

use super::queue::payload;
use super::send::{ATTEMPTS, SEND_JOB};
use crate::core::{App, AppError, Call, Cx};

/// Letters are counted up to this many.
const COUNTED: u32 = 1_000;
/// Letters changed in one transaction, so that nobody waits for long.
const AT_ONCE: u32 = 200;

/// How many letters are held; counted no further than needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldLetters {
    pub n: usize,
    /// There are more than `n`.
    pub more: bool,
}

/// What becomes of held letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldFate {
    Released,
    Dropped,
}

pub(crate) fn held_letters(tx: &mut Tx<'_>) -> Result<HeldLetters, AppError> {
    let found = notification_held(tx, NotificationId::from_raw(0), COUNTED + 1)?.len();
    let most = COUNTED as usize;
    Ok(HeldLetters {
        n: found.min(most),
        more: found > most,
    })
}

/// Sends every letter that is held on its way, or drops it; how many. What is written meanwhile is not concerned.
pub async fn held_settle(app: &App, call: &Call, fate: HeldFate) -> Result<u64, AppError> {
    call.caller.actor.holds(Permission::SettingManage)?;
    if fate == HeldFate::Released && !app.outgoing.is_there() {
        return Err(AppError::Conflict {
            code: "mail_not_configured",
        });
    }
    let mut call = call.clone();
    // Each part is a command of its own; asking again finds nothing left to do.
    call.idempotency = None;
    let (mut after, mut settled) = (NotificationId::from_raw(0), 0);
    loop {
        let (part, last) = app.command(&call, move |cx| part(cx, after, fate)).await?;
        settled += part;
        match last {
            Some(last) => after = last,
            None => return Ok(settled),
        }
    }
}

/// Settles the next letters after one; how many, and the last of them.
fn part(
    cx: &mut Cx<'_, '_>,
    after: NotificationId,
    fate: HeldFate,
) -> Result<(u64, Option<NotificationId>), AppError> {
    let ids = notification_held(cx.tx, after, AT_ONCE)?;
    let mut letters = 0;
    for id in &ids {
        let job: JobId = cx.id();
        let Some(mut row) = notification_lock(cx.tx, *id)?.filter(|row| row.state == Delivery::Held) else {
            continue;
        };
        match fate {
            HeldFate::Released => {
                row.state = Delivery::Queued;
                row.problem = None;
                let job = NewJob {
                    id: job,
                    kind: SEND_JOB,
                    payload: payload(*id, None),
                    run_at: cx.now,
                    attempts_at_most: ATTEMPTS,
                };
                job_enqueue(cx.tx, &job, cx.now)?;
            }
            HeldFate::Dropped => {
                row.state = Delivery::Failed;
                row.problem = Some("dropped".to_owned());
                row.settled_at = Some(cx.now);
            }
        }
        notification_save(cx.tx, &row)?;
        letters += 1;
    }
    if letters > 0 {
        let told = match fate {
            HeldFate::Released => EventBody::LettersReleased { letters },
            HeldFate::Dropped => EventBody::LettersDropped { letters },
        };
        cx.emit(Subject::System, told)?;
    }
    Ok((letters, ids.last().copied()))
}
