//! Making a ticket, or a message of one, out of a mail, in the transaction that says so of the mail.

use bytes::Bytes;
use futures::stream;
use touchstone_channels::{MailContent, MailFile};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::FileId;
use touchstone_domain::language::Language;
use touchstone_domain::mail::{MailReason, MailState, language_of, mailbox_of};
use touchstone_domain::text::{BODY, FILE_BYTES, FILES_PER_MESSAGE, NAME, SUBJECT};
use touchstone_domain::ticket::{BodyFormat, Channel, Kind};
use touchstone_store::mail::{MailRow, mail_settle};
use touchstone_store::ticket::TicketRow;

use super::invited::invitation_lines;
use super::look::Looked;
use super::thread::is_theirs;
use crate::core::{Actor, App, AppError, Call, Caller, Cx, RequesterActor};
use crate::person::{RequesterInput, person_draft};
use crate::ticket::{
    MessageDraft, NUMBERS, Request, Submission, TrackingCode, ticket_submit, ticket_write, upload,
};

/// What stands in the place of words that nobody wrote.
const WORDLESS: &str = "—";
/// Name of the whole mail among the files of a message, where not all of it could be taken apart.
const ORIGINAL: &str = "original.eml";

/// Another look was quicker; nothing is to be done.
pub(super) const LOST: AppError = AppError::Conflict { code: "mail_lost" };

/// A mail's words within the bounds of a message.
struct Words {
    subject: String,
    body: String,
    /// Something did not fit.
    cut: bool,
}

impl Words {
    /// Puts an appointment in front of what was written, where there is room.
    fn invited(&mut self, app: &App, language: Language, content: &MailContent) {
        let Some(invitation) = &content.invitation else {
            return;
        };
        let lines = invitation_lines(&app.renderer, language, invitation);
        let whole = if content.text.is_empty() {
            lines
        } else {
            format!("{lines}\n\n{}", self.body)
        };
        if whole.chars().count() <= BODY {
            self.body = whole;
        }
    }
}

/// Opens a ticket with the sender as its requester. What the sender says of themself is a claim.
pub(super) async fn open(
    app: &App,
    row: &MailRow,
    looked: Looked,
    acknowledge: bool,
) -> Result<(), AppError> {
    let Looked {
        content, raw, from, ..
    } = looked;
    let caller = Caller::system(SystemActor::Mail, Origin::Mail);
    let mut words = words(&content);
    let language = language_of(&format!("{}\n{}", words.subject, words.body)).unwrap_or_default();
    words.invited(app, language, &content);
    let call = Call::by(Caller { language, ..caller });
    let name = content.head.from.as_ref().and_then(|party| party.name.as_deref());
    let input = RequesterInput {
        name: name.map(|name| name.chars().take(NAME).collect()),
        email: from,
        language: Some(language),
        ..RequesterInput::default()
    };
    let requester = person_draft(app, &call, "", &input)?;
    let attachments = files(app, &call, &words, content.files, raw).await?;
    let submission = Submission {
        request: Request {
            subject: words.subject,
            body: words.body,
            format: BodyFormat::Text,
            kind: kind(app, &row.mailbox),
            category: None,
            impact: None,
            demand: None,
            order_no: None,
            attachments,
            tracking: TrackingCode::generate(),
        },
        claimed_urgency: None,
        requester,
        channel: Channel::Email,
    };
    let number = app.store.number_next(NUMBERS).await?;
    let row = row.clone();
    app.command(&call, move |cx| {
        let receipt = ticket_submit(cx, number, &submission)?;
        let done = MailRow {
            state: MailState::Done,
            reason: Some(MailReason::Opened),
            ticket: Some(receipt.ticket),
            message: Some(receipt.message),
            acknowledged: acknowledge,
            ..row.clone()
        };
        settle(cx, done)
    })
    .await
}

/// Adds a mail to the ticket whose token it carries, as its requester's words.
pub(super) async fn append(
    app: &App,
    row: &MailRow,
    looked: Looked,
    ticket: TicketRow,
) -> Result<(), AppError> {
    let Looked {
        content, raw, from, ..
    } = looked;
    let caller = Caller {
        actor: Actor::Requester(RequesterActor {
            person: ticket.requester,
            ticket: ticket.id,
        }),
        origin: Origin::Mail,
        address: None,
        agent: None,
        language: ticket.language,
    };
    let call = Call::by(caller);
    let mut words = words(&content);
    words.invited(app, ticket.language, &content);
    let attachments = files(app, &call, &words, content.files, raw).await?;
    let draft = MessageDraft::of_requester(words.body, attachments);
    let (row, handle) = (row.clone(), app.clone());
    app.command(&call, move |cx| {
        let theirs = match &from {
            Some(from) => is_theirs(cx.tx, &handle, ticket.requester, from)?,
            None => false,
        };
        let said = ticket_write(cx, ticket.id, &draft)?;
        let done = MailRow {
            state: MailState::Done,
            reason: Some(MailReason::Appended),
            ticket: Some(said.ticket),
            message: Some(said.message),
            acknowledged: said.opened.is_some(),
            other_sender: !theirs,
            ..row.clone()
        };
        settle(cx, done)
    })
    .await
}

/// Sets a mail aside, for people to see.
pub(super) async fn set_aside(
    app: &App,
    row: &MailRow,
    (state, reason): (MailState, MailReason),
    problem: Option<&'static str>,
    ticket: Option<&TicketRow>,
) -> Result<(), AppError> {
    let aside = MailRow {
        state,
        reason: Some(reason),
        problem: problem.map(str::to_owned),
        ticket: ticket.map(|ticket| ticket.id),
        ..row.clone()
    };
    let call = Call::by(Caller::system(SystemActor::Mail, Origin::Mail));
    app.command(&call, move |cx| settle(cx, aside.clone())).await
}

pub(super) fn settle(cx: &mut Cx<'_, '_>, row: MailRow) -> Result<(), AppError> {
    let row = MailRow {
        settled_at: Some(cx.now),
        ..row
    };
    if mail_settle(cx.tx, &row)? {
        Ok(())
    } else {
        Err(LOST)
    }
}

fn kind(app: &App, mailbox: &str) -> Kind {
    mailbox_of(&app.mail.mailboxes, mailbox)
        .map(|(mailbox, _)| mailbox.kind)
        .unwrap_or_default()
}

fn words(content: &MailContent) -> Words {
    let subject: String = content.head.subject.chars().take(SUBJECT).collect();
    let body: String = content.text.chars().take(BODY).collect();
    let first = body.lines().next().unwrap_or_default();
    let cut = body.len() < content.text.len() || subject.len() < content.head.subject.len();
    let or = |text: &str, other: &str| {
        let text = if text.trim().is_empty() { other } else { text };
        let text = text.trim();
        if text.is_empty() { WORDLESS } else { text }.to_owned()
    };
    Words {
        subject: or(&subject, &first.chars().take(SUBJECT).collect::<String>()),
        body: or(&body, &subject),
        cut,
    }
}

/// Uploads a mail's files. Where not all of it fits into a message, the mail itself is one of them.
async fn files(
    app: &App,
    call: &Call,
    words: &Words,
    mut files: Vec<MailFile>,
    raw: Vec<u8>,
) -> Result<Vec<FileId>, AppError> {
    let all = files.len();
    files.retain(|file| file.bytes.len() as u64 <= FILE_BYTES);
    let cut = words.cut || files.len() < all || all > FILES_PER_MESSAGE;
    if cut && raw.len() as u64 <= FILE_BYTES {
        files.truncate(FILES_PER_MESSAGE - 1);
        files.push(MailFile {
            name: ORIGINAL.to_owned(),
            bytes: raw,
        });
    }
    files.truncate(FILES_PER_MESSAGE);
    let mut ids = Vec::with_capacity(files.len());
    for file in files {
        let bytes = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::from(file.bytes))]);
        ids.push(upload(app, call, &file.name, bytes).await?.id);
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchstone_channels::mail_content;

    fn of(raw: &str) -> Words {
        words(&mail_content(raw.as_bytes()).unwrap())
    }

    #[test]
    fn what_nobody_wrote_is_filled_from_what_they_did() {
        let wordless = of("From: a@example.com\n\n");
        assert_eq!(
            (wordless.subject.as_str(), wordless.body.as_str()),
            (WORDLESS, WORDLESS)
        );
        let body = of("From: a@example.com\n\nWhere is it?\nI wait.\n");
        assert_eq!(body.subject, "Where is it?");
        let subject = of("From: a@example.com\nSubject: Where is it?\n\n");
        assert_eq!(subject.body, "Where is it?");
        assert!(!subject.cut);
    }

    #[test]
    fn what_does_not_fit_is_known_to_be_cut() {
        let long = format!("From: a@example.com\nSubject: x\n\n{}", "长".repeat(BODY + 1));
        let words = of(&long);
        assert!(words.cut);
        assert_eq!(words.body.chars().count(), BODY);
    }
}
