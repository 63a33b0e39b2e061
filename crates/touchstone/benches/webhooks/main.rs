//! Webhook deliveries per second to three fast systems, with and without a slow one among them, on both engines. Run by
//! `cargo xtask bench`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "../requests/report.rs"]
#[expect(dead_code, reason = "the other benches use more of it")]
mod report;

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use touchstone_app::background::Background;
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Client, HookReceiver, HookReply, TestApp, on_postgres, on_sqlite};
use touchstone_testkit::bench::{Arguments, now};

/// Deliveries that must go out per second; the receivers run in the same process.
const BUDGET: f64 = 300.0;
/// What a slow system makes of the rate of the others, at worst.
const SHARE_LEFT: f64 = 0.7;
const FAST: usize = 3;
const LINES: usize = 1_000;

fn main() -> Result<()> {
    // Every second asked for is a hundred events.
    let arguments = Arguments::read();
    let wanted = |name: &str| arguments.wants(name);
    let events = arguments.seconds.max(1) as usize * 100;
    if wanted("sqlite") {
        on_sqlite(async |app| measure(app, "sqlite", events).await.unwrap());
    }
    if wanted("postgres") {
        on_postgres(async |app| measure(app, "postgres", events).await.unwrap());
    }
    Ok(())
}

async fn measure(app: &TestApp, engine: &str, events: usize) -> Result<()> {
    report::working(&format!("webhooks, {engine}"), 0, 1);
    let admin = app.client(Role::Administrator).await;
    let mut fast = Vec::new();
    for _ in 0..FAST {
        fast.push(told(&admin).await);
    }
    let alone = rate(app, &admin, &fast, "alone", events).await?;
    let slow = told(&admin).await;
    slow.answer(|_| HookReply::status(204).after(Duration::from_secs(1)));
    let beside = rate(app, &admin, &fast, "beside", events).await?;
    ensure!(slow.calls().len() < events, "the slow one is slow");
    report::judged(
        "webhook deliveries to three systems",
        engine,
        &format!("{alone:.0}/s"),
        &format!("{BUDGET:.0}/s"),
        alone >= BUDGET,
    );
    report::judged(
        "the same beside one that takes a second for each",
        engine,
        &format!("{beside:.0}/s"),
        &format!("{:.0}/s", alone * SHARE_LEFT),
        beside >= alone * SHARE_LEFT,
    );
    Ok(())
}

async fn told(admin: &Client) -> HookReceiver {
    let receiver = HookReceiver::start().await;
    let body = json!({"name": "bench", "url": receiver.url(), "events": ["ticket.received"]});
    admin
        .post("/api/v1/webhooks")
        .json(&body)
        .send()
        .await
        .expect(201);
    receiver
}

/// Deliveries per second from the moment at which all events are there.
async fn rate(app: &TestApp, admin: &Client, fast: &[HookReceiver], run: &str, events: usize) -> Result<f64> {
    fast.iter().for_each(|receiver| drop(receiver.take()));
    let numbers: Vec<usize> = (0..events).collect();
    for some in numbers.chunks(LINES) {
        let mut text = String::new();
        for n in some {
            let line = json!({"source": run, "external_id": n.to_string(), "subject": "x", "body": "y"});
            writeln!(text, "{line}")?;
        }
        let sent = admin
            .post("/api/v1/intake")
            .header("content-type", "application/x-ndjson");
        sent.bytes(text.into_bytes()).send().await.expect(200);
    }
    app.settle().await;
    let begun = now();
    let background = Background::start(&app.app);
    while fast.iter().any(|receiver| receiver.calls().len() < events) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        ensure!(
            begun.elapsed() < Duration::from_secs(600),
            "they never hear everything"
        );
    }
    let seconds = begun.elapsed().as_secs_f64();
    background.stop().await;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let deliveries = (events * fast.len()) as f64;
    Ok(deliveries / seconds)
}
