//! Mail both ways through programs that nobody here wrote: Postfix hands over and takes, Dovecot keeps what goes out and is fetched
//! from, swaks writes. They run as ordinary processes with configurations of their own, and end with the test.
//!
//! Postfix's master wants to be root: who is not, starts it through a `sudo` that asks no password, by which it was installed.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use touchstone_channels::mail_content;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::{TestDirectory, block_on};

use crate::process::{Place, Server, free_address, said};

const LOOK_AGAIN: Duration = Duration::from_millis(100);
const LOOKS: u32 = 400;
/// User and group `mail` of Debian: Dovecot keeps no mail for root.
pub(crate) const MAIL_ID: u32 = 8;

/// The number of whoever runs the tests.
pub(crate) fn user() -> u32 {
    let who = Command::new("id").arg("-u").output().unwrap();
    said(&who).trim().parse().unwrap()
}

/// A program run as root.
pub(crate) fn as_root(program: &str) -> Command {
    if user() == 0 {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", program]);
    command
}

/// A program that ends with the test.
pub(crate) struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = as_root("kill").args(["-TERM", &self.0.id().to_string()]).status();
        for _ in 0..50 {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Postfix and Dovecot, with the mailboxes zhang@mail.example and desk@mail.example.
struct Post {
    directory: TestDirectory,
    submission: SocketAddr,
    imap: SocketAddr,
    _postfix: Daemon,
    dovecot: Option<Daemon>,
}

impl Post {
    /// `takes`: where Touchstone listens for mail.
    fn start(takes: SocketAddr) -> Self {
        let owner = if user() == 0 { MAIL_ID } else { user() };
        let directory = TestDirectory::new();
        let (submission, keeps, imap) = (free_address(), free_address(), free_address());
        let here = directory.path();
        std::fs::set_permissions(here, std::fs::Permissions::from_mode(0o755)).unwrap();
        for inner in ["etc", "queue", "data", "run", "mail"] {
            std::fs::create_dir(here.join(inner)).unwrap();
        }
        run(as_root("chown").arg("postfix").arg(here.join("data")));
        run(as_root("chown")
            .arg(format!("{owner}:{owner}"))
            .arg(here.join("mail")));
        let written = |name: &str, text: String| std::fs::write(here.join(name), text).unwrap();
        written("etc/main.cf", main_cf(here));
        written("etc/master.cf", master_cf(submission));
        written(
            "etc/transport",
            format!(
                "shop.example lmtp:inet:127.0.0.1:{}\nmail.example lmtp:inet:127.0.0.1:{}\n",
                takes.port(),
                keeps.port()
            ),
        );
        written("dovecot.conf", dovecot_conf(here, keeps, imap));
        let line = |name: &str| {
            let home = here.join("mail").join(name);
            format!(
                "{name}@mail.example:{{PLAIN}}hush:{owner}:{owner}::{}::\n",
                home.display()
            )
        };
        written("users", line("zhang") + &line("desk"));
        run(as_root("postfix").arg("-c").arg(here.join("etc")).arg("check"));
        let mut master = as_root("/usr/lib/postfix/sbin/master");
        let postfix = spawn(master.arg("-c").arg(here.join("etc")).arg("-d"));
        let mut post = Self {
            submission,
            imap,
            _postfix: postfix,
            dovecot: None,
            directory,
        };
        post.dovecot_start();
        post
    }

    fn dovecot_start(&mut self) {
        let configuration = self.directory.path().join("dovecot.conf");
        self.dovecot = Some(spawn(as_root("dovecot").arg("-F").arg("-c").arg(configuration)));
        for address in [self.submission, self.imap] {
            let listens = || std::net::TcpStream::connect(address).is_ok();
            assert!(
                (0..LOOKS).any(|_| listens() || {
                    std::thread::sleep(LOOK_AGAIN);
                    false
                }),
                "nobody listens:\n{}",
                self.logs()
            );
        }
    }

    fn dovecot_stop(&mut self) {
        self.dovecot = None;
    }

    /// Writes a mail with swaks.
    fn write(&self, from: &str, to: &str, subject: &str, body: &str, fields: &[(&str, &str)]) {
        let mut swaks = Command::new("swaks");
        swaks
            .args(["--server", &self.submission.to_string(), "--silent", "2"])
            .args(["--from", from, "--to", to, "--body", body])
            .args(["--header", &format!("Subject: {subject}")]);
        for (name, value) in fields {
            swaks.args(["--add-header", &format!("{name}: {value}")]);
        }
        run(&mut swaks);
    }

    /// Letters in somebody's mailbox, as they came.
    fn mailbox(&self, name: &str) -> Vec<String> {
        let maildir = self.directory.path().join("mail").join(name).join("Maildir");
        let mut files: Vec<PathBuf> = ["new", "cur"]
            .into_iter()
            .filter_map(|inner| std::fs::read_dir(maildir.join(inner)).ok())
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        files
            .iter()
            .filter_map(|file| std::fs::read_to_string(file).ok())
            .collect()
    }

    /// Everything in a mailbox becomes read, as by somebody's mail program.
    fn read_all(&self, user: &str) {
        let configuration = self.directory.path().join("dovecot.conf");
        run(as_root("doveadm")
            .arg("-c")
            .arg(configuration)
            .args(["flags", "add", "-u", user, "\\Seen", "mailbox", "INBOX", "all"]));
    }

    fn logs(&self) -> String {
        let log = |name: &str| std::fs::read_to_string(self.directory.path().join(name)).unwrap_or_default();
        format!("{}\n{}", log("postfix.log"), log("dovecot.log"))
    }
}

fn main_cf(here: &Path) -> String {
    let here = here.display();
    format!(
        "compatibility_level = 3.6\nqueue_directory = {here}/queue\ndata_directory = {here}/data\n\
         mail_owner = postfix\nsetgid_group = postdrop\ndaemon_directory = /usr/lib/postfix/sbin\n\
         command_directory = /usr/sbin\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n\
         myhostname = mx.shop.example\nmydestination =\nmynetworks = 127.0.0.0/8\nalias_maps =\nalias_database =\n\
         relay_domains = shop.example, mail.example\ntransport_maps = texthash:{here}/etc/transport\n\
         smtpd_relay_restrictions = permit_mynetworks, reject\nrecipient_delimiter = +\nqueue_run_delay = 1s\n\
         minimal_backoff_time = 1s\nmaximal_backoff_time = 2s\nmaillog_file = {here}/postfix.log\n\
         maillog_file_prefixes = {here}\nsmtputf8_enable = no\n"
    )
}

fn master_cf(submission: SocketAddr) -> String {
    format!(
        "{submission} inet n - n - - smtpd\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 1 1 qmgr\n\
         rewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\n\
         trace unix - - n - 0 bounce\nverify unix - - n - 1 verify\nflush unix n - n 1000? 0 flush\n\
         proxymap unix - - n - - proxymap\nerror unix - - n - - error\nretry unix - - n - - error\n\
         lmtp unix - - n - - lmtp\nsmtp unix - - n - - smtp\nanvil unix - - n - 1 anvil\n\
         scache unix - - n - 1 scache\ntlsmgr unix - - n 1000? 1 tlsmgr\npostlog unix-dgram n - n - 1 postlogd\n"
    )
}

fn dovecot_conf(here: &Path, keeps: SocketAddr, imap: SocketAddr) -> String {
    let here = here.display();
    let users = format!("{{\n  driver = passwd-file\n  args = username_format=%u {here}/users\n}}");
    format!(
        "base_dir = {here}/run\nlog_path = {here}/dovecot.log\nprotocols = imap lmtp\nlisten = 127.0.0.1\nssl = no\n\
         disable_plaintext_auth = no\nfirst_valid_uid = 1\nmail_location = maildir:~/Maildir\n\
         recipient_delimiter = +\npassdb {users}\nuserdb {users}\n\
         service imap-login {{\n  inet_listener imap {{\n    port = {}\n  }}\n  inet_listener imaps {{\n    port = 0\n  }}\n}}\n\
         service lmtp {{\n  inet_listener lmtp {{\n    address = 127.0.0.1\n    port = {}\n  }}\n}}\n",
        imap.port(),
        keeps.port()
    )
}

pub(crate) fn spawn(command: &mut Command) -> Daemon {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Daemon(quiet.spawn().unwrap())
}

pub(crate) fn run(command: &mut Command) {
    let done = command.stdin(Stdio::null()).output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", said(&done));
}

async fn until<T>(post: &Post, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..LOOKS {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    panic!("{what} did not come about:\n{}", post.logs());
}

async fn items(by: &Client, path: &str) -> Vec<Value> {
    let page = by.get(path).send().await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

/// The mail of this subject, once it is part of a ticket.
async fn taken(post: &Post, by: &Client, subject: &str) -> Value {
    let look = async || {
        let mails = items(by, "/api/v1/mail?state=done").await;
        mails.into_iter().find(|mail| mail["subject"] == subject)
    };
    until(post, &format!("a ticket of {subject:?}"), look).await
}

fn field<'a>(letter: &'a str, name: &str) -> &'a str {
    let line = letter.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("{name} in {letter}")).trim()
}

/// What an agent writes arrives with its file.
async fn answer_with_file(post: &Post, by: &Client, ticket: &str) {
    let upload = by.post("/api/v1/uploads");
    let upload = upload.multipart(&[], &[("file", "退款凭证.pdf", b"%PDF-1.7 paid")]);
    let file = upload.send().await.expect(201).json()["id"].clone();
    let path = format!("/api/v1/tickets/{ticket}");
    for (action, what) in [
        ("assign", json!({"assignee": "me", "category": "refund-delay"})),
        ("start", json!({})),
    ] {
        let act = by.post(&format!("{path}/actions/{action}"));
        act.json(&what).send().await.expect(200);
    }
    let answer = json!({"body": "Paid on Monday.", "visibility": "public", "attachments": [file]});
    let reply = by.post(&format!("{path}/messages"));
    reply.json(&answer).send().await.expect(201);
    let letter = until(post, "the answer with its file", async || {
        let mut letters = post.mailbox("zhang").into_iter();
        letters.find(|letter| letter.contains("multipart/mixed"))
    })
    .await;
    let read = mail_content(letter.as_bytes()).unwrap();
    assert!(read.text.contains("Paid on Monday."), "{}", read.text);
    let files: Vec<_> = read
        .files
        .iter()
        .map(|file| (file.name.as_str(), &file.bytes[..]))
        .collect();
    assert_eq!(files, [("退款凭证.pdf", &b"%PDF-1.7 paid"[..])]);
}

async fn story(mut place: Place) {
    let takes = free_address();
    let mut post = Post::start(takes);
    place.set("MAIL_MAILBOXES", "care@shop.example");
    place.set("MAIL_LISTEN", &takes.to_string());
    place.set("MAIL_BOUNCES", "care@shop.example");
    place.set(
        "MAIL_IMAP",
        &format!(
            "imap+plain://desk%40mail.example@{}/INBOX?for=care@shop.example&password=hush&start=all",
            post.imap
        ),
    );
    place.set("SMTP_HOST", "127.0.0.1");
    place.set("SMTP_PORT", &post.submission.port().to_string());
    place.set("SMTP_SECURITY", "plain");
    place.set("SMTP_FROM", "Care <care@shop.example>");
    let email = place.create_administrator();
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;

    // A mail becomes a ticket, the answer a mail, and the answer to that a message of the same ticket.
    post.write(
        "zhang@mail.example",
        "care@shop.example",
        "Refund",
        "Where is it?",
        &[],
    );
    let ticket = taken(&post, &admin, "Refund").await["ticket"]
        .as_str()
        .unwrap()
        .to_owned();
    let letter = until(&post, "a letter to zhang", async || post.mailbox("zhang").pop()).await;
    let (answered, id) = (field(&letter, "Reply-To:"), field(&letter, "Message-ID:"));
    assert!(
        field(&letter, "Return-Path:").starts_with("<care+ntf_"),
        "{letter}"
    );
    post.write(
        "zhang@mail.example",
        answered,
        "AW: Refund",
        "Still waiting.",
        &[("In-Reply-To", id)],
    );
    let again = taken(&post, &admin, "AW: Refund").await;
    assert_eq!(
        (&again["reason"], &again["ticket"]),
        (&json!("appended"), &json!(ticket))
    );

    answer_with_file(&post, &admin, &ticket).await;

    // Postfix reports that there is nobody of this name, and nothing is sent there any more.
    post.write(
        "nobody@mail.example",
        "care@shop.example",
        "Hello",
        "Is anybody there?",
        &[],
    );
    let stopped = until(&post, "a suppressed address", async || {
        items(&admin, "/api/v1/suppressions").await.pop()
    });
    let stopped = stopped.await;
    assert_eq!(
        (&stopped["cause"], &stopped["status"]),
        (&json!("unknown_address"), &json!("5.1.1"))
    );
    assert_eq!(stopped["address"], "n***@mail.example");

    // A mailbox in Dovecot is fetched from.
    post.write(
        "zhang@mail.example",
        "desk@mail.example",
        "Fetched",
        "By IMAP.",
        &[],
    );
    taken(&post, &admin, "Fetched").await;
    let source = items(&admin, "/api/v1/mail/sources").await.remove(0);
    assert_eq!(
        (&source["taken"], &source["problem"]),
        (&json!(1), &Value::Null),
        "{source}"
    );

    // While nobody takes mail it waits with those who have it: in Postfix's queue, and in a mailbox that somebody else reads.
    server.terminate();
    let (status, _) = server.ended();
    assert!(status.success());
    post.write(
        "zhang@mail.example",
        "care@shop.example",
        "Queued",
        "Nobody listens.",
        &[],
    );
    post.write(
        "zhang@mail.example",
        "desk@mail.example",
        "Seen by others",
        "Somebody reads it first.",
        &[],
    );
    until(&post, "a second mail at the desk", async || {
        (post.mailbox("desk").len() == 2).then_some(())
    })
    .await;
    post.read_all("desk@mail.example");
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    taken(&post, &admin, "Seen by others").await;
    taken(&post, &admin, "Queued").await;

    // An outage of the other side is said, and caught up with by itself.
    post.dovecot_stop();
    until(&post, "a source that cannot be reached", async || {
        let source = items(&admin, "/api/v1/mail/sources").await.remove(0);
        (source["problem"] == "unreachable").then_some(())
    })
    .await;
    post.write(
        "zhang@mail.example",
        "desk@mail.example",
        "After the outage",
        "Still here.",
        &[],
    );
    post.dovecot_start();
    taken(&post, &admin, "After the outage").await;
    let source = items(&admin, "/api/v1/mail/sources").await.remove(0);
    assert_eq!(
        (&source["taken"], &source["problem"]),
        (&json!(3), &Value::Null),
        "{source}"
    );
}

#[test]
fn mail_goes_both_ways_through_real_servers_on_sqlite() {
    block_on(story(Place::sqlite()));
}

#[test]
fn mail_goes_both_ways_through_real_servers_on_postgres() {
    block_on(story(Place::postgres()));
}
