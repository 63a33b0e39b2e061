//! Thousands of open desks: what their streams cost, and how long a change takes to reach them all.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use touchstone_testkit::app::Client;

use crate::now;
use crate::site::Served;

/// Streams of one token.
const OF_A_TOKEN: usize = 8;
/// Changes that are made while all listen.
const CHANGES: usize = 40;
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(100);

/// What the streams came to.
pub(crate) struct Streamed {
    /// Memory of the server for one of them.
    pub(crate) kib_each: f64,
    pub(crate) half: Duration,
    pub(crate) slow: Duration,
    /// Processor time of the server for one delivery.
    pub(crate) cost: Duration,
}

/// A change as a stream heard of it.
type Heard = (String, Instant);

pub(crate) async fn measure(
    served: &Served,
    admin: &Client,
    streams: usize,
    tickets: &[String],
) -> Result<Streamed> {
    let mut limit = getrlimit(Resource::Nofile);
    limit = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, limit)?;
    let before = served.resident_kib()?;
    let (told, mut heard) = unbounded_channel();
    let mut listeners = JoinSet::new();
    for first in (0..streams).step_by(OF_A_TOKEN) {
        let token = json!({"name": format!("stream {first}"), "scopes": ["ticket.read"], "days": 1});
        let made = admin
            .post("/api/v1/tokens")
            .json(&token)
            .send()
            .await
            .expect(201)
            .json();
        let secret = made["secret"].as_str().context("no token")?.to_owned();
        for _ in 0..OF_A_TOKEN.min(streams - first) {
            let stream = open(&served.address(), &secret).await?;
            listeners.spawn(listen(stream, told.clone()));
        }
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let grown = served.resident_kib()?.saturating_sub(before);
    while heard.try_recv().is_ok() {}
    let (mut delays, used) = (Vec::new(), served.processor()?);
    for ticket in tickets.iter().take(CHANGES) {
        let note = json!({"body": "Seen.", "format": "text", "visibility": "internal"});
        let begun = now();
        admin
            .post(&format!("/api/v1/tickets/{ticket}/messages"))
            .json(&note)
            .send()
            .await
            .expect(201);
        delays.extend(arrived(&mut heard, ticket, begun, streams).await?);
        tokio::time::sleep(PAUSE).await;
    }
    let cost = (served.processor()? - used) / u32::try_from(delays.len().max(1))?;
    delays.sort_unstable();
    let at = |share: f64| {
        delays
            .get(((delays.len() - 1) as f64 * share).round() as usize)
            .copied()
    };
    Ok(Streamed {
        kib_each: grown as f64 / streams as f64,
        half: at(0.5).context("nothing arrived")?,
        slow: at(0.99).context("nothing arrived")?,
        cost,
    })
}

/// Opens a stream and waits until it is ready.
async fn open(address: &str, token: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let request =
        format!("GET /api/v1/stream HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut said = Vec::new();
    while !said.windows(5).any(|five| five == b"ready") {
        ensure!(
            stream.read_buf(&mut said).await? > 0,
            "a stream ended: {}",
            String::from_utf8_lossy(&said)
        );
        let text = String::from_utf8_lossy(&said);
        ensure!(text.starts_with("HTTP/1.1 200"), "no stream: {text}");
    }
    Ok(stream)
}

/// Says when which ticket was told of, until the stream ends.
async fn listen(mut stream: TcpStream, told: UnboundedSender<Heard>) {
    let (mut text, mut buffer) = (String::new(), [0; 2_048]);
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let at = now();
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let Some(whole) = text.rfind("\n\n") else { continue };
        for event in text[..whole]
            .split("\n\n")
            .filter(|event| event.contains("event: changed"))
        {
            let ticket = event
                .split("\"ticket\":\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            if let Some(ticket) = ticket
                && told.send((ticket.to_owned(), at)).is_err()
            {
                return;
            }
        }
        text.drain(..whole);
    }
}

/// How long after `begun` each stream heard of the ticket.
async fn arrived(
    heard: &mut UnboundedReceiver<Heard>,
    ticket: &str,
    begun: Instant,
    streams: usize,
) -> Result<Vec<Duration>> {
    let mut delays = Vec::with_capacity(streams);
    while delays.len() < streams {
        let left = PATIENCE.saturating_sub(begun.elapsed());
        let next = tokio::time::timeout(left, heard.recv()).await;
        let next =
            next.with_context(|| format!("only {} of {streams} streams heard of {ticket}", delays.len()))?;
        let (about, at) = next.context("the streams ended")?;
        if about == ticket {
            delays.push(at - begun);
        }
    }
    Ok(delays)
}
