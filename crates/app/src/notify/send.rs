//! The job that hands one notification to the mail server.
//!
//! The server is spoken to outside any transaction, so a process that dies in between sends twice; the Message-ID is the
//! same both times.

use serde::Deserialize;
use touchstone_channels::{Mail, MailError, MailThread};
use touchstone_domain::id::NotificationId;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::job::{Job, JobError};
use touchstone_store::notification::{Delivery, NotificationRow, notification_lock, notification_save};

use super::queue::opened;
use super::recipient::address;
use crate::core::{App, AppError};
use crate::mail::letter_thread;

/// Kind of the job.
pub const SEND_JOB: &str = "notification.send";
/// Attempts before a notification counts as failed: with pauses up to half an hour, most of a day.
pub(super) const ATTEMPTS: u32 = 30;

#[derive(Deserialize)]
struct Payload {
    notification: NotificationId,
}

/// Works on one job of kind [`SEND_JOB`].
pub async fn notification_send(app: &App, job: &Job) -> Result<(), JobError> {
    let retry = |error: AppError| JobError::Retry(error.to_string());
    let payload: Payload = serde_json::from_str(&job.payload)
        .map_err(|error| JobError::GiveUp(format!("payload cannot be read: {error}")))?;
    let id = payload.notification;
    let Some(Waiting { row, address, thread }) = waiting(app, id).await.map_err(retry)? else {
        return Ok(());
    };
    let sent = match address {
        Some(address) => deliver(app, &row, address, thread).await?,
        None => Err(MailError::Unsendable("no address".to_owned())),
    };
    let last = job.attempts >= job.attempts_at_most;
    let (state, problem) = match &sent {
        Ok(()) => (Delivery::Sent, None),
        Err(error) if error.is_temporary() && !last => (Delivery::Queued, Some(problem_code(error))),
        Err(error) => (Delivery::Failed, Some(problem_code(error))),
    };
    settle(app, id, state, problem).await.map_err(retry)?;
    match sent {
        // The server's words may repeat the address: they go to the log of this process at most, not into the job.
        Err(error) if state == Delivery::Queued => {
            tracing::debug!(notification = %id, %error, "mail not taken yet");
            Err(JobError::Retry(problem_code(&error).to_owned()))
        }
        _ => Ok(()),
    }
}

/// A notification that waits to be sent.
struct Waiting {
    row: NotificationRow,
    /// None once it is gone.
    address: Option<String>,
    /// Its place in the conversation, and its token.
    thread: (MailThread, Option<String>),
}

/// The notification, if it still waits to be sent.
async fn waiting(app: &App, id: NotificationId) -> Result<Option<Waiting>, AppError> {
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let Some(row) = touchstone_store::notification::notification_by_id(tx, id)? else {
            return Ok(None);
        };
        if row.state != Delivery::Queued {
            return Ok(None);
        }
        let address = address(tx, &handle, &row)?;
        let thread = match row.ticket {
            Some(ticket) => letter_thread(tx, &handle, ticket)?,
            None => (MailThread::default(), None),
        };
        Ok(Some(Waiting { row, address, thread }))
    })
    .await
}

/// Words it and hands it over. The outer error is a defect of ours, worth another try after it is mended.
async fn deliver(
    app: &App,
    row: &NotificationRow,
    to_address: String,
    (thread, token): (MailThread, Option<String>),
) -> Result<Result<(), MailError>, JobError> {
    let Some(mailer) = app.outgoing.mailer() else {
        return Err(JobError::Retry("no mail server is configured".to_owned()));
    };
    let what = opened(app, row).map_err(|error| JobError::Retry(error.to_string()))?;
    let worded = app
        .renderer
        .notification(row.language, &what)
        .map_err(|error| JobError::Retry(format!("cannot be worded: {error}")))?;
    let mail = Mail {
        to_address,
        to_name: None,
        subject: worded.subject,
        text: worded.text,
        html: None,
        // The token says whose answer an answer is, wherever else it may be lost.
        reference: match token {
            Some(token) => format!("{}.{token}", row.id),
            None => row.id.to_string(),
        },
        language: row.language.to_string(),
        at: row.created_at,
        thread: MailThread {
            personal: what.is_personal(),
            ..thread
        },
    };
    Ok(mailer.send(&mail).await)
}

fn problem_code(error: &MailError) -> &'static str {
    match error {
        MailError::Configuration(_) => "configuration",
        MailError::Unsendable(_) => "unsendable",
        MailError::Refused(_) => "refused",
        MailError::LogIn(_) => "log_in",
        MailError::Insecure(_) => "insecure",
        MailError::Late(_) => "late",
        MailError::Later(_) => "not_taken_yet",
    }
}

async fn settle(
    app: &App,
    id: NotificationId,
    state: Delivery,
    problem: Option<&'static str>,
) -> Result<(), AppError> {
    let now: Timestamp = app.clock.now();
    app.store
        .write(move |tx| {
            if let Some(mut row) = notification_lock(tx, id)? {
                row.state = state;
                row.attempts += 1;
                row.problem = problem.map(str::to_owned);
                row.settled_at = (state != Delivery::Queued).then_some(now);
                notification_save(tx, &row)?;
            }
            Ok::<_, AppError>(())
        })
        .await
}
