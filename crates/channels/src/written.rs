//! A mail as somebody's mail program would write it: for demonstrations, where a visitor writes as a consumer.

use std::time::{Duration, SystemTime};

use lettre::Address;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use touchstone_domain::time::Timestamp;

use crate::mail::MailError;
use crate::received::MailFile;

/// What somebody writes.
#[derive(Debug, Clone, Default)]
pub struct WrittenMail {
    pub from_address: String,
    pub from_name: Option<String>,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub files: Vec<MailFile>,
    /// Left part of its Message-ID.
    pub reference: String,
    /// Message-IDs of what went before, oldest first, without their angle brackets. The last is what it answers.
    pub before: Vec<String>,
}

/// The bytes of a mail.
pub fn mail_written(mail: &WrittenMail, at: Timestamp) -> Result<Vec<u8>, MailError> {
    let unsendable = |error: &dyn std::fmt::Display| MailError::Unsendable(error.to_string());
    let address = |text: &str| text.parse::<Address>().map_err(|error| unsendable(&error));
    let from = address(&mail.from_address)?;
    let since = Duration::from_micros(u64::try_from(at.as_micros()).unwrap_or_default());
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.reference, from.domain())))
        .from(Mailbox::new(mail.from_name.clone(), from))
        .to(Mailbox::new(None, address(&mail.to)?))
        .subject(mail.subject.clone())
        .date(SystemTime::UNIX_EPOCH + since);
    let before: Vec<String> = mail.before.iter().map(|id| format!("<{id}>")).collect();
    if let Some(last) = before.last() {
        builder = builder.in_reply_to(last.clone()).references(before.join(" "));
    }
    let text = SinglePart::plain(mail.text.clone());
    let message = if mail.files.is_empty() {
        builder.singlepart(text)
    } else {
        // What a file is, whoever takes it finds out for themselves.
        let kind = ContentType::parse("application/octet-stream").map_err(|error| unsendable(&error))?;
        let attached =
            |file: &MailFile| Attachment::new(file.name.clone()).body(file.bytes.clone(), kind.clone());
        let parts = mail.files.iter().map(attached);
        builder.multipart(parts.fold(MultiPart::mixed().singlepart(text), MultiPart::singlepart))
    };
    Ok(message.map_err(|error| unsendable(&error))?.formatted())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::received::mail_content;

    #[test]
    fn what_is_written_is_read_back() {
        let mail = WrittenMail {
            from_address: "li.na@mail.example".to_owned(),
            from_name: Some("李娜".to_owned()),
            to: "care+12-abc@shop.example".to_owned(),
            subject: "Re: 退款".to_owned(),
            text: "附件是截图。\n.\n谢谢".to_owned(),
            files: vec![MailFile {
                name: "图.png".to_owned(),
                bytes: b"\x89PNG\r\n\x1a\n".to_vec(),
            }],
            reference: "one".to_owned(),
            before: vec!["a@x.example".to_owned(), "b@x.example".to_owned()],
        };
        let raw = mail_written(&mail, Timestamp::from_micros(0)).unwrap();
        let read = mail_content(&raw).unwrap();
        let from = read.head.from.unwrap();
        assert_eq!(
            (from.address, from.name),
            (mail.from_address.clone(), mail.from_name.clone())
        );
        assert_eq!((&read.head.subject, &read.text), (&mail.subject, &mail.text));
        assert_eq!(read.head.recipients, std::slice::from_ref(&mail.to));
        assert_eq!(read.head.message_id.as_deref(), Some("one@mail.example"));
        assert_eq!(
            read.head.references,
            ["b@x.example", "b@x.example", "a@x.example"]
        );
        assert_eq!(read.files, mail.files);
        let nobody = WrittenMail {
            from_address: "nobody".to_owned(),
            ..mail
        };
        assert!(matches!(
            mail_written(&nobody, Timestamp::from_micros(0)),
            Err(MailError::Unsendable(_))
        ));
    }
}
