//! The job that hands one notification to the mail server.
//!
//! The server is spoken to outside any transaction, so a process that dies in between sends twice; the Message-ID is the
//! same both times.

use std::slice;

use serde::Deserialize;
use touchstone_channels::{Mail, MailError, MailThread};
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::NotificationId;
use touchstone_domain::letter_choice::LetterTopic;
use touchstone_domain::letter_template::LetterWords;
use touchstone_domain::mail::{BounceCause, MailStatus};
use touchstone_domain::time::Timestamp;
use touchstone_render::Notification;
use touchstone_store::Lane;
use touchstone_store::Tx;
use touchstone_store::job::{Job, JobError};
use touchstone_store::notification::{
    Delivery, NotificationRow, Recipient, notification_by_id, notification_lock, notification_parts,
    notification_save,
};

use super::bounce::{address_hash, letter_bounced, suppressed};
use super::burst::gathering_end;
use super::files::{LetterFiles, files_read, letter_files};
use super::queue::opened;
use super::recipient::address;
use crate::core::{App, AppError, Call, Caller};
use crate::letter::{choice_counting, letter_end_link, wording_then};
use crate::mail::{letter_mark, letter_thread, reports_to};

/// Kind of the job.
pub const SEND_JOB: &str = "notification.send";
/// Attempts before a notification counts as failed: with pauses up to half an hour, most of a day.
pub(super) const ATTEMPTS: u32 = 30;

/// Answers in one letter: more than anybody writes in a burst.
const PARTS: u32 = 200;

#[derive(Deserialize)]
struct Payload {
    notification: NotificationId,
    #[serde(default)]
    burst_until: Option<Timestamp>,
}

/// Works on one job of kind [`SEND_JOB`].
pub async fn notification_send(app: &App, job: &Job) -> Result<(), JobError> {
    let retry = |error: AppError| JobError::Retry(error.to_string());
    let payload: Payload = serde_json::from_str(&job.payload)
        .map_err(|error| JobError::GiveUp(format!("payload cannot be read: {error}")))?;
    let id = payload.notification;
    if let Some(until) = payload.burst_until
        && !gathering_end(app, id, until).await.map_err(retry)?
    {
        return Ok(());
    }
    let Some(waiting) = waiting(app, id).await.map_err(retry)? else {
        return Ok(());
    };
    let sent_to = waiting.address.as_deref();
    let sent_to = sent_to.and_then(|address| address_hash(&app.keys, address));
    if let Some(cause) = waiting.suppressed {
        let end = End::Suppressed(cause);
        return settle(app, id, end, sent_to).await.map_err(retry);
    }
    if let Some(topic) = waiting.withheld {
        return settle(app, id, End::Withheld(topic), None).await.map_err(retry);
    }
    let sent = deliver(app, waiting).await?;
    let last = job.attempts >= job.attempts_at_most;
    let end = match &sent {
        Ok(()) => End::Sent,
        Err(error) if error.is_temporary() && !last => End::Again(problem_code(error)),
        Err(MailError::Refused(words)) if concerns_recipient(words) => {
            End::Bounced(MailStatus::in_text(words))
        }
        Err(error) => End::Failed(problem_code(error)),
    };
    settle(app, id, end, sent_to).await.map_err(retry)?;
    match (sent, end) {
        // The server's words may repeat the address: they go to the log of this process at most, not into the job.
        (Err(error), End::Again(_)) => {
            tracing::debug!(notification = %id, %error, "mail not taken yet");
            Err(JobError::Retry(problem_code(&error).to_owned()))
        }
        _ => Ok(()),
    }
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
enum End {
    Sent,
    /// It is tried again.
    Again(&'static str),
    Failed(&'static str),
    /// Refused for who it is to, with the server's code.
    Bounced(Option<MailStatus>),
    /// Not tried: nothing is sent there.
    Suppressed(BounceCause),
    /// Not tried: the requester does without.
    Withheld(LetterTopic),
}

/// Problem of a letter that its requester does without.
pub(super) const NOT_WANTED: &str = "not_wanted";

/// Whether a refusal for good is about the recipient: by its enhanced code, and where a server gives none by those that can be
/// about nothing else (RFC 5321, 4.2.3).
fn concerns_recipient(words: &str) -> bool {
    MailStatus::in_text(words).is_some() || ["550", "551", "553"].iter().any(|code| words.contains(code))
}

/// A notification that waits to be sent.
struct Waiting {
    row: NotificationRow,
    /// What it says, with what it carries beside its own.
    what: Notification,
    files: LetterFiles,
    /// None once it is gone.
    address: Option<String>,
    /// Why nothing is sent there.
    suppressed: Option<BounceCause>,
    /// What it is about, where its requester does without.
    withheld: Option<LetterTopic>,
    /// The words an operator has for it.
    words: Option<LetterWords>,
    /// Its place in the conversation, and its token.
    thread: (MailThread, Option<String>),
}

/// The notification, if it still waits to be sent, for itself.
async fn waiting(app: &App, id: NotificationId) -> Result<Option<Waiting>, AppError> {
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let Some(row) = notification_by_id(tx, id)? else {
            return Ok(None);
        };
        if row.state != Delivery::Queued || row.part_of.is_some() {
            return Ok(None);
        }
        let address = address(tx, &handle, &row)?;
        let suppressed = match &address {
            Some(address) => suppressed(tx, &handle.keys, address, handle.clock.now())?,
            None => None,
        };
        let thread = match row.ticket {
            Some(ticket) => letter_thread(tx, &handle, ticket)?,
            None => (MailThread::default(), None),
        };
        let parts = notification_parts(tx, id, PARTS)?;
        let mut what = opened(&handle, &row)?;
        for part in &parts {
            what = what.followed_by(opened(&handle, part)?);
        }
        Ok(Some(Waiting {
            withheld: withheld(tx, &row)?,
            words: wording_then(tx, &row.template, row.language, row.created_at)?,
            files: letter_files(tx, &handle, &what, &[slice::from_ref(&row), &parts].concat())?,
            what,
            row,
            address,
            suppressed: suppressed.map(|(cause, _)| cause),
            thread,
        }))
    })
    .await
}

/// What a letter is about, if its requester does without: asked when it is sent, however long it waited.
fn withheld(tx: &mut Tx<'_>, row: &NotificationRow) -> Result<Option<LetterTopic>, AppError> {
    let (Some(topic), Some(ticket), Recipient::Person(person)) =
        (LetterTopic::of(&row.template), row.ticket, row.to())
    else {
        return Ok(None);
    };
    let choice = choice_counting(tx, ticket, person)?;
    Ok(choice.withholds(topic).then_some(topic))
}

/// Words it and hands it over. The outer error is a defect of ours, worth another try after it is mended.
async fn deliver(app: &App, letter: Waiting) -> Result<Result<(), MailError>, JobError> {
    let Waiting {
        row,
        what,
        files,
        words,
        thread: (thread, token),
        ..
    } = letter;
    let Some(to_address) = letter.address else {
        return Ok(Err(MailError::Unsendable("no address".to_owned())));
    };
    let Some(mailer) = app.outgoing.mailer() else {
        return Err(JobError::Retry("no mail server is configured".to_owned()));
    };
    let end = row
        .ticket
        .and_then(|ticket| letter_end_link(app, ticket, &row.template));
    let worded = app
        .renderer
        .notification_as(row.language, &what, words.as_ref(), &files.rest(end.as_deref()))
        .map_err(|error| JobError::Retry(format!("cannot be worded: {error}")))?;
    if words.is_some() && !worded.own {
        tracing::warn!(letter = row.template, language = %row.language, "the operator's wording cannot be used");
    }
    let files = files_read(app, files).await;
    let files = files.map_err(|error| JobError::Retry(format!("its files: {error}")))?;
    let mark = letter_mark(&app.keys, row.id);
    let mail = Mail {
        to_address,
        to_name: None,
        subject: worded.subject,
        text: worded.text,
        html: Some(worded.html),
        files,
        // The token says whose answer an answer is, wherever else it may be lost; the mark which letter a report is about.
        reference: match token {
            Some(token) => format!("{mark}.{token}"),
            None => mark.to_string(),
        },
        language: row.language.to_string(),
        at: row.created_at,
        thread: MailThread {
            reports_to: reports_to(app, &mark),
            personal: what.is_personal(),
            // Mail programs press no button that leads over an open line (RFC 8058, 3.1).
            end: end.filter(|link| link.starts_with("https://")),
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

async fn settle(app: &App, id: NotificationId, end: End, sent_to: Option<Vec<u8>>) -> Result<(), AppError> {
    let call = Call::by(Caller::system(SystemActor::Mail, Origin::Mail));
    app.command(&call, move |cx| {
        let Some(mut row) = notification_lock(cx.tx, id)? else {
            return Ok(());
        };
        row.attempts += u32::from(!matches!(end, End::Suppressed(_) | End::Withheld(_)));
        row.sent_to.clone_from(&sent_to);
        let (state, problem) = match end {
            End::Sent => (Delivery::Sent, None),
            End::Again(problem) => (Delivery::Queued, Some(problem)),
            End::Failed(problem) => (Delivery::Failed, Some(problem)),
            End::Suppressed(cause) => (Delivery::Suppressed, Some(cause.as_str())),
            End::Withheld(topic) => {
                let subject = row.ticket.map_or(Subject::System, Subject::Ticket);
                cx.emit(subject, EventBody::LetterWithheld { letter: id, topic })?;
                (Delivery::Suppressed, Some(NOT_WANTED))
            }
            End::Bounced(status) => return letter_bounced(cx, row, status),
        };
        row.state = state;
        row.problem = problem.map(str::to_owned);
        row.settled_at = (state != Delivery::Queued).then_some(cx.now);
        notification_save(cx.tx, &row)?;
        Ok(())
    })
    .await
}
