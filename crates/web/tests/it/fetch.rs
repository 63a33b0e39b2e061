//! Mail fetched over IMAP: by number, without a trace, through outages and new numbering, and by one process at a time. The
//! server is one of the test's own; that real ones are understood is shown elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use touchstone_app::mail::{MailSource, mail_fetch_once};
use touchstone_channels::{ImapAccount, ImapSecret, Security};
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Client, TestApp};
use touchstone_testkit::with_app;

/// What a folder holds, and how its server behaves.
struct Folder {
    validity: u32,
    messages: BTreeMap<u32, String>,
    password: &'static str,
    /// Every command, as it came.
    heard: Vec<String>,
}

#[derive(Clone)]
struct ImapServer {
    port: u16,
    folder: Arc<Mutex<Folder>>,
}

fn message(n: u32, size: usize) -> String {
    format!(
        "From: sender{n}@mail.example\r\nTo: care@shop.example\r\nSubject: Number {n}\r\nMessage-ID: <{n}@mail.example>\r\n\r\n{}\r\n",
        "x".repeat(size)
    )
}

impl ImapServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            folder: Arc::new(Mutex::new(Folder {
                validity: 7,
                messages: BTreeMap::new(),
                password: "hush",
                heard: Vec::new(),
            })),
        };
        let here = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(here.clone().converse(stream));
            }
        });
        server
    }

    fn put(&self, n: u32, size: usize) {
        self.folder.lock().messages.insert(n, message(n, size));
    }

    async fn converse(self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"* OK ready\r\n").await.ok()?;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = self.answer(&line);
            write.write_all(answer.as_bytes()).await.ok()?;
        }
        Some(())
    }

    fn answer(&self, line: &str) -> String {
        let mut folder = self.folder.lock();
        folder.heard.push(line.to_owned());
        let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
        let next = folder.messages.keys().last().map_or(1, |last| last + 1);
        let said = match command.split(' ').take(2).collect::<Vec<_>>().as_slice() {
            ["CAPABILITY"] => "* CAPABILITY IMAP4rev1\r\n".to_owned(),
            ["LOGIN", _] if !command.contains(folder.password) => return format!("{tag} NO wrong\r\n"),
            ["EXAMINE", name] if !name.contains("INBOX") => return format!("{tag} NO no such folder\r\n"),
            ["EXAMINE", _] => format!(
                "* {} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY {}] numbering\r\n* OK [UIDNEXT {next}] next\r\n",
                folder.messages.len(),
                folder.validity
            ),
            ["UID", "SEARCH"] => {
                let from = command.split("UID ").nth(2).unwrap_or_default();
                let from: u32 = from.split(':').next().unwrap().parse().unwrap();
                let last = folder.messages.keys().last().copied();
                // As servers do: a range holds the last message whatever it begins with.
                let found = folder
                    .messages
                    .keys()
                    .filter(|n| **n >= from || Some(**n) == last);
                let found: Vec<String> = found.map(u32::to_string).collect();
                format!("* SEARCH {}\r\n", found.join(" "))
            }
            ["UID", "FETCH"] => {
                let n: u32 = command.split(' ').nth(2).unwrap().parse().unwrap();
                match folder.messages.get(&n) {
                    Some(text) if command.contains("RFC822.SIZE") => {
                        format!("* {n} FETCH (UID {n} RFC822.SIZE {})\r\n", text.len())
                    }
                    Some(text) => format!("* {n} FETCH (UID {n} BODY[] {{{}}}\r\n{text})\r\n", text.len()),
                    None => String::new(),
                }
            }
            _ => String::new(),
        };
        format!("{said}{tag} OK done\r\n")
    }
}

/// An installation that fetches from a server, and the source.
async fn desk(app: &TestApp, all: bool) -> (ImapServer, MailSource, Client) {
    let server = ImapServer::start().await;
    let source = MailSource {
        account: ImapAccount {
            host: "127.0.0.1".to_owned(),
            port: server.port,
            security: Security::Plain,
            user: "care".to_owned(),
            secret: ImapSecret::Password("hush".to_owned()),
            folder: "INBOX".to_owned(),
        },
        mailbox: "care@shop.example".to_owned(),
        all,
    };
    (server, source, app.client(Role::Administrator).await)
}

async fn fetch(app: &TestApp, source: &MailSource) -> u64 {
    let taken = mail_fetch_once(&app.app, source).await.unwrap();
    app.settle().await;
    taken
}

async fn subjects(by: &Client) -> Vec<String> {
    let page = by.get("/api/v1/mail?state=done").send().await.expect(200).json();
    let mut subjects: Vec<String> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mail| mail["subject"].as_str().unwrap().to_owned())
        .collect();
    subjects.sort();
    subjects
}

with_app! {
    async fn mail_is_fetched_by_number_and_nothing_is_marked(app: &TestApp) {
        let (server, source, admin) = desk(app, true).await;
        for n in [3, 4, 9] {
            server.put(n, 10);
        }
        assert_eq!(fetch(app, &source).await, 3);
        assert_eq!(subjects(&admin).await, ["Number 3", "Number 4", "Number 9"]);
        assert_eq!(fetch(app, &source).await, 0, "nothing new, though a range always holds the last");
        server.put(10, 10);
        assert_eq!(fetch(app, &source).await, 1);
        assert_eq!(subjects(&admin).await.len(), 4);
        let heard = server.folder.lock().heard.join("\n");
        assert!(heard.contains("EXAMINE") && heard.contains("BODY.PEEK[]"), "{heard}");
        assert!(!heard.contains("SELECT") && !heard.contains("STORE") && !heard.contains("UNSEEN"), "{heard}");
    }
}

with_app! {
    async fn what_was_there_before_is_left_unless_it_is_wanted(app: &TestApp) {
        let (server, source, admin) = desk(app, false).await;
        server.put(3, 10);
        assert_eq!(fetch(app, &source).await, 0);
        server.put(4, 10);
        assert_eq!(fetch(app, &source).await, 1);
        assert_eq!(subjects(&admin).await, ["Number 4"]);
    }
}

with_app! {
    async fn a_new_numbering_loses_nothing_and_takes_nothing_twice(app: &TestApp) {
        let (server, source, admin) = desk(app, false).await;
        fetch(app, &source).await;
        server.put(4, 10);
        fetch(app, &source).await;
        let renumbered: Vec<String> = [4, 5].map(|n| message(n, 10)).to_vec();
        {
            let mut folder = server.folder.lock();
            folder.validity = 8;
            folder.messages = (1_u32..).zip(renumbered).collect();
        }
        fetch(app, &source).await;
        assert_eq!(subjects(&admin).await, ["Number 4", "Number 5"]);
        assert!(server.folder.lock().heard.iter().any(|line| line.contains("SINCE")), "only since it was first looked");
    }
}

with_app! {
    async fn what_stands_in_the_way_is_said_and_caught_up_with(app: &TestApp) {
        let (server, source, admin) = desk(app, true).await;
        server.put(1, 10);
        server.folder.lock().password = "other";
        assert_eq!(fetch(app, &source).await, 0);
        let row = |name: String| app.app.query(touchstone_store::Lane::Fast, move |tx| {
            Ok(touchstone_store::mail_source::mail_source_by_name(tx, &name)?.unwrap())
        });
        let failed = row(source.name()).await.unwrap();
        assert_eq!((failed.problem.unwrap().as_str(), failed.failures), ("log_in", 1));
        let elsewhere = MailSource {
            account: ImapAccount { folder: "Nowhere".to_owned(), secret: ImapSecret::Password("other".to_owned()), ..source.account.clone() },
            ..source.clone()
        };
        fetch(app, &elsewhere).await;
        assert_eq!(row(elsewhere.name()).await.unwrap().problem.unwrap().as_str(), "no_folder");
        server.folder.lock().password = "hush";
        server.put(2, usize::try_from(app.app.mail.bytes).unwrap());
        server.put(3, 10);
        assert_eq!(fetch(app, &source).await, 2, "what is too large is left there and stops nobody");
        let works = row(source.name()).await.unwrap();
        assert_eq!((works.problem, works.failures, works.taken, works.skipped, works.place), (None, 0, 2, 1, 3));
        assert_eq!(subjects(&admin).await, ["Number 1", "Number 3"]);
        // Nothing is configured in this installation, so nothing is listed.
        let listed = admin.get("/api/v1/mail/sources").send().await.expect(200).json();
        assert_eq!(listed["items"], json!([]));
    }
}

with_app! {
    async fn one_process_fetches_a_mailbox(app: &TestApp) {
        let (server, source, _) = desk(app, true).await;
        server.put(1, 10);
        let (name, now) = (source.name(), app.app.clock.now());
        let until = now + touchstone_domain::time::Span::minutes(10);
        let held = app.app.store.write(move |tx| {
            touchstone_store::mail_source::mail_source_hold(tx, &name, 999, now, until)
        });
        assert!(held.await.unwrap());
        assert_eq!(fetch(app, &source).await, 0, "another one has it");
        assert!(server.folder.lock().heard.is_empty());
        app.clock.advance(touchstone_domain::time::Span::minutes(11));
        assert_eq!(fetch(app, &source).await, 1, "its hold is over");
    }
}
