//! Mail as mail servers hand it over, through `touchstone mail-in` and by SMTP and LMTP: what is acknowledged is on the disk, and
//! every refusal is a word or an exit code that such programs understand.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use touchstone_channels::{Mail, MailThread, Mailer, MailerConfig, Security};
use touchstone_domain::time::Timestamp;
use touchstone_testkit::app::{Client, NameServer};
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, free_address, said};

fn hand_in(place: &Place, arguments: &[&str], raw: &[u8]) -> Output {
    let mut all = vec!["mail-in"];
    all.extend_from_slice(arguments);
    let mut child = place
        .command(&all)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that refuses at once reads nothing.
    let _ = child.stdin.take().unwrap().write_all(raw);
    child.wait_with_output().unwrap()
}

fn mail(id: &str) -> Vec<u8> {
    format!("From: li@mail.example\nTo: care@shop.example\nMessage-ID: <{id}@mail.example>\nSubject: Refund {id}\n\nWhere?\n")
        .into_bytes()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

async fn taken(admin: &Client, n: usize) -> Vec<Value> {
    for _ in 0..1_200 {
        let page = admin
            .get("/api/v1/mail?state=done")
            .send()
            .await
            .expect(200)
            .json();
        let items = page["items"].as_array().unwrap().clone();
        if items.len() >= n {
            return items;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("mail was not taken in time");
}

async fn story(mut place: Place) {
    place.set("MAIL_MEGABYTES", "1");
    let unset = hand_in(&place, &[], &mail("early"));
    assert_eq!(
        code(&unset),
        Some(75),
        "nobody has said which mail is taken: {}",
        said(&unset)
    );
    place.set("MAIL_MAILBOXES", "care@shop.example");
    let email = place.create_administrator();
    // Without a server.
    let first = hand_in(&place, &["--mailbox", "care@shop.example"], &mail("one"));
    assert_eq!(code(&first), Some(0), "{}", said(&first));
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    // With one; the same mail again is a success too.
    for raw in [mail("two"), mail("two"), mail("one")] {
        let done = hand_in(&place, &[], &raw);
        assert_eq!(code(&done), Some(0), "{}", said(&done));
    }
    let items = taken(&admin, 2).await;
    assert_eq!(items.len(), 2, "each once");
    assert!(items.iter().all(|mail| mail["copies"] == 2), "{items:#?}");
    for (arguments, raw, expected) in [
        (&["--mailbox", "other@shop.example"][..], mail("x"), 67),
        (&[], Vec::new(), 65),
        (&[], vec![b'x'; 2 << 20], 65),
    ] {
        let refused = hand_in(&place, arguments, &raw);
        assert_eq!(code(&refused), Some(expected), "{}", said(&refused));
    }
    // What was acknowledged outlives the process that acknowledged it.
    let last = hand_in(&place, &[], &mail("three"));
    assert_eq!(code(&last), Some(0), "{}", said(&last));
    server.kill();
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    assert_eq!(taken(&admin, 3).await.len(), 3);
}

#[test]
fn mail_is_taken_from_a_pipe_on_sqlite() {
    block_on(story(Place::sqlite()));
}

#[test]
fn mail_is_taken_from_a_pipe_on_postgres() {
    block_on(story(Place::postgres()));
}

/// A mail server at the other end, word by word.
struct Sender {
    words: BufReader<TcpStream>,
}

impl Sender {
    fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut sender = Self {
            words: BufReader::new(stream),
        };
        assert!(sender.hear().starts_with("220 "));
        sender
    }

    /// One whole answer.
    fn hear(&mut self) -> String {
        let mut all = String::new();
        loop {
            let before = all.len();
            assert!(
                self.words.read_line(&mut all).unwrap() > 0,
                "it hung up after {all:?}"
            );
            if all.as_bytes().get(before + 3) != Some(&b'-') {
                return all;
            }
        }
    }

    fn say(&mut self, bytes: impl AsRef<[u8]>) -> String {
        self.words.get_mut().write_all(bytes.as_ref()).unwrap();
        self.hear()
    }
}

async fn listened(mut place: Place) {
    let address = free_address();
    place.set(
        "MAIL_MAILBOXES",
        "care@shop.example,returns@shop.example=after-sales",
    );
    place.set("MAIL_LISTEN", &address.to_string());
    place.set("MAIL_MEGABYTES", "1");
    let email = place.create_administrator();
    let server = Server::start(&place).await;
    let mut lmtp = Sender::new(address);
    let hello = lmtp.say("LHLO mx\r\n");
    assert!(
        hello.contains("SIZE 1048576") && !hello.contains("STARTTLS"),
        "{hello}"
    );
    assert!(lmtp.say("MAIL FROM:<li@mail.example>\r\n").starts_with("250"));
    assert!(
        lmtp.say("RCPT TO:<somebody@else.example>\r\n").starts_with("550"),
        "nothing is relayed"
    );
    assert!(lmtp.say("RCPT TO:<care@shop.example>\r\n").starts_with("250"));
    assert!(lmtp.say("RCPT TO:<returns@shop.example>\r\n").starts_with("250"));
    assert!(lmtp.say("DATA\r\n").starts_with("354"));
    // What only looks like an end must not make two messages of one.
    let smuggled = "From: li@mail.example\r\nSubject: One\r\nMessage-ID: <s@mail.example>\r\n\r\nWhere?\n.\r\nMAIL FROM:<x@y>\r\n.\r\n";
    assert!(
        lmtp.say(smuggled).starts_with("250"),
        "an answer for each recipient"
    );
    assert!(lmtp.hear().starts_with("250"));
    // Larger than is taken: read to its end, refused, and the conversation goes on.
    assert!(lmtp.say("MAIL FROM:<li@mail.example>\r\n").starts_with("250"));
    assert!(lmtp.say("RCPT TO:<care@shop.example>\r\n").starts_with("250"));
    assert!(lmtp.say("DATA\r\n").starts_with("354"));
    let large = format!("Subject: x\r\n\r\n{}.\r\n", "0123456789\r\n".repeat(120_000));
    assert!(lmtp.say(large).starts_with("552"));
    assert!(lmtp.say("QUIT\r\n").starts_with("221"));
    // A client of another make.
    let mailer = Mailer::new(&MailerConfig {
        host: "127.0.0.1".to_owned(),
        port: address.port(),
        security: Security::Plain,
        credentials: None,
        from: "Li <li@mail.example>".to_owned(),
        connections: 1,
        timeout: Duration::from_secs(20),
        signer: None,
    });
    let letter = Mail {
        to_address: "care@shop.example".to_owned(),
        to_name: None,
        subject: "退款".to_owned(),
        text: "还没有到账\n.\n..\n".to_owned(),
        html: None,
        files: Vec::new(),
        reference: "x".to_owned(),
        language: "zh-CN".to_owned(),
        at: Timestamp::from_micros(1_763_700_000_000_000),
        thread: MailThread {
            personal: true,
            ..MailThread::default()
        },
    };
    mailer.unwrap().send(&letter).await.unwrap();
    // A conversation under way hears that the process goes; what was acknowledged outlives it.
    let mut waiting = Sender::new(address);
    server.terminate();
    assert!(waiting.hear().starts_with("421"));
    let (status, _) = server.ended();
    assert!(status.success());
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    let mails = taken(&admin, 3).await;
    assert_eq!(mails.len(), 3);
    let subjects: Vec<&str> = mails
        .iter()
        .map(|mail| mail["subject"].as_str().unwrap())
        .collect();
    assert_eq!(
        subjects.iter().filter(|subject| **subject == "One").count(),
        2,
        "one for each mailbox"
    );
    assert!(subjects.contains(&"退款"));
}

#[test]
fn mail_servers_hand_mail_over_on_sqlite() {
    block_on(listened(Place::sqlite()));
}

#[test]
fn mail_servers_hand_mail_over_on_postgres() {
    block_on(listened(Place::postgres()));
}

/// Hands one mail over and hears that it is kept.
fn hand_over(address: SocketAddr, hello: &str, envelope: &str, author: &str) {
    let mut sender = Sender::new(address);
    sender.say(format!("{hello}\r\n"));
    assert!(
        sender
            .say(format!("MAIL FROM:<{envelope}>\r\n"))
            .starts_with("250")
    );
    assert!(sender.say("RCPT TO:<care@shop.example>\r\n").starts_with("250"));
    assert!(sender.say("DATA\r\n").starts_with("354"));
    let subject = hello.split(' ').next().unwrap();
    let mail = format!("From: {author}\r\nSubject: {subject} {author}\r\n\r\nWhere is it?\r\n.\r\n");
    assert!(sender.say(mail).starts_with("250"));
    assert!(sender.say("QUIT\r\n").starts_with("221"));
}

async fn checked(mut place: Place) {
    let names = NameServer::start(&[
        ("mail.example", "v=spf1 ip4:127.0.0.1 -all"),
        ("_dmarc.mail.example", "v=DMARC1; p=reject"),
        ("_dmarc.bank.example", "v=DMARC1; p=reject"),
    ])
    .await;
    let address = free_address();
    place.set("MAIL_MAILBOXES", "care@shop.example");
    place.set("MAIL_LISTEN", &address.to_string());
    place.set("MAIL_CHECK_SENDERS", "true");
    place.set("MAIL_RESOLVERS", &names.address.to_string());
    let email = place.create_administrator();
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    hand_over(
        address,
        "EHLO mx.mail.example",
        "li@mail.example",
        "li@mail.example",
    );
    hand_over(
        address,
        "EHLO mx.mail.example",
        "li@mail.example",
        "boss@bank.example",
    );
    // A server of the same house, which has nothing to say of who sent it.
    hand_over(
        address,
        "LHLO mx.mail.example",
        "li@mail.example",
        "li@mail.example",
    );
    let mails = taken(&admin, 3).await;
    let found = |subject: &str| {
        let mail = mails.iter().find(|mail| mail["subject"] == subject).unwrap();
        ["spf", "dmarc", "sender"].map(|field| mail[field].as_str().unwrap_or("-").to_owned())
    };
    assert_eq!(found("EHLO li@mail.example"), ["pass", "pass", "verified"]);
    assert_eq!(found("EHLO boss@bank.example"), ["pass", "fail", "failed"]);
    assert_eq!(found("LHLO li@mail.example"), ["-", "-", "unknown"]);
}

#[test]
fn senders_are_checked_at_the_door_on_sqlite() {
    block_on(checked(Place::sqlite()));
}

#[test]
fn senders_are_checked_at_the_door_on_postgres() {
    block_on(checked(Place::postgres()));
}
