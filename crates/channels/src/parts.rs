//! The parts of a mail: its words, its files, and what stands in files that people want to read at once: the text and files
//! of a `winmail.dat`, an appointment.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use crate::invitation::{Invitation, invitation};
use crate::received::{MailFile, line, plain};
use crate::tnef::{is_tnef, tnef};

/// Mails within a mail whose text is shown, and characters of each.
const FORWARDED: usize = 3;
const FORWARDED_CHARS: usize = 8_000;
/// As widely used mail programs put it; what follows is folded away below a writer's own words.
const OPENER: &str = "---------- Forwarded message ----------";

/// A mail's parts.
pub(crate) struct Parts {
    pub(crate) text: String,
    pub(crate) files: Vec<MailFile>,
    pub(crate) invitation: Option<Invitation>,
}

pub(crate) fn parts(message: &Message<'_>) -> Parts {
    let mut parts = Parts {
        text: text(message),
        files: Vec::new(),
        invitation: None,
    };
    let forwarded = message.attachments().filter_map(MessagePart::message);
    for forwarded in forwarded.take(FORWARDED) {
        let shown = shown(forwarded);
        if !parts.text.is_empty() {
            parts.text += "\n\n";
        }
        parts.text += &shown;
    }
    for (at, part) in message.attachments().enumerate() {
        let bytes = part.contents();
        if bytes.is_empty() {
            continue;
        }
        if is_type(part, "text", "calendar") && parts.invitation.is_none() {
            parts.invitation = part.text_contents().and_then(invitation);
        }
        // Read as what it is, whatever it is called.
        if is_tnef(bytes) && unpacked(bytes, &mut parts) {
            continue;
        }
        let name = part.attachment_name().map(line).filter(|name| !name.is_empty());
        parts.files.push(MailFile {
            name: name.unwrap_or_else(|| unnamed(part, at + 1)),
            bytes: bytes.to_vec(),
        });
    }
    parts
}

/// A mail within a mail: who wrote it when about what, and its words. It is among the files, too.
fn shown(message: &Message<'_>) -> String {
    let from = message.from().and_then(|from| from.first());
    let from = from.map(|from| match (&from.name, &from.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.iter().chain(address).map(|text| text.as_ref()).collect(),
    });
    let facts = [
        ("From", from),
        ("Date", message.date().map(mail_parser::DateTime::to_rfc3339)),
        ("Subject", message.subject().map(str::to_owned)),
    ];
    let mut shown = OPENER.to_owned();
    for (name, fact) in facts {
        if let Some(fact) = fact.map(|fact| line(&fact)).filter(|fact| !fact.is_empty()) {
            shown += &format!("\n{name}: {fact}");
        }
    }
    let words: String = text(message).chars().take(FORWARDED_CHARS).collect();
    if !words.is_empty() {
        shown += "\n\n";
        shown += &words;
    }
    shown
}

/// Takes a `winmail.dat` apart; whether all of it is there now, so that it itself is not needed any more.
fn unpacked(bytes: &[u8], parts: &mut Parts) -> bool {
    let found = tnef(bytes);
    let mut said = found.text.as_deref().map(plain).unwrap_or_default();
    if let Some(html) = found.html.filter(|_| said.is_empty()) {
        said = plain(&mail_parser::decoders::html::html_to_text(&html));
    }
    // What is written there beside other words may say more than they do.
    let used = parts.text.is_empty() && !said.is_empty();
    let anything = used || !found.files.is_empty();
    if used {
        parts.text = said;
    }
    for (name, bytes) in found.files {
        parts.files.push(MailFile {
            name: line(&name),
            bytes,
        });
    }
    anything && !found.broken
}

fn is_type(part: &MessagePart<'_>, kind: &str, sub: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found
                .subtype()
                .is_some_and(|found| found.eq_ignore_ascii_case(sub))
    })
}

fn text(message: &Message<'_>) -> String {
    let bodies = (0..message.text_body_count()).filter_map(|at| message.body_text(at));
    let bodies: Vec<String> = bodies
        .map(|body| plain(&body))
        .filter(|body| !body.is_empty())
        .collect();
    bodies.join("\n\n")
}

fn unnamed(part: &MessagePart<'_>, at: usize) -> String {
    match &part.body {
        PartType::Message(_) => format!("message-{at}.eml"),
        _ if is_type(part, "text", "calendar") => format!("part-{at}.ics"),
        PartType::Html(_) => format!("part-{at}.html"),
        PartType::Text(_) => format!("part-{at}.txt"),
        _ => {
            let subtype = part
                .content_type()
                .and_then(|kind| kind.subtype())
                .unwrap_or("bin");
            let known: String = subtype
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(8)
                .collect();
            format!("part-{at}.{}", if known.is_empty() { "bin" } else { &known })
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::invitation::InvitationMethod;
    use crate::received::{MailContent, mail_content};
    use touchstone_domain::mail::folded_at;

    fn content(raw: &[u8]) -> MailContent {
        mail_content(raw).unwrap()
    }

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&[level][..], &id.to_le_bytes(), &length, data, &[0, 0]].concat()
    }

    fn property(kind: u16, id: u16, data: &[u8]) -> Vec<u8> {
        let mut value = [kind.to_le_bytes(), id.to_le_bytes()].concat();
        value.extend(1_u32.to_le_bytes());
        value.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        value.extend(data);
        value.resize(value.len().next_multiple_of(4), 0);
        value
    }

    fn properties(all: &[Vec<u8>]) -> Vec<u8> {
        let count = u32::try_from(all.len()).unwrap().to_le_bytes();
        [&count[..], &all.concat()].concat()
    }

    fn tnef(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&0x223e_9f78_u32.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
    }

    /// As Outlook of a Chinese machine writes it: its body in GBK, a file with a short and a long name, a message within.
    fn winmail() -> Vec<u8> {
        let long: Vec<u8> = "收货照片.png".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let inner = tnef(&[attribute(1, 0x0002_800c, b"The older mail.\0")]);
        let object = [
            &[7, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46][..],
            &inner,
        ]
        .concat();
        tnef(&[
            attribute(
                1,
                0x0006_9007,
                &[936_u32.to_le_bytes(), 0_u32.to_le_bytes()].concat(),
            ),
            attribute(
                1,
                0x0006_9003,
                &properties(&[property(0x1e, 0x1000, b"\xcd\xcb\xbf\xee\0")]),
            ),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0001_8010, b"SHOUHU~1.PNG\0"),
            attribute(2, 0x0006_800f, b"\x89PNG\r\n\x1a\n"),
            attribute(2, 0x0006_9005, &properties(&[property(0x1f, 0x3707, &long)])),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(
                2,
                0x0006_9005,
                &properties(&[
                    property(0x0d, 0x3701, &object),
                    property(0x1e, 0x3001, b"Re: pan\0"),
                ]),
            ),
        ])
    }

    fn with_winmail(bytes: &[u8], text: &str) -> MailContent {
        let raw = format!(
            "From: a@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
             {text}\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{}\n--b--\n",
            data_encoding::BASE64.encode(bytes)
        );
        content(raw.as_bytes())
    }

    #[test]
    fn a_winmail_is_taken_apart() {
        let read = with_winmail(&winmail(), "");
        assert_eq!(read.text, "退款");
        let files: Vec<_> = read
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.bytes.as_slice()))
            .collect();
        assert_eq!(
            files,
            [
                ("收货照片.png", &b"\x89PNG\r\n\x1a\n"[..]),
                ("Re: pan.txt", b"The older mail.")
            ]
        );
        let read = with_winmail(&winmail(), "In plain words.");
        assert_eq!(read.text, "In plain words.");
        assert_eq!(read.files.len(), 2);
    }

    #[test]
    fn a_winmail_that_breaks_off_stays_beside_what_was_in_it() {
        let whole = winmail();
        for end in 6..whole.len() {
            let read = with_winmail(&whole[..end], "Words.");
            assert_eq!(read.text, "Words.");
            let kept = read
                .files
                .iter()
                .any(|file| file.name == "winmail.dat" && file.bytes == whole[..end]);
            let between = read.files.iter().any(|file| file.bytes.starts_with(b"\x89PNG"));
            assert!(kept || between, "{end}: {:?}", read.files);
        }
        let read = with_winmail(b"\x78\x9f\x3e\x22", "Words.");
        assert_eq!(read.files[0].name, "winmail.dat");
    }

    #[test]
    fn a_mail_within_a_mail_is_shown_and_kept() {
        let raw = b"From: a@example.com\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease see.\n--b\n\
            Content-Type: message/rfc822\n\nFrom: Li <li@mail.example>\nDate: Mon, 2 Mar 2026 09:00:00 +0800\n\
            Subject: =?UTF-8?B?6YCA5qy+?=\n\nWhere is it?\n--b--\n";
        let read = content(raw);
        let own = folded_at(&read.text).map(|at| read.text[..at].trim());
        assert_eq!(own, Some("Please see."), "{}", read.text);
        for fact in [
            "From: Li <li@mail.example>",
            "Date: 2026-03-02T09:00:00+08:00",
            "Subject: 退款",
            "Where is it?",
        ] {
            assert!(read.text.contains(fact), "{fact}: {}", read.text);
        }
        assert_eq!(read.files[0].name, "message-1.eml");
        assert!(
            read.files[0].bytes.ends_with(b"Where is it?")
                || read.files[0].bytes.ends_with(b"Where is it?\n")
        );
    }

    #[test]
    fn an_invitation_is_read_and_kept() {
        let raw = "From: a@example.com\nSubject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: \
            text/plain; charset=utf-8\n\nCome.\n--b\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n\
            BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:上门取件\nDTSTART:20260302T010000Z\nEND:VEVENT\n\
            END:VCALENDAR\n--b--\n";
        let read = content(raw.as_bytes());
        let invitation = read.invitation.unwrap();
        assert_eq!(
            (invitation.method, invitation.title.as_str()),
            (InvitationMethod::Request, "上门取件")
        );
        assert_eq!(
            (read.text.as_str(), read.files[0].name.as_str()),
            ("Come.", "part-1.ics")
        );
    }
}
