//! What the readers of mail promise of any bytes at all.

use std::time::{Duration, Instant};

use encoding_rs::Encoding;
use touchstone_channels::{delivery_report, mail_content, mail_head};
use touchstone_domain::mail::folded_at;

/// Far more than any of it takes, even on a busy machine and without optimisation; far less than what grows too fast.
const LONGEST: Duration = Duration::from_secs(20);
/// How much larger than its bytes a mail may become: two bytes of some character sets are three of text, and headers are read
/// in their parts and as a whole.
const GROWTH: usize = 8;
const SLACK: usize = 64 << 10;

/// Mail is read or refused, within bounds, always the same, and what is shown of it is harmless.
pub(crate) fn mail(raw: &[u8]) -> Result<(), String> {
    let began = now();
    let (head, content) = (mail_head(raw), mail_content(raw));
    within(began)?;
    let Ok(content) = content else {
        return Ok(());
    };
    let size = content.text.len()
        + content
            .files
            .iter()
            .map(|file| file.bytes.len() + file.name.len())
            .sum::<usize>();
    if size > raw.len() * GROWTH + SLACK {
        return Err(format!("{} bytes became {size}", raw.len()));
    }
    if mail_content(raw).as_ref() != Ok(&content) {
        return Err("another reading gave something else".to_owned());
    }
    if head.as_ref() != Ok(&content.head) {
        return Err("the header reads otherwise when it is read alone".to_owned());
    }
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if content.text.contains(control) {
        return Err("the text holds control characters".to_owned());
    }
    let party = content
        .head
        .from
        .iter()
        .flat_map(|from| [Some(from.address.clone()), from.name.clone()]);
    let lines = party
        .flatten()
        .chain([content.head.subject.clone()])
        .chain(content.head.recipients.clone());
    for line in lines
        .chain(content.head.references.clone())
        .chain(content.files.iter().map(|file| file.name.clone()))
    {
        if line.contains(char::is_control) {
            return Err(format!("{line:?} is more than a line"));
        }
    }
    folding(&content.text)
}

/// Folding leaves something, cuts no character, and does nothing more to what it left.
fn folding(text: &str) -> Result<(), String> {
    let began = now();
    let Some(at) = folded_at(text) else {
        return within(began);
    };
    let own = text.get(..at).ok_or("a character is cut")?.trim_end();
    within(began)?;
    if own.trim().is_empty() || folded_at(own).is_some() {
        return Err(format!("folded to {own:?}"));
    }
    Ok(())
}

/// A report is one or none, soon.
pub(crate) fn report(raw: &[u8]) -> Result<(), String> {
    let began = now();
    let report = delivery_report(raw);
    within(began)?;
    if delivery_report(raw) != report {
        return Err("another reading gave something else".to_owned());
    }
    match report {
        Some(report) if report.marks.len() > raw.len() / 16 => Err(format!("{} marks", report.marks.len())),
        _ => Ok(()),
    }
}

/// What was written is read, from the body and from the subject.
pub(crate) fn round_trip(words: &str, charset: &'static Encoding) -> Result<(), String> {
    let (bytes, _, lost) = charset.encode(words);
    if lost {
        return Ok(());
    }
    let (name, base64) = (charset.name(), data_encoding::BASE64.encode(&bytes));
    for (transfer, body) in [("8bit", bytes.to_vec()), ("base64", base64.clone().into_bytes())] {
        let head = format!(
            "From: a@example.com\r\nSubject: =?{name}?B?{base64}?=\r\nContent-Type: text/plain; charset={name}\r\n\
             Content-Transfer-Encoding: {transfer}\r\n\r\n"
        );
        let content = mail_content(&[head.as_bytes(), &body].concat()).map_err(|error| error.to_string())?;
        if content.text != words.trim() {
            return Err(format!(
                "{words:?} in {name} ({transfer}) was read as {:?}",
                content.text
            ));
        }
        let subject: Vec<&str> = words.split_whitespace().collect();
        if content.head.subject != subject.join(" ") {
            return Err(format!(
                "{words:?} in {name} was read as {:?} in the subject",
                content.head.subject
            ));
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
fn now() -> Instant {
    Instant::now()
}

fn within(began: Instant) -> Result<(), String> {
    let took = now() - began;
    if took > LONGEST {
        return Err(format!("it took {took:?}"));
    }
    Ok(())
}
