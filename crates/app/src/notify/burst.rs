//! Answers that follow one another closely: which letter carries them. A letter is closed before it is written, under its lock, so
//! whatever has joined it by then is in it, and what comes later opens another.

use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::{JobId, NotificationId, TicketId};
use touchstone_domain::letter_burst::{AnswerPlace, LastAnswer, answer_place};
use touchstone_domain::time::Timestamp;
use touchstone_store::job::{NewJob, job_enqueue};
use touchstone_store::notification::{
    Delivery, NotificationRow, answer_last_lock, notification_hasten, notification_lock, notification_save,
};
use touchstone_store::{Locked, Tx};

use super::queue::{Letter, Placed, payload, put, state_of};
use super::send::{ATTEMPTS, SEND_JOB};
use crate::core::{App, AppError, Call, Caller};

/// Queues the letter about an answer: at once, or with others. False when its event has caused it before.
pub(crate) fn answer_put(
    tx: &mut Tx<'_>,
    app: &App,
    letter: &Letter,
    (id, job): (NotificationId, JobId),
    now: Timestamp,
) -> Result<bool, AppError> {
    let alone = Placed::at(now);
    // What nobody sends would gather for ever.
    if state_of(app, letter.medium) != Delivery::Queued {
        return put(tx, app, letter, &alone, (id, job), now);
    }
    let last = last_of(tx, letter.ticket)?;
    let open = last.filter(|last| fits(last, letter));
    let place = answer_place(
        open.as_ref().map(|last| LastAnswer {
            burst_until: last.burst_until.unwrap_or(now),
            gathers: last.gathers,
        }),
        now,
        app.mail.burst,
    );
    let placed = match (place, &open) {
        (AnswerPlace::Joins, Some(last)) => Placed {
            part_of: Some(last.id),
            ..alone
        },
        (AnswerPlace::Gathers { burst_until }, _) => Placed {
            burst_until: Some(burst_until),
            gathers: true,
            goes: burst_until,
            ..alone
        },
        (AnswerPlace::AtOnce { burst_until }, _) => Placed {
            burst_until: Some(burst_until),
            gathers: burst_until > now,
            ..alone
        },
        (AnswerPlace::Joins, None) => alone,
    };
    put(tx, app, letter, &placed, (id, job), now)
}

/// Has answers that wait for others go now, since something else is told: it would otherwise come before what was said first.
pub(crate) fn answers_hasten(
    tx: &mut Tx<'_>,
    ticket: Option<TicketId>,
    job: JobId,
    now: Timestamp,
) -> Result<(), AppError> {
    let waits = |last: &Locked<NotificationRow>| {
        last.gathers && last.state == Delivery::Queued && last.burst_until.is_some_and(|until| now < until)
    };
    if let Some(mut last) = last_of(tx, ticket)?.filter(waits) {
        last.burst_until = Some(now);
        notification_hasten(tx, &last)?;
        let job = NewJob {
            id: job,
            kind: SEND_JOB,
            payload: payload(last.id, last.burst_until),
            run_at: now,
            attempts_at_most: ATTEMPTS,
        };
        job_enqueue(tx, &job, now)?;
    }
    Ok(())
}

/// Closes a letter that others could join until now. False where it was hastened: whoever comes when its burst would have been over
/// leaves it to whoever came early, or both would send it.
pub(super) async fn gathering_end(
    app: &App,
    id: NotificationId,
    burst_until: Timestamp,
) -> Result<bool, AppError> {
    let call = Call::by(Caller::system(SystemActor::Mail, Origin::Mail));
    app.command(&call, move |cx| {
        let Some(mut row) = notification_lock(cx.tx, id)? else {
            return Ok(false);
        };
        if row.burst_until != Some(burst_until) {
            return Ok(false);
        }
        if row.gathers {
            row.gathers = false;
            notification_save(cx.tx, &row)?;
        }
        Ok(true)
    })
    .await
}

fn last_of(tx: &mut Tx<'_>, ticket: Option<TicketId>) -> Result<Option<Locked<NotificationRow>>, AppError> {
    Ok(match ticket {
        Some(ticket) => answer_last_lock(tx, ticket)?,
        None => None,
    })
}

/// Only letters of one kind, in one language and on one way become one.
fn fits(last: &NotificationRow, letter: &Letter) -> bool {
    let alike = last.template == letter.what.template()
        && last.language == letter.language
        && last.channel == letter.medium
        && last.to() == letter.to;
    alike && (!last.gathers || last.state == Delivery::Queued)
}
