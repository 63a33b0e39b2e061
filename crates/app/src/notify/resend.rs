//! A letter that did not arrive is sent once more, because somebody says so: the address works again, the server is mended.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{JobId, NotificationId};
use touchstone_store::job::{NewJob, job_enqueue};
use touchstone_store::notification::{
    Delivery, Medium, NotificationRow, notification_lock, notification_save,
};

use super::queue::payload;
use super::send::{ATTEMPTS, NOT_WANTED, SEND_JOB};
use crate::core::{App, AppError, Call};

/// What these say has an end, and is over or was replaced by the time somebody looks.
const SHORT_LIVED: [&str; 3] = ["one_time_code", "invitation", "password_reset"];

/// Whether a letter like this can be sent once more.
pub(super) fn can_be_resent(row: &NotificationRow) -> bool {
    let came_to_nothing = matches!(
        row.state,
        Delivery::Failed | Delivery::Bounced | Delivery::Suppressed
    );
    let wanted = row.problem.as_deref() != Some(NOT_WANTED);
    came_to_nothing
        && wanted
        && row.part_of.is_none()
        && row.channel == Medium::Email
        && !SHORT_LIVED.contains(&row.template.as_str())
}

/// Sends a letter once more that failed, came back, or was not sent to an address that rested. An address that still rests is
/// not written to: it is released first.
pub async fn letter_resend(app: &App, call: &Call, letter: NotificationId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    if !app.outgoing.is_there() {
        return Err(AppError::Conflict {
            code: "mail_not_configured",
        });
    }
    app.command(call, move |cx| {
        let job: JobId = cx.id();
        let mut row = notification_lock(cx.tx, letter)?.ok_or(AppError::NotFound { what: "notification" })?;
        if !can_be_resent(&row) {
            return Err(AppError::Conflict {
                code: "letter_not_resendable",
            });
        }
        row.state = Delivery::Queued;
        row.problem = None;
        row.status = None;
        row.settled_at = None;
        notification_save(cx.tx, &row)?;
        let job = NewJob {
            id: job,
            kind: SEND_JOB,
            payload: payload(letter, None),
            run_at: cx.now,
            attempts_at_most: ATTEMPTS,
        };
        job_enqueue(cx.tx, &job, cx.now)?;
        let subject = row.ticket.map_or(Subject::System, Subject::Ticket);
        cx.emit(subject, EventBody::LetterResent { letter })?;
        Ok(())
    })
    .await
}
