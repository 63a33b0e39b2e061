//! The receiving side of SMTP (RFC 5321) and LMTP (RFC 2033), as a machine without a network: lines in, answers out. A mail
//! server hands its mail over here; nobody sends through us, so only known recipients are taken and nothing is relayed.
//!
//! A message ends with CRLF, full stop, CRLF and with nothing that only looks like it: whoever reads a bare line feed as an end
//! of line can be made to see two messages where the sender's server saw one.

/// Characters of a line that is read.
pub const LINE_BYTES: usize = 2_048;
/// Recipients of one message.
const RECIPIENTS: usize = 100;
/// Mistakes after which a caller is sent away.
const MISTAKES: u32 = 10;

/// What a caller is to be told or done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandoverStep {
    /// Say this and go on.
    Say(String),
    /// Say this, then take the message.
    Take(String),
    /// Say this, then protect the connection; what was sent before its time is dropped.
    StartTls(String),
    /// Say this and end.
    End(String),
}

/// What became of a message for one recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverOutcome {
    /// It is on the disk.
    Kept,
    /// Not now.
    Later,
    TooLarge,
    /// It will never be taken.
    Refused,
}

/// Who sends a message and for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Empty for a report that nobody is to answer.
    pub from: String,
    pub to: Vec<String>,
    /// The name its sender gave itself.
    pub helo: String,
    /// A server of the same house hands it on (LMTP).
    pub handed_on: bool,
}

/// One conversation.
#[derive(Debug)]
pub struct Handover {
    host: String,
    bytes: u64,
    offers_tls: bool,
    is_protected: bool,
    greeted: bool,
    lmtp: bool,
    helo: String,
    from: Option<String>,
    to: Vec<String>,
    mistakes: u32,
}

impl Handover {
    /// A conversation with this machine's name, about messages of at most so many bytes.
    pub fn new(host: &str, bytes: u64, offers_tls: bool) -> Self {
        Self {
            host: host.to_owned(),
            bytes,
            offers_tls,
            is_protected: false,
            greeted: false,
            lmtp: false,
            helo: String::new(),
            from: None,
            to: Vec::new(),
            mistakes: 0,
        }
    }

    /// The first words.
    pub fn greeting(&self) -> String {
        format!("220 {} ESMTP LMTP ready\r\n", self.host)
    }

    /// The connection is protected now: everything said before is forgotten (RFC 3207, 4.2).
    pub fn protected(&mut self) {
        self.is_protected = true;
        self.greeted = false;
        self.reset();
    }

    /// One line without its end. `known` says whether mail is taken for an address.
    pub fn line(&mut self, line: &[u8], known: impl Fn(&str) -> bool) -> HandoverStep {
        let Ok(line) = std::str::from_utf8(line) else {
            return self.mistake("500 5.5.2 not a command");
        };
        let line = line.trim_end();
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "LHLO" => self.hello(true, rest),
            "EHLO" => self.hello(false, rest),
            "HELO" => {
                self.greet(false, rest);
                say(&format!("250 {}", self.host))
            }
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest, known),
            "DATA" => self.data(),
            "RSET" => {
                self.reset();
                say("250 2.0.0 forgotten")
            }
            "NOOP" => say("250 2.0.0 fine"),
            "VRFY" => say("252 2.1.5 send it and see"),
            "STARTTLS" if self.offers_tls && !self.is_protected => {
                HandoverStep::StartTls("220 2.0.0 go ahead\r\n".to_owned())
            }
            "QUIT" => HandoverStep::End("221 2.0.0 goodbye\r\n".to_owned()),
            _ => self.mistake("500 5.5.1 not a command here"),
        }
    }

    /// A line longer than [`LINE_BYTES`].
    pub fn too_long(&mut self) -> HandoverStep {
        self.mistake("500 5.5.2 the line is too long")
    }

    /// The envelope of the message that has come; the next one begins anew.
    pub fn envelope(&mut self) -> Envelope {
        let envelope = Envelope {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            helo: self.helo.clone(),
            handed_on: self.lmtp,
        };
        self.reset();
        envelope
    }

    /// The answer to a message: in LMTP one for each recipient, in SMTP one for all, which must not say more than holds for
    /// everyone.
    pub fn answer(&self, outcomes: &[HandoverOutcome]) -> String {
        let worst = |all: &[HandoverOutcome]| {
            let order = [
                HandoverOutcome::Later,
                HandoverOutcome::TooLarge,
                HandoverOutcome::Refused,
            ];
            let found = order.into_iter().find(|one| all.contains(one));
            found.unwrap_or(HandoverOutcome::Kept)
        };
        if self.lmtp {
            outcomes.iter().map(|outcome| said(*outcome)).collect()
        } else {
            said(worst(outcomes)).to_owned()
        }
    }

    fn greet(&mut self, lmtp: bool, name: &str) {
        (self.greeted, self.lmtp) = (true, lmtp);
        self.helo = name.trim().to_owned();
        self.reset();
    }

    fn hello(&mut self, lmtp: bool, name: &str) -> HandoverStep {
        self.greet(lmtp, name);
        let mut lines = vec![
            self.host.clone(),
            "PIPELINING".to_owned(),
            "8BITMIME".to_owned(),
            "SMTPUTF8".to_owned(),
            "ENHANCEDSTATUSCODES".to_owned(),
            format!("SIZE {}", self.bytes),
        ];
        if self.offers_tls && !self.is_protected {
            lines.push("STARTTLS".to_owned());
        }
        let last = lines.len() - 1;
        let lines = lines.iter().enumerate();
        HandoverStep::Say(
            lines
                .map(|(at, line)| format!("250{}{line}\r\n", if at == last { ' ' } else { '-' }))
                .collect(),
        )
    }

    fn mail(&mut self, rest: &str) -> HandoverStep {
        if !self.greeted || self.from.is_some() {
            return self.mistake("503 5.5.1 not now");
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return self.mistake("501 5.5.4 MAIL FROM:<address>");
        };
        let size = parameters.split_whitespace().find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.eq_ignore_ascii_case("SIZE")
                .then(|| value.parse::<u64>().ok())?
        });
        if size.is_some_and(|size| size > self.bytes) {
            return say("552 5.3.4 the message is too large");
        }
        self.from = Some(from.to_owned());
        say("250 2.1.0 fine")
    }

    fn recipient(&mut self, rest: &str, known: impl Fn(&str) -> bool) -> HandoverStep {
        if self.from.is_none() {
            return self.mistake("503 5.5.1 MAIL first");
        }
        match path(rest, "TO:") {
            None => self.mistake("501 5.5.4 RCPT TO:<address>"),
            Some(_) if self.to.len() >= RECIPIENTS => say("452 4.5.3 too many recipients"),
            Some((to, _)) if known(to) => {
                self.to.push(to.to_owned());
                say("250 2.1.5 fine")
            }
            Some(_) => self.mistake("550 5.1.1 no such mailbox here"),
        }
    }

    fn data(&mut self) -> HandoverStep {
        if self.to.is_empty() {
            return self.mistake("503 5.5.1 no recipients");
        }
        HandoverStep::Take("354 end with CRLF.CRLF\r\n".to_owned())
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    fn mistake(&mut self, said: &str) -> HandoverStep {
        self.mistakes += 1;
        if self.mistakes >= MISTAKES {
            HandoverStep::End("421 4.7.0 too many mistakes\r\n".to_owned())
        } else {
            say(said)
        }
    }
}

fn say(line: &str) -> HandoverStep {
    HandoverStep::Say(format!("{line}\r\n"))
}

fn said(outcome: HandoverOutcome) -> &'static str {
    match outcome {
        HandoverOutcome::Kept => "250 2.0.0 kept\r\n",
        HandoverOutcome::Later => "451 4.3.0 not now\r\n",
        HandoverOutcome::TooLarge => "552 5.3.4 the message is too large\r\n",
        HandoverOutcome::Refused => "554 5.6.0 not a message\r\n",
    }
}

/// The address between angle brackets behind a keyword, and what follows it.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let head = rest.get(..keyword.len())?;
    let behind = rest.get(keyword.len()..)?.trim_start();
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let (address, parameters) = behind.strip_prefix('<')?.split_once('>')?;
    // A source route is allowed and means nothing (RFC 5321, C).
    let address = match address.strip_prefix('@') {
        Some(routed) => routed.split_once(':')?.1,
        None => address,
    };
    let sound = address.len() <= 320 && !address.chars().any(|c| c.is_control() || c == ' ' || c == '<');
    sound.then_some((address, parameters))
}

/// Where the reading of a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Dot,
    DotReturn,
    Inside,
    Return,
}

/// Takes the bytes of a message until its end, and takes out the full stops that were put in.
#[derive(Debug)]
pub struct MessageReader {
    at: At,
    bytes: Vec<u8>,
    most: usize,
    seen: u64,
}

impl MessageReader {
    /// Of a message of at most so many bytes; of a longer one the rest is read and forgotten.
    pub fn new(most: u64) -> Self {
        Self {
            at: At::Start,
            bytes: Vec::new(),
            most: usize::try_from(most).unwrap_or(usize::MAX),
            seen: 0,
        }
    }

    /// Reads on; how many bytes were used when that was the end of the message.
    pub fn push(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            if self.byte(*byte) {
                return Some(at + 1);
            }
        }
        None
    }

    /// Bytes read so far, whether kept or not.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// The message; nothing when it is too large.
    pub fn message(self) -> Option<Vec<u8>> {
        (self.bytes.len() <= self.most).then_some(self.bytes)
    }

    fn byte(&mut self, byte: u8) -> bool {
        self.seen += 1;
        self.at = match (self.at, byte) {
            (At::Start, b'.') => At::Dot,
            (At::Dot, b'\r') => At::DotReturn,
            (At::DotReturn, b'\n') => return true,
            (At::DotReturn, byte) => {
                self.keep(b'\r');
                self.after_return(byte)
            }
            (At::Return, byte) => self.after_return(byte),
            (At::Start | At::Dot | At::Inside, byte) => {
                self.keep(byte);
                if byte == b'\r' { At::Return } else { At::Inside }
            }
        };
        false
    }

    fn after_return(&mut self, byte: u8) -> At {
        self.keep(byte);
        match byte {
            b'\n' => At::Start,
            b'\r' => At::Return,
            _ => At::Inside,
        }
    }

    /// One byte more than is taken tells that there is more.
    fn keep(&mut self, byte: u8) {
        if self.bytes.len() <= self.most {
            self.bytes.push(byte);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tell(handover: &mut Handover, line: &str) -> String {
        match handover.line(line.as_bytes(), |to| to.starts_with("care")) {
            HandoverStep::Say(said)
            | HandoverStep::Take(said)
            | HandoverStep::StartTls(said)
            | HandoverStep::End(said) => said,
        }
    }

    #[test]
    fn mail_is_taken_for_known_recipients_in_order() {
        let mut lmtp = Handover::new("mx.shop.example", 1_000, false);
        assert!(tell(&mut lmtp, "MAIL FROM:<a@b.example>").starts_with("503"));
        assert!(tell(&mut lmtp, "lhlo there").contains("SIZE 1000"));
        assert!(tell(&mut lmtp, "RCPT TO:<care@shop.example>").starts_with("503"));
        assert!(tell(&mut lmtp, "MAIL FROM:<a@b.example> SIZE=2000").starts_with("552"));
        assert!(tell(&mut lmtp, "MAIL FROM:<> BODY=8BITMIME").starts_with("250"));
        assert!(tell(&mut lmtp, "DATA").starts_with("503"));
        assert!(tell(&mut lmtp, "RCPT TO:<other@shop.example>").starts_with("550"));
        assert!(tell(&mut lmtp, "rcpt to:<care+1-x@shop.example>").starts_with("250"));
        assert!(tell(&mut lmtp, "RCPT TO:<care@shop.example>").starts_with("250"));
        assert!(tell(&mut lmtp, "DATA").starts_with("354"));
        let envelope = lmtp.envelope();
        assert_eq!((envelope.from.as_str(), envelope.to.len()), ("", 2));
        assert_eq!((envelope.helo.as_str(), envelope.handed_on), ("there", true));
        let answer = lmtp.answer(&[HandoverOutcome::Kept, HandoverOutcome::Later]);
        assert_eq!(answer, "250 2.0.0 kept\r\n451 4.3.0 not now\r\n");
        assert!(
            tell(&mut lmtp, "DATA").starts_with("503"),
            "a new envelope is needed"
        );
    }

    #[test]
    fn smtp_never_says_more_than_holds_for_everyone() {
        let mut smtp = Handover::new("mx", 10, true);
        assert!(tell(&mut smtp, "EHLO x").contains("STARTTLS"));
        assert!(
            smtp.answer(&[HandoverOutcome::Kept, HandoverOutcome::Later])
                .starts_with("451")
        );
        assert!(smtp.answer(&[HandoverOutcome::Kept]).starts_with("250"));
        assert!(tell(&mut smtp, "STARTTLS").starts_with("220"));
        smtp.protected();
        assert!(
            tell(&mut smtp, "MAIL FROM:<a@b>").starts_with("503"),
            "said before, forgotten"
        );
        assert!(!tell(&mut smtp, "EHLO x").contains("STARTTLS"));
        for _ in 0..8 {
            assert!(tell(&mut smtp, "AUTH PLAIN x").starts_with("500"));
        }
        assert!(tell(&mut smtp, "HELP").starts_with("421"));
    }

    fn read(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
        let mut reader = MessageReader::new(1 << 20);
        let used = reader.push(bytes)?;
        Some((reader.message().unwrap(), used))
    }

    #[test]
    fn only_the_real_end_ends_a_message() {
        assert_eq!(read(b"a\r\n.\r\nNEXT"), Some((b"a\r\n".to_vec(), 6)));
        assert_eq!(read(b".\r\n"), Some((Vec::new(), 3)));
        assert_eq!(read(b"..a\r\n.b\r\n.\r\n").unwrap().0, b".a\r\nb\r\n");
        for smuggled in [
            &b"a\n.\n"[..],
            b"a\n.\r\n",
            b"a\r\n.\n",
            b"a\r.\r",
            b"a\r.\r\n",
            b"a\r\n.\rb\r\n",
        ] {
            assert_eq!(read(smuggled), None, "{smuggled:?}");
        }
        let mut small = MessageReader::new(3);
        assert!(small.push(b"abcdef\r\n.\r\n").is_some());
        assert_eq!(small.message(), None);
    }

    proptest! {
        #[test]
        fn a_message_comes_out_as_it_went_in(
            lines in proptest::collection::vec("[.a\r]{0,6}|\\.\\.?", 0..20),
            cut in 1_usize..8,
        ) {
            let lines: Vec<String> = lines.iter().map(|line| line.trim_end_matches('\r').to_owned()).collect();
            let message: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let stuffed: String = lines
                .iter()
                .map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") })
                .collect();
            let sent = format!("{stuffed}.\r\n");
            let mut reader = MessageReader::new(1 << 20);
            let mut ended = false;
            for piece in sent.as_bytes().chunks(cut) {
                prop_assert!(!ended);
                ended = reader.push(piece).is_some();
            }
            prop_assert!(ended);
            prop_assert_eq!(reader.message().unwrap(), message.into_bytes());
        }

        #[test]
        fn no_line_is_too_strange(lines in proptest::collection::vec(any::<Vec<u8>>(), 0..20)) {
            let mut handover = Handover::new("mx", 10, true);
            for line in lines {
                let _ = handover.line(&line, |_| true);
            }
        }
    }
}
