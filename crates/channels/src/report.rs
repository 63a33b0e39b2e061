//! Reports of mail servers about mail: that a letter did not arrive, and why (RFC 3464, and the forms of qmail and Exim that are
//! older than it).
//!
//! Nothing is believed here: which letter a report is about, and whether that letter was ever sent, is for whoever can check
//! the marks in it. What is no report in a form that is known is none, whatever its sender is called.

use mail_parser::{Message, MessageParser, MimeHeaders};
use touchstone_domain::mail::{LetterMark, MailStatus, marks_in};

use crate::received::message_start;

/// Bytes in which a letter's mark is looked for.
const LOOKED_AT: usize = 512 << 10;
/// Recipients of one report that are looked at.
const RECIPIENTS: usize = 100;
/// Where these programs begin to repeat the letter.
const COPIES: [&str; 3] = [
    "--- Below this line is a copy of the message",
    "------ This is a copy of",
    "----- Original message -----",
];

/// What a report says of its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportOutcome {
    /// Nobody tries any more.
    Failed,
    /// It is still being tried.
    Delayed,
    /// It arrived, or went on to where nobody reports from.
    Arrived,
}

/// A mail server's report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    pub outcome: ReportOutcome,
    /// Of the first recipient that the outcome is about.
    pub status: Option<MailStatus>,
    /// Everything in it that may be the mark of the letter, the address it came to first.
    pub marks: Vec<LetterMark>,
}

/// Reads a report; nothing when the message is none. Takes time in proportion to the bytes.
pub fn delivery_report(raw: &[u8]) -> Option<DeliveryReport> {
    let raw = &raw[message_start(raw)..];
    let message = MessageParser::default().parse(raw)?;
    let (outcome, status) = structured(&message).or_else(|| worded(&message))?;
    Some(DeliveryReport {
        outcome,
        status,
        marks: marks(raw),
    })
}

/// The header comes first, and in it whom the report was sent to; the letter or its header come behind.
fn marks(raw: &[u8]) -> Vec<LetterMark> {
    let looked = &raw[..raw.len().min(LOOKED_AT)];
    marks_in(&String::from_utf8_lossy(looked))
}

/// What is said of one recipient.
#[derive(Default)]
struct Said {
    action: Option<String>,
    status: Option<MailStatus>,
    diagnostic: Option<MailStatus>,
}

impl Said {
    /// A server's own words often say more than the code that was made of them.
    fn status(&self) -> Option<MailStatus> {
        let vague = |status: &MailStatus| matches!(status.to_string().as_str(), "5.0.0" | "4.0.0");
        self.status
            .filter(|status| !vague(status))
            .or(self.diagnostic)
            .or(self.status)
    }
}

fn structured(message: &Message<'_>) -> Option<(ReportOutcome, Option<MailStatus>)> {
    let part = message.parts.iter().find(|part| {
        part.content_type()
            .is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("message") && is_status(kind.subtype()))
    })?;
    let said = recipients(&String::from_utf8_lossy(part.contents()));
    let of = |wanted: &[&str]| {
        said.iter().find(|said| {
            said.action
                .as_deref()
                .is_some_and(|action| wanted.contains(&action))
        })
    };
    // One of several who are behind an address: the letter arrived with somebody.
    if of(&["delivered", "relayed", "expanded"]).is_some() {
        return Some((ReportOutcome::Arrived, None));
    }
    if let Some(said) = of(&["failed"]) {
        return Some((ReportOutcome::Failed, said.status()));
    }
    of(&["delayed"]).map(|said| (ReportOutcome::Delayed, said.status()))
}

fn is_status(subtype: Option<&str>) -> bool {
    subtype.is_some_and(|subtype| {
        subtype.eq_ignore_ascii_case("delivery-status")
            || subtype.eq_ignore_ascii_case("global-delivery-status")
    })
}

/// Groups of fields, one for each recipient. Some servers leave out the empty line between them.
fn recipients(text: &str) -> Vec<Said> {
    let mut all = Vec::new();
    let mut said = Said::default();
    let unfolded = text
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let next = name.is_empty() || (name == "final-recipient" && said.action.is_some());
        if next && said.action.is_some() {
            all.push(std::mem::take(&mut said));
        }
        match name.as_str() {
            "action" => said.action = value.split_whitespace().next().map(str::to_ascii_lowercase),
            "status" => said.status = MailStatus::in_text(value),
            "diagnostic-code" => said.diagnostic = MailStatus::in_text(value),
            _ => {}
        }
        if all.len() >= RECIPIENTS {
            return all;
        }
    }
    if said.action.is_some() {
        all.push(said);
    }
    all
}

/// The forms of qmail (QSBMF), Exim and Gmail, by what only they write.
fn worded(message: &Message<'_>) -> Option<(ReportOutcome, Option<MailStatus>)> {
    let text = message.body_text(0)?;
    let own = COPIES
        .iter()
        .filter_map(|copy| text.find(copy))
        .min()
        .map_or(&*text, |at| &text[..at]);
    let qmail = own.trim_start().starts_with("Hi. This is the") && own.contains("This is a permanent error");
    let named = message.header_raw("X-Failed-Recipients").is_some()
        && (own.contains("could not be delivered to one or more of its recipients")
            || own.contains("Delivery to the following recipient failed permanently"));
    (qmail || named).then(|| (ReportOutcome::Failed, MailStatus::in_text(own)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchstone_domain::id::{Id as _, NotificationId};

    const POSTFIX: &str = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n\
        To: care+MARK@shop.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
        Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b/mx\"\r\n\r\n\
        --b/mx\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
        I'm sorry to have to inform you\r\n\r\n\
        --b/mx\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
        Reporting-MTA: dns; mx.example\r\nX-Postfix-Queue-ID: 4A1\r\n\r\n\
        Final-Recipient: rfc822; nobody@mx.example\r\nOriginal-Recipient: rfc822;nobody@mx.example\r\n\
        Action: failed\r\nStatus: STATUS\r\nRemote-MTA: dns; 10.0.0.1\r\n\
        Diagnostic-Code: smtp; 550 DIAGNOSTIC <nobody@mx.example>: Recipient\r\n    address rejected\r\n\r\n\
        --b/mx\r\nContent-Description: Undelivered Message\r\nContent-Type: message/rfc822\r\n\r\n\
        From: care@shop.example\r\nMessage-ID: <MARK.1042-0123456789abcdef@shop.example>\r\nSubject: hi\r\n\r\nhi\r\n\
        --b/mx--\r\n";

    fn mark() -> LetterMark {
        LetterMark::new(NotificationId::from_raw(77_000_000), &[9; 32])
    }

    fn report(text: &str) -> Option<DeliveryReport> {
        delivery_report(text.replace("MARK", &mark().to_string()).as_bytes())
    }

    fn outcome(text: &str) -> Option<(ReportOutcome, Option<String>)> {
        report(text).map(|report| (report.outcome, report.status.map(|status| status.to_string())))
    }

    #[test]
    fn a_report_names_letter_outcome_and_reason() {
        let text = POSTFIX.replace("STATUS", "5.1.1").replace("DIAGNOSTIC", "5.1.1");
        let found = report(&text).unwrap();
        assert_eq!(found.outcome, ReportOutcome::Failed);
        assert_eq!(found.marks, [mark()]);
        assert_eq!(outcome(&text).unwrap().1.as_deref(), Some("5.1.1"));
        let vague = POSTFIX.replace("STATUS", "5.0.0").replace("DIAGNOSTIC", "5.2.2");
        assert_eq!(
            outcome(&vague).unwrap().1.as_deref(),
            Some("5.2.2"),
            "the server's own words say more"
        );
        let unsaid = POSTFIX.replace("STATUS", "").replace("DIAGNOSTIC", "");
        assert_eq!(outcome(&unsaid), Some((ReportOutcome::Failed, None)));
    }

    #[test]
    fn what_is_still_tried_or_arrived_with_somebody_did_not_fail() {
        let text = POSTFIX.replace("STATUS", "4.4.1").replace("DIAGNOSTIC", "4.4.1");
        let delayed = text.replace("Action: failed", "Action: delayed");
        assert_eq!(
            outcome(&delayed),
            Some((ReportOutcome::Delayed, Some("4.4.1".into())))
        );
        let two = text.replace(
            "Action: failed",
            "Action: delivered\r\nStatus: 2.0.0\r\nFinal-Recipient: rfc822; other@mx.example\r\nAction: failed",
        );
        assert_eq!(
            outcome(&two),
            Some((ReportOutcome::Arrived, None)),
            "without an empty line between them"
        );
    }

    #[test]
    fn older_forms_are_known_by_what_only_they_write() {
        let qmail = "From: MAILER-DAEMON@old.example\r\nTo: care@shop.example\r\nSubject: failure notice\r\n\r\n\
            Hi. This is the qmail-send program at old.example.\r\nI'm afraid I wasn't able to deliver your message.\r\n\
            This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n<nobody@old.example>:\r\n\
            Sorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n\
            Message-ID: <MARK@shop.example>\r\n\r\nstatus 5.7.1 of something\r\n";
        assert_eq!(
            outcome(qmail),
            Some((ReportOutcome::Failed, Some("5.1.1".into())))
        );
        assert_eq!(report(qmail).unwrap().marks, [mark()]);
        let exim = "From: Mailer-Daemon@old.example\r\nX-Failed-Recipients: nobody@old.example\r\n\
            Auto-Submitted: auto-replied\r\nSubject: Mail delivery failed\r\n\r\n\
            A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\r\n\
            nobody@old.example\r\n  mailbox is full: 5.2.2\r\n\r\n------ This is a copy of the message ------\r\n\
            Message-ID: <MARK@shop.example>\r\n";
        assert_eq!(outcome(exim), Some((ReportOutcome::Failed, Some("5.2.2".into()))));
    }

    #[test]
    fn what_only_looks_like_a_report_is_none() {
        for text in [
            "From: a@example.com\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <MARK@shop.example>\r\n\r\nI am away. 5.1.1\r\n",
            "From: a@example.com\r\n\r\n> Hi. This is the qmail-send program. This is a permanent error. 5.1.1\r\n",
            "From: a@example.com\r\nX-Failed-Recipients: b@example.com\r\n\r\nhello 5.1.1\r\n",
            "",
        ] {
            assert_eq!(report(text), None, "{text}");
        }
        let read = POSTFIX.replace("message/delivery-status", "message/disposition-notification");
        assert_eq!(report(&read), None);
    }

    #[test]
    fn reports_of_others_are_read_and_name_no_letter_of_ours() {
        for (name, status) in [
            ("flanker/office365.eml", Some("5.1.10")),
            ("flanker/zed.eml", Some("5.1.1")),
            ("flanker/gmail-invalid-address.eml", Some("5.1.0")),
            ("mimekit/delivery-status.eml", None),
        ] {
            let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
            let report = delivery_report(&std::fs::read(path).unwrap()).unwrap();
            assert_eq!(report.outcome, ReportOutcome::Failed, "{name}");
            assert_eq!(
                report.status.map(|status| status.to_string()).as_deref(),
                status,
                "{name}"
            );
            assert!(report.marks.is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_too_strange(cut in 0_usize..1500, with in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40)) {
            let whole = POSTFIX.as_bytes();
            let cut = cut.min(whole.len());
            let _ = delivery_report(&[&whole[..cut], &with, &whole[cut..]].concat());
        }
    }
}
