//! Reading mail as it came: header, text, files. Character sets and broken MIME are `mail-parser`'s; here is what is taken
//! of it and how much. Nothing is judged.
//!
//! A message with HTML alone is turned to text: no markup of a stranger's is kept for showing. Whatever is not taken here
//! stays in the bytes, which are kept as they came.

use mail_parser::{Address, Header, HeaderValue, Message, MessageParser};
use touchstone_domain::mail::MailField;

use crate::invitation::Invitation;
use crate::parts::{Parts, parts};

/// Messages within messages above which nobody's mail program wrote it.
const MESSAGES: usize = 200;
/// How often a boundary may be spoken of, be it of parts or in what somebody wrote.
const BOUNDARIES: usize = 1_000;
/// Bytes of one field that are looked at.
const FIELD_BYTES: usize = 8_192;
/// Fields that are looked at.
const FIELDS: usize = 400;
/// Recipients and references that are looked at.
const NAMES: usize = 200;

/// Why bytes are no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailUnreadable {
    #[error("there is no header")]
    NoHeader,
    #[error("parts are nested too deep")]
    TooDeep,
}

/// Somebody a header names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailParty {
    /// As written; perhaps no address at all.
    pub address: String,
    pub name: Option<String>,
}

/// What a header tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailHead {
    pub from: Option<MailParty>,
    pub subject: String,
    /// Without its angle brackets.
    pub message_id: Option<String>,
    /// What it answers: `In-Reply-To`, then `References`, newest first.
    pub references: Vec<String>,
    /// Every address it says it went to.
    pub recipients: Vec<String>,
    /// Every field, in order, as written.
    pub fields: Vec<MailField>,
}

/// A file within a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A whole mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailContent {
    pub head: MailHead,
    /// What was written, as text.
    pub text: String,
    pub files: Vec<MailFile>,
    /// The appointment that one of the files is.
    pub invitation: Option<Invitation>,
}

/// Where the message begins: behind empty lines, and behind the line that mailbox files and some pipes put before it.
pub fn message_start(raw: &[u8]) -> usize {
    let mut start = 0;
    while let Some(end) = raw[start..].iter().position(|byte| *byte == b'\n') {
        let line = &raw[start..start + end];
        if !line.iter().all(u8::is_ascii_whitespace) && !line.starts_with(b"From ") {
            break;
        }
        start += end + 1;
    }
    start
}

/// Reads the header alone; fast, for whoever has to keep the bytes first.
pub fn mail_head(raw: &[u8]) -> Result<MailHead, MailUnreadable> {
    let raw = &raw[message_start(raw)..];
    let message = MessageParser::default()
        .parse_headers(raw)
        .ok_or(MailUnreadable::NoHeader)?;
    head(&message, raw)
}

/// Reads all of it. Takes time in proportion to the bytes: call it where nobody waits.
pub fn mail_content(raw: &[u8]) -> Result<MailContent, MailUnreadable> {
    let raw = &raw[message_start(raw)..];
    bounded(raw)?;
    let message = MessageParser::default()
        .parse(raw)
        .ok_or(MailUnreadable::NoHeader)?;
    // Of broken mail the parser may take a part for the whole; the header is what stands at the beginning.
    let head = mail_head(raw)?;
    let Parts {
        text,
        files,
        invitation,
    } = parts(&message);
    Ok(MailContent {
        head,
        text,
        files,
        invitation,
    })
}

/// The parser goes down into what is nested; a stranger does not decide how deep.
fn bounded(raw: &[u8]) -> Result<(), MailUnreadable> {
    let beyond = |word: &[u8], most: usize| {
        raw.windows(word.len())
            .filter(|window| window.eq_ignore_ascii_case(word))
            .nth(most)
            .is_some()
    };
    if beyond(b"boundary", BOUNDARIES)
        || beyond(b"message/rfc822", MESSAGES)
        || beyond(b"message/global", MESSAGES)
    {
        return Err(MailUnreadable::TooDeep);
    }
    Ok(())
}

fn head(message: &Message<'_>, raw: &[u8]) -> Result<MailHead, MailUnreadable> {
    let fields: Vec<MailField> = message
        .headers()
        .iter()
        .take(FIELDS)
        .map(|header| field(header, raw))
        .collect();
    if fields.is_empty() {
        return Err(MailUnreadable::NoHeader);
    }
    let mut references = ids(message.in_reply_to());
    references.extend(ids(message.references()).into_iter().rev());
    references.truncate(NAMES);
    Ok(MailHead {
        from: message.from().and_then(party),
        subject: line(message.subject().unwrap_or_default()),
        message_id: message.message_id().map(line).filter(|id| !id.is_empty()),
        references,
        recipients: recipients(message, &fields),
        fields,
    })
}

fn field(header: &Header<'_>, raw: &[u8]) -> MailField {
    let (start, end) = (header.offset_start as usize, header.offset_end as usize);
    let bytes = raw.get(start..end.min(start + FIELD_BYTES)).unwrap_or_default();
    MailField {
        name: header.name.as_str().to_ascii_lowercase(),
        value: line(&String::from_utf8_lossy(bytes)),
    }
}

/// The first who is named with an address, else the first who is named.
fn party(address: &Address<'_>) -> Option<MailParty> {
    let named = |addr: &mail_parser::Addr<'_>| MailParty {
        address: addr.address.as_deref().map(line).unwrap_or_default(),
        name: addr.name.as_deref().map(line).filter(|name| !name.is_empty()),
    };
    let all = || address.iter().take(NAMES).map(named);
    all()
        .find(|party| party.address.contains('@'))
        .or_else(|| all().next())
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![line(id)],
        HeaderValue::TextList(ids) => ids.iter().take(NAMES).map(|id| line(id)).collect(),
        _ => Vec::new(),
    }
}

/// Addresses in `To` and `Cc`, and in the fields where servers note whom it came for.
fn recipients(message: &Message<'_>, fields: &[MailField]) -> Vec<String> {
    let named = [message.to(), message.cc()]
        .into_iter()
        .flatten()
        .flat_map(|address| {
            address
                .iter()
                .filter_map(|addr| addr.address.as_deref().map(line))
        });
    let noted = fields
        .iter()
        .filter(|field| {
            matches!(
                field.name.as_str(),
                "delivered-to" | "x-original-to" | "envelope-to" | "x-envelope-to" | "resent-to"
            )
        })
        .map(|field| field.value.trim_matches(['<', '>']).to_owned());
    noted.chain(named).take(NAMES).collect()
}

/// One line without control characters.
pub(crate) fn line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines that end in `\n`, without other control characters.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(raw: &[u8]) -> MailContent {
        mail_content(raw).unwrap()
    }

    /// A mail whose body is these bytes in this character set.
    fn in_charset(charset: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "From: =?UTF-8?B?5byg5LiJ?= <zhang@example.com>\r\nTo: care@shop.example\r\nSubject: x\r\n\
             Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    }

    #[test]
    fn east_asian_character_sets_are_read() {
        for (charset, body, expected) in [
            ("gb18030", &b"\xcd\xcb\xbf\xee"[..], "退款"),
            ("gb2312", b"\xcd\xcb\xbf\xee", "退款"),
            ("big5", b"\xb0h\xb4\xda", "退款"),
            ("iso-2022-jp", b"\x1b$BJV6b\x1b(B", "返金"),
            ("shift_jis", b"\x95\xd4\x8b\xe0", "返金"),
            ("euc-kr", b"\xc8\xaf\xba\xd2", "환불"),
            ("utf-8", "환불".as_bytes(), "환불"),
        ] {
            let content = content(&in_charset(charset, body));
            assert_eq!(content.text, expected, "{charset}");
            let from = content.head.from.unwrap();
            assert_eq!(
                (from.address.as_str(), from.name.as_deref()),
                ("zhang@example.com", Some("张三"))
            );
        }
    }

    #[test]
    fn html_alone_becomes_text() {
        let raw = b"From: a@example.com\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n\
            <p>Where is <b>my refund</b>?</p><script>alert(1)</script><img src=http://x.example/p.gif>";
        let text = content(raw).text;
        assert!(text.contains("Where is my refund"), "{text}");
        assert!(!text.contains('<') && !text.contains("alert"), "{text}");
    }

    #[test]
    fn files_come_with_their_names() {
        let raw = b"From: a@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
            Content-Type: text/plain\n\nSee it.\n--b\nContent-Type: image/png\n\
            Content-Disposition: attachment; filename*=UTF-8''%E5%9B%BE.png\nContent-Transfer-Encoding: base64\n\n\
            iVBORw0KGgo=\n--b\nContent-Type: message/rfc822\n\nSubject: inner\n\nhello\n--b--\n";
        let content = content(raw);
        assert!(content.text.starts_with("See it.\n"), "{}", content.text);
        let names: Vec<_> = content.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["图.png", "message-2.eml"]);
        assert_eq!(content.files[0].bytes, b"\x89PNG\r\n\x1a\n");
    }

    #[test]
    fn a_header_names_what_it_answers_newest_first() {
        let raw = b"From: a@example.com\nIn-Reply-To: <c@x>\nReferences: <a@x>\n <b@x> <c@x>\n\
            Delivered-To: care+7@shop.example\nTo: Care <care@shop.example>\nMessage-ID: <own@x>\n\nhi";
        let head = mail_head(raw).unwrap();
        assert_eq!(head.references, ["c@x", "c@x", "b@x", "a@x"]);
        assert_eq!(head.recipients, ["care+7@shop.example", "care@shop.example"]);
        assert_eq!(head.message_id.as_deref(), Some("own@x"));
    }

    #[test]
    fn bombs_are_refused_and_rubbish_is_no_mail() {
        let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
        assert_eq!(mail_content(nested.as_bytes()), Err(MailUnreadable::TooDeep));
        let parts = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(50_000);
        assert_eq!(mail_content(parts.as_bytes()), Err(MailUnreadable::TooDeep));
        assert!(mail_head(b"").is_err());
        assert!(mail_content(b"").is_err());
    }

    /// Mail of others: see `tests/data/README.md`.
    fn corpus() -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        for from in ["flanker", "mimekit"] {
            let directory = format!("{}/tests/data/{from}", env!("CARGO_MANIFEST_DIR"));
            for entry in std::fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if name != "LICENSE" {
                    found.push((name, std::fs::read(path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn awkward_mail_of_others_is_read() {
        let mut read = std::collections::BTreeMap::new();
        for (name, raw) in corpus() {
            read.insert(name, mail_content(&raw));
        }
        assert!(read.len() > 14, "{:?}", read.keys());
        let of = |name: &str| read[name].as_ref().unwrap();
        let from = |name: &str| of(name).head.from.clone().unwrap_or_default().address;
        assert!(
            of("japanese.eml")
                .text
                .chars()
                .any(|c| ('\u{3041}'..='\u{30ff}').contains(&c)),
            "{:?}",
            of("japanese.eml")
        );
        assert!(
            from("iphone.eml").contains('@'),
            "{:?}",
            of("iphone.eml").head.from
        );
        assert!(!of("enclosed-broken-body.eml").text.is_empty());
        for name in ["zed.eml", "office365.eml", "gmail-invalid-address.eml"] {
            let nature = touchstone_domain::mail::mail_nature(&of(name).head.fields);
            assert_ne!(nature, touchstone_domain::mail::MailNature::Personal, "{name}");
        }
        for content in read.values().flatten() {
            assert!(!content.text.contains('\0') && !content.head.subject.contains('\n'));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_too_strange(raw in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            let _ = mail_content(&raw);
        }

        #[test]
        fn no_broken_mail_is_too_strange(
            lines in proptest::collection::vec(
                "(From: .{0,20}|Content-Type: (multipart/mixed|text/html|message/rfc822); boundary=b|--b|--b--|=\\?gbk\\?B\\?.{0,9}\\?=|.{0,30}|)",
                0..40,
            ),
        ) {
            let _ = mail_content(lines.join("\n").as_bytes());
        }
    }
}
