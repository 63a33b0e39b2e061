//! Mail per second, in and out: from the SMTP door to tickets on the disk, and letters from the queue to a mail server that takes
//! everything, on both engines. Run by `cargo xtask bench`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a bench shares with the tests fails by panicking"
)]

#[path = "../../tests/it/process.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod process;
#[path = "../requests/report.rs"]
#[expect(dead_code, reason = "the other benches use more of it")]
mod report;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use touchstone_app::background::Background;
use touchstone_app::settings::settings_apply;
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Client, MailServer, Temper, TestApp, on_postgres, on_sqlite};
use touchstone_testkit::bench::{Arguments, now};
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, free_address};

/// A large desk's busiest hour is 20,000 mails; several times that.
const TAKEN: f64 = 40.0;
/// Letters that go out per second; one for each mail, and some.
const SENT: f64 = 60.0;
/// Mail servers that hand over at the same time.
const CALLERS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(600);
const LINES: usize = 1_000;

fn main() -> Result<()> {
    // Every second asked for is fifty mails in, and a hundred letters out.
    let arguments = Arguments::read();
    let seconds = arguments.seconds.max(1) as usize;
    for engine in ["sqlite", "postgres"]
        .into_iter()
        .filter(|engine| arguments.wants(engine))
    {
        let place = if engine == "sqlite" {
            Place::sqlite()
        } else {
            Place::postgres()
        };
        block_on(async move { taken(place, engine, seconds * 50).await.unwrap() });
        let sent = async move |app: &TestApp| sent(app, engine, seconds * 100).await.unwrap();
        if engine == "sqlite" {
            on_sqlite(sent);
        } else {
            on_postgres(sent);
        }
    }
    Ok(())
}

fn judged(what: &str, engine: &str, count: usize, took: Duration, budget: f64) {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let rate = count as f64 / took.as_secs_f64();
    report::judged(
        what,
        engine,
        &format!("{rate:.0}/s"),
        &format!("{budget:.0}/s"),
        rate >= budget,
    );
}

/// From the first connection to the last ticket.
async fn taken(mut place: Place, engine: &str, mails: usize) -> Result<()> {
    report::working(&format!("mail to tickets, {engine}"), 0, 1);
    let door = free_address();
    place.set("MAIL_MAILBOXES", "care@shop.example");
    place.set("MAIL_LISTEN", &door.to_string());
    let email = place.create_administrator();
    let server = Server::start(&place).await;
    let admin = server.signed_in(email).await;
    let begun = now();
    let callers = (0..CALLERS).map(|caller| tokio::spawn(hand_over(door, caller, mails / CALLERS)));
    for caller in callers.collect::<Vec<_>>() {
        caller.await??;
    }
    let kept = begun.elapsed();
    let all = mails / CALLERS * CALLERS;
    loop {
        let backlog = admin.get("/api/v1/mail/backlog").send().await.expect(200).json();
        if backlog["done"].as_u64() == Some(all as u64) {
            break;
        }
        ensure!(begun.elapsed() < PATIENCE, "they never become tickets: {backlog}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    judged(
        "mail from the SMTP door to tickets",
        engine,
        all,
        begun.elapsed(),
        TAKEN,
    );
    judged("mail kept by the SMTP door", engine, all, kept, TAKEN);
    Ok(())
}

/// One mail server's end of a conversation.
struct Talk {
    lines: Lines<BufReader<OwnedReadHalf>>,
    write: OwnedWriteHalf,
}

impl Talk {
    /// Says something and waits for the answer, which must begin so.
    async fn say(&mut self, text: &str, code: &str) -> Result<()> {
        self.write.write_all(text.as_bytes()).await?;
        loop {
            let line = self.lines.next_line().await?.context("the door closed")?;
            ensure!(line.starts_with(code), "{text:?} was answered by {line:?}");
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    }
}

/// One mail server's conversation: each mail from somebody else, waited for until it is on the disk.
async fn hand_over(door: SocketAddr, caller: usize, mails: usize) -> Result<()> {
    let (read, write) = TcpStream::connect(door).await?.into_split();
    let lines = BufReader::new(read).lines();
    let mut talk = Talk { lines, write };
    talk.say("", "220").await?;
    talk.say("EHLO bench.example\r\n", "250").await?;
    let words = "订单的退款一直没有到账，请帮忙查一下。\r\n".repeat(20);
    for n in 0..mails {
        let from = format!("sender{caller}x{n}@mail.example");
        talk.say(&format!("MAIL FROM:<{from}>\r\n"), "250").await?;
        talk.say("RCPT TO:<care@shop.example>\r\n", "250").await?;
        talk.say("DATA\r\n", "354").await?;
        let message = format!(
            "From: <{from}>\r\nTo: care@shop.example\r\nSubject: Refund {n}\r\nMessage-ID: <{caller}.{n}@mail.example>\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{words}.\r\n"
        );
        talk.say(&message, "250").await?;
    }
    talk.say("QUIT\r\n", "221").await
}

/// Letters that were held, from the moment they are let go to the last that the server has taken.
async fn sent(app: &TestApp, engine: &str, letters: usize) -> Result<()> {
    report::working(&format!("letters to a mail server, {engine}"), 0, 1);
    let admin = app.client(Role::Administrator).await;
    requests(&admin, letters).await?;
    app.settle().await;
    let server = MailServer::start(Temper::Takes).await;
    let way = json!({
        "mail_host": "127.0.0.1", "mail_port": server.port, "mail_security": "plain",
        "mail_from": "Care <letters@shop.example>",
    });
    let put = admin.put("/api/v1/settings/mail").json(&way).if_match("\"0\"");
    put.send().await.expect(200);
    settings_apply(&app.app).await?;
    app.settle().await;
    let before = server.taken().len();
    let release = admin.post("/api/v1/settings/mail/held/release");
    let released = release.send().await.expect(200).json();
    let wanted = usize::try_from(released["letters"].as_u64().context("no count")?)?;
    let begun = now();
    let background = Background::start(&app.app);
    while server.taken().len() < before + wanted {
        tokio::time::sleep(Duration::from_millis(10)).await;
        ensure!(begun.elapsed() < PATIENCE, "they never go out");
    }
    let took = begun.elapsed();
    background.stop().await;
    judged("letters out to a mail server", engine, wanted, took, SENT);
    Ok(())
}

/// Requests of people who are told that theirs was received.
async fn requests(admin: &Client, count: usize) -> Result<()> {
    let numbers: Vec<usize> = (0..count).collect();
    for some in numbers.chunks(LINES) {
        let mut text = String::new();
        for n in some {
            let line = json!({
                "source": "bench", "external_id": n.to_string(), "subject": "x", "body": "y",
                "requester": {"email": format!("person{n}@mail.example")},
            });
            writeln!(text, "{line}")?;
        }
        let lines = admin
            .post("/api/v1/intake")
            .header("content-type", "application/x-ndjson");
        lines.bytes(text.into_bytes()).send().await.expect(200);
    }
    Ok(())
}
