//! Requests replayed per second against a draft of the standard, with everything that is read and kept for it, on both
//! engines. Run by `cargo xtask bench`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "../requests/report.rs"]
mod report;

use anyhow::{Result, ensure};
use futures::StreamExt;
use serde_json::json;
use touchstone_app::backtest::backtest_step;
use touchstone_domain::access::Role;
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, START, TestApp, on_postgres, on_sqlite};
use touchstone_testkit::bench::{Arguments, now};

/// A million requests in ten minutes.
const REPLAYED_PER_SECOND: f64 = 1_667.0;

fn main() -> Result<()> {
    // Every second asked for is five hundred requests.
    let arguments = Arguments::read();
    let wanted = |name: &str| arguments.wants(name);
    let tickets = arguments.seconds.max(1) * 500;
    if wanted("sqlite") {
        on_sqlite(async |app| measure(app, "sqlite", tickets).await.unwrap());
    }
    if wanted("postgres") {
        on_postgres(async |app| measure(app, "postgres", tickets).await.unwrap());
    }
    Ok(())
}

async fn measure(app: &TestApp, engine: &str, tickets: u32) -> Result<()> {
    report::working(&format!("replaying the past against a draft, {engine}"), 0, 1);
    let administrator = app.client(Role::Administrator).await;
    lived(&administrator, tickets).await;
    // What happened at this very instant is not the past yet.
    app.advance(Span::minutes(1)).await;
    let drafted = administrator
        .post("/api/v1/standards")
        .json(&json!({}))
        .send()
        .await;
    let draft = drafted.expect(201).json()["id"].as_str().unwrap().to_owned();
    let text = Standard::DEFAULT_PACK.replace("first_response = \"PT15M\"", "first_response = \"PT2M\"");
    let path = format!("/api/v1/standards/{draft}");
    let edited = administrator
        .put(&path)
        .if_match("\"1\"")
        .json(&json!({"pack": text}));
    edited.send().await.expect(200);
    let (from, to) = (START - Span::days(30), START + Span::days(30));
    let period = json!({"from": from.to_string(), "to": to.to_string()});
    let asked = administrator.post(&format!("{path}/backtests")).json(&period);
    let id = asked.send().await.expect(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let begun = now();
    while backtest_step(&app.app).await? {}
    let taken = begun.elapsed().as_secs_f64();
    let rate = f64::from(tickets) / taken;
    let done = administrator.get(&format!("/api/v1/backtests/{id}")).send().await;
    let done = done.expect(200).json();
    ensure!(done["tickets"]["replayed"] == tickets, "{}", done["tickets"]);
    let log = done["log_position"].as_f64().unwrap();
    report::figure(
        "entries of the log behind a backtest",
        engine,
        &format!("{:.0}/s", log / taken),
    );
    report::judged(
        "requests replayed against a draft",
        engine,
        &format!("{rate:.0}/s"),
        &format!("{REPLAYED_PER_SECOND:.0}/s"),
        rate >= REPLAYED_PER_SECOND,
    );
    Ok(())
}

/// Requests received, classified, assigned, answered twice and solved, over HTTP.
async fn lived(by: &Client, tickets: u32) {
    let each = futures::stream::iter(0..tickets).for_each_concurrent(64, |n| async move {
        let body = json!({
            "subject": format!("Parcel {n} is late"), "body": "Where is it?", "category": "logistics/delay",
            "channel": "phone", "assignee": "me",
            "requester": {"name": format!("Person {n}"), "email": format!("p{n}@mail.example"), "language": "en"},
        });
        let made = by.post("/api/v1/tickets").json(&body).send().await.expect(201).json();
        let path = format!("/api/v1/tickets/{}", made["id"].as_str().unwrap());
        for said in ["We are looking.", "It is on its way."] {
            let words = json!({"body": said, "visibility": "public"});
            by.post(&format!("{path}/messages")).json(&words).send().await.expect(201);
        }
        let solved = by.post(&format!("{path}/actions/resolve")).json(&json!({"solution": "Delivered."}));
        solved.send().await.expect(200);
    });
    each.await;
}
