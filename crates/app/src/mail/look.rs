//! Looking at a kept mail: what it is, and what is to become of it.

use touchstone_channels::{DeliveryReport, MailContent, MailUnreadable, delivery_report, mail_content};
use touchstone_domain::contact::email_normalise;
use touchstone_domain::id::NotificationId;
use touchstone_domain::mail::{
    MailFacts, MailNature, MailPlan, MailReason, SenderChecks, SenderStanding, mail_nature, mail_plan,
    mailbox_of,
};
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::mail::{MailRow, mail_lately, mail_raw};
use touchstone_store::ticket::TicketRow;

use super::check::checks;
use super::keep::bytes_open;
use super::note::letter_reported;
use super::thread::{own_letter, thread_of};
use crate::core::{App, AppError};

/// Over which the mails of one correspondent are counted.
const LATELY: Span = Span::hours(1);
/// Counted no further.
const COUNTED: u32 = 200;

/// A mail with what is to become of it.
pub(super) struct Looked {
    pub(super) content: MailContent,
    pub(super) raw: Vec<u8>,
    /// The address it says it is from, in its normal form.
    pub(super) from: Option<String>,
    pub(super) plan: MailPlan,
    /// The ticket its token names.
    pub(super) thread: Option<TicketRow>,
    /// What was found out about its sender.
    pub(super) checks: SenderChecks,
    /// What it reports of which letter of ours.
    pub(super) report: Option<(DeliveryReport, NotificationId)>,
}

/// Reads a kept mail and decides; the reason alone when its bytes are no mail.
pub(super) async fn look(app: &App, row: &MailRow) -> Result<Result<Looked, MailReason>, AppError> {
    let Some(read) = read(app, row).await? else {
        return Ok(Err(MailReason::Malformed));
    };
    let Read {
        content,
        raw,
        nature,
        report,
    } = read;
    let checks = checks(app, row, &content, &raw).await?;
    let from = content
        .head
        .from
        .as_ref()
        .and_then(|party| email_normalise(&party.address).ok());
    let (handle, head, about, sender) = (app.clone(), content.head.clone(), row.clone(), from.clone());
    let decided = app.query(Lane::Fast, move |tx| {
        let thread = thread_of(tx, &handle, &head)?;
        let letter = match &report {
            Some(report) => letter_reported(tx, &handle, report)?,
            None => None,
        };
        let report = report.clone().zip(letter);
        let until = about.received_at;
        let (lately, acknowledged) = match &about.sender {
            Some(hash) => mail_lately(tx, hash, (until - LATELY, until), COUNTED)?,
            None => (1, 0),
        };
        let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        let facts = MailFacts {
            own_letter: own_letter(tx, &handle, &head)?,
            report: report.is_some(),
            own_address: sender.as_deref().is_some_and(|from| is_own(&handle, from)),
            sender: sender.is_some(),
            nature,
            thread: thread.is_some(),
            lately: count(lately),
            acknowledged: count(acknowledged),
            forged: checks.standing() == SenderStanding::Failed,
            released: about.released,
        };
        Ok((mail_plan(&facts), thread, report))
    });
    let (plan, thread, report) = decided.await?;
    Ok(Ok(Looked {
        content,
        raw,
        from,
        plan,
        thread,
        checks,
        report,
    }))
}

/// One of the mailboxes, or the address that letters go out from.
fn is_own(app: &App, from: &str) -> bool {
    let sends = app
        .outgoing
        .mailer()
        .map(|mailer| mailer.address().to_lowercase());
    mailbox_of(&app.mail.mailboxes, from).is_some() || sends.as_deref() == Some(from)
}

/// A mail as its parts.
struct Read {
    content: MailContent,
    raw: Vec<u8>,
    nature: MailNature,
    report: Option<DeliveryReport>,
}

impl Read {
    fn of(raw: Vec<u8>) -> Result<Self, MailUnreadable> {
        let content = mail_content(&raw)?;
        let nature = mail_nature(&content.head.fields);
        // Some servers mark their reports as nothing but automatic replies.
        let report = match nature {
            MailNature::Report | MailNature::Reply => delivery_report(&raw),
            MailNature::Personal | MailNature::Generated | MailNature::Bulk => None,
        };
        Ok(Self {
            content,
            raw,
            nature,
            report,
        })
    }
}

/// The mail as its parts; nothing when its bytes are no mail. Whatever they make of the parser, it happens apart.
async fn read(app: &App, row: &MailRow) -> Result<Option<Read>, AppError> {
    let id = row.id;
    let Some(data_key) = row.data_key.clone() else {
        return Ok(None);
    };
    let Some(sealed) = app.query(Lane::Fast, move |tx| Ok(mail_raw(tx, id)?)).await? else {
        return Ok(None);
    };
    let handle = app.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let raw = bytes_open(&handle, id, &data_key, &sealed)?;
        Ok::<_, AppError>(Read::of(raw))
    });
    match reading.await {
        Ok(read) => {
            let unreadable =
                |error: &MailUnreadable| tracing::debug!(mail = %id, %error, "a mail cannot be read");
            Ok(read?.inspect_err(unreadable).ok())
        }
        Err(error) => {
            tracing::error!(mail = %id, %error, "reading a mail ended in a panic");
            Ok(None)
        }
    }
}
