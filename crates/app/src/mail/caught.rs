//! The mailboxes of a demonstration: what was caught instead of being sent, and mail that a visitor writes as one of the
//! people in it. What they write goes in by the door of all mail. Where letters are really sent, there is none of this.

use std::sync::Arc;

use touchstone_channels::{
    CaughtLetter, CaughtLine, MailCatcher, MailError, MailFile, WrittenMail, mail_written,
};
use touchstone_domain::contact::email_normalise;
use touchstone_domain::id::{MailId, TicketId};
use touchstone_domain::mail::MailReason;
use touchstone_domain::text::{
    BODY, FILES_PER_MESSAGE, NAME, SUBJECT, TextError, bounded, file_name, optional,
};
use touchstone_store::Lane;
use touchstone_store::mail::mail_by_id;

use super::keep::{MailKept, MailRefusal, mail_keep};
use crate::account::input::text_refused;
use crate::core::{App, AppError, FieldError};

/// Letters from which the people of a demonstration are gathered.
const LOOKED_AT: usize = 500;
/// People listed.
const PEOPLE: usize = 30;

/// What a visitor writes as somebody.
#[derive(Debug, Clone, Default)]
pub struct WrittenDraft {
    pub from: String,
    pub name: String,
    /// One of the mailboxes; where a letter is answered, the letter says where to.
    pub to: String,
    pub subject: String,
    pub body: String,
    pub files: Vec<(String, Vec<u8>)>,
    /// The number of the letter that is answered.
    pub answers: Option<u64>,
    /// Tells a form that is sent twice from two of them.
    pub key: String,
}

/// What became of a mail that was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrittenMailFate {
    pub ticket: Option<TicketId>,
    /// None while nobody has looked at it.
    pub reason: Option<MailReason>,
}

fn catcher(app: &App) -> Result<Arc<MailCatcher>, AppError> {
    let mailer = app.outgoing.mailer();
    let catcher = mailer.as_ref().and_then(|mailer| mailer.catcher()).cloned();
    catcher.ok_or(AppError::NotFound { what: "page" })
}

/// Caught letters to one address or to all, newest first, those before a number.
pub fn caught_list(
    app: &App,
    to: Option<&str>,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<CaughtLine>, AppError> {
    Ok(catcher(app)?.list(to, before, limit))
}

/// Who has mail: the addresses of the newest letters, each with how many of those are theirs.
pub fn caught_people(app: &App) -> Result<Vec<(String, usize)>, AppError> {
    let mut people: Vec<(String, usize)> = Vec::new();
    for line in catcher(app)?.list(None, None, LOOKED_AT) {
        match people.iter().position(|(address, _)| *address == line.to) {
            Some(known) => people[known].1 += 1,
            None if people.len() < PEOPLE => people.push((line.to, 1)),
            None => {}
        }
    }
    Ok(people)
}

/// One caught letter.
pub async fn caught_get(app: &App, number: u64) -> Result<CaughtLetter, AppError> {
    let catcher = catcher(app)?;
    let reading = tokio::task::spawn_blocking(move || catcher.read(number));
    let read = reading
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?;
    read.map_err(|error| AppError::Internal(format!("a caught letter cannot be read: {error}")))?
        .ok_or(AppError::NotFound { what: "letter" })
}

/// Where a letter is answered to.
pub fn answered_to(letter: &CaughtLetter) -> Option<String> {
    let sender = letter.line.head.from.as_ref().map(|from| from.address.clone());
    letter.reply_to.clone().or(sender)
}

/// The addresses that mail is taken for.
pub fn mailbox_addresses(app: &App) -> Vec<String> {
    let mailboxes = app.mail.mailboxes.iter();
    mailboxes.map(|mailbox| mailbox.address.clone()).collect()
}

/// Composes what somebody wrote as their mail program would and hands it in.
pub async fn mail_write(app: &App, draft: WrittenDraft) -> Result<MailKept, AppError> {
    let answered = match draft.answers {
        Some(number) => Some(caught_get(app, number).await?),
        None => {
            catcher(app)?;
            None
        }
    };
    let mail = written(app, draft, answered.as_ref())?;
    let raw = mail_written(&mail, app.clock.now()).map_err(|error| match error {
        MailError::Unsendable(_) => AppError::field("from", "invalid_email"),
        other => AppError::Internal(other.to_string()),
    })?;
    mail_keep(app, Some(&mail.to), raw)
        .await
        .map_err(|refusal| match refusal {
            MailRefusal::TooLarge { limit } => AppError::TooLarge { limit },
            MailRefusal::NoMailbox | MailRefusal::UnknownMailbox => AppError::field("to", "invalid_email"),
            MailRefusal::Empty => AppError::field("body", "required"),
            MailRefusal::NotNow(error) => error,
        })
}

/// The draft within the bounds of a form.
fn written(app: &App, draft: WrittenDraft, answered: Option<&CaughtLetter>) -> Result<WrittenMail, AppError> {
    let mut problems: Vec<FieldError> = Vec::new();
    let mut bound = |bounded: Result<String, TextError>| {
        bounded.unwrap_or_else(|error| {
            problems.push(text_refused(&error));
            String::new()
        })
    };
    let name = bound(optional("name", &draft.name, NAME).map(Option::unwrap_or_default));
    let subject = bound(bounded("subject", &draft.subject, SUBJECT));
    let text = bound(bounded("body", &draft.body, BODY));
    let from_address = email_normalise(&draft.from).unwrap_or_else(|_| {
        problems.push(FieldError::new("from", "invalid_email"));
        String::new()
    });
    if draft.files.len() > FILES_PER_MESSAGE {
        problems.push(FieldError::new("files", "too_many").with("max", FILES_PER_MESSAGE));
    }
    if !problems.is_empty() {
        return Err(AppError::Validation(problems));
    }
    let files = draft.files.into_iter().map(|(name, bytes)| MailFile {
        name: file_name(&name),
        bytes,
    });
    let before = answered.map(|letter| {
        let head = &letter.line.head;
        let mut before: Vec<String> = head.references.iter().rev().cloned().collect();
        before.extend(head.message_id.clone());
        before.dedup();
        before
    });
    let drawn = || app.ids.next::<MailId>(app.clock.now()).to_string();
    let sound = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Ok(WrittenMail {
        from_address,
        from_name: Some(name).filter(|name| !name.is_empty()),
        to: answered.and_then(answered_to).unwrap_or(draft.to),
        subject: subject.replace('\n', " "),
        text,
        files: files.collect(),
        reference: Some(draft.key).filter(|key| sound(key)).unwrap_or_else(drawn),
        before: before.unwrap_or_default(),
    })
}

/// What became of a mail that somebody wrote here.
pub async fn written_fate(app: &App, id: MailId) -> Result<WrittenMailFate, AppError> {
    catcher(app)?;
    app.query(Lane::Fast, move |tx| {
        let row = mail_by_id(tx, id)?.ok_or(AppError::NotFound { what: "mail" })?;
        Ok(WrittenMailFate {
            ticket: row.ticket,
            reason: row.reason,
        })
    })
    .await
}
