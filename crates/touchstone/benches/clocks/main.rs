//! Clocks that count working time: due times per second, and a corrected calendar carried to requests that run, on both
//! engines. Run by `cargo xtask bench`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "../requests/report.rs"]
mod report;

use std::hint::black_box;

use anyhow::{Result, ensure};
use futures::StreamExt;
use serde_json::json;
use touchstone_app::calendar::{calendar_get, calendar_step};
use touchstone_app::correction::correction_step;
use touchstone_app::ticket::{Fields, submit};
use touchstone_app::{Actor, App, Call, Caller};
use touchstone_domain::access::Role;
use touchstone_domain::calendar::{Calendar, CalendarDocument};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::{Id, StandardId};
use touchstone_domain::standard::Standard;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::StoreError;
use touchstone_store::standard::{StandardRow, standard_insert};
use touchstone_testkit::app::{START, TestApp, on_postgres, on_sqlite};
use touchstone_testkit::bench::{Arguments, now};

/// A hundred thousand open requests in a minute.
const CARRIED_PER_SECOND: f64 = 1_667.0;

fn main() -> Result<()> {
    // Every second asked for is five hundred open requests.
    let arguments = Arguments::read();
    let wanted = |name: &str| arguments.wants(name);
    let tickets = arguments.seconds.max(1) * 500;
    if arguments.only.is_none() {
        due_times()?;
    }
    if wanted("sqlite") {
        on_sqlite(async |app| carry(app, "sqlite", tickets).await.unwrap());
        on_sqlite(async |app| rebind(app, "sqlite", tickets).await.unwrap());
    }
    if wanted("postgres") {
        on_postgres(async |app| carry(app, "postgres", tickets).await.unwrap());
        on_postgres(async |app| rebind(app, "postgres", tickets).await.unwrap());
    }
    Ok(())
}

/// Targets of half an hour to three weeks of working time, from starts all over a year.
fn due_times() -> Result<()> {
    const QUESTIONS: i64 = 200_000;
    report::working("due times in working time", 0, 1);
    let document: CalendarDocument =
        serde_json::from_str(include_str!("../../../../data/calendars/service-hours.json"))?;
    let calendar: Calendar = document.calendar()?;
    let begun = now();
    for n in 0..QUESTIONS {
        let start = START + Span::minutes(n * 2 % 525_600);
        let target = Span::minutes(30 + n % 240 * 30);
        black_box(calendar.due(black_box(start), black_box(target))?);
    }
    let rate = QUESTIONS as f64 / begun.elapsed().as_secs_f64();
    report::figure("due times in working time", "no engine", &format!("{rate:.0}/s"));
    Ok(())
}

async fn carry(app: &TestApp, engine: &str, tickets: u32) -> Result<()> {
    report::working(&format!("carrying a corrected calendar, {engine}"), 0, 1);
    let system = Call::by(Caller::system(SystemActor::Setup, Origin::Setup));
    let administrator = app.client(Role::Administrator).await;
    in_working_time(&app.app).await?;
    open_requests(&app.app, tickets).await;
    let caller = &system.caller;
    let mut document = calendar_get(&app.app, caller, "service-hours")
        .await?
        .versions
        .remove(0)
        .document;
    document.exceptions.push(serde_json::from_value(
        json!({"date": "2026-03-04", "segments": []}),
    )?);
    let correction = json!({"based_on": 1, "name": "Hours", "document": document, "reaches_running": true});
    let versions = "/api/v1/calendars/service-hours/versions";
    administrator
        .post(versions)
        .json(&correction)
        .send()
        .await
        .expect(200);
    let begun = now();
    while calendar_step(&app.app).await? {}
    let rate = f64::from(tickets) / begun.elapsed().as_secs_f64();
    let reached = calendar_get(&app.app, caller, "service-hours").await?.versions[0].reached;
    ensure!(
        reached == i64::from(tickets),
        "{reached} of {tickets} were reached"
    );
    report::judged(
        "open requests reached by a corrected calendar",
        engine,
        &format!("{rate:.0}/s"),
        &format!("{CARRIED_PER_SECOND:.0}/s"),
        rate >= CARRIED_PER_SECOND,
    );
    Ok(())
}

/// A version of the standard that halves a promise and reaches what the one before it judges.
async fn rebind(app: &TestApp, engine: &str, tickets: u32) -> Result<()> {
    let what = "open requests reached by a corrected standard";
    report::working(&format!("{what}, {engine}"), 0, 1);
    let (one, two) = (
        app.client(Role::QualityManager).await,
        app.client(Role::Administrator).await,
    );
    open_requests(&app.app, tickets).await;
    let begun = one
        .post("/api/v1/standards")
        .json(&json!({}))
        .send()
        .await
        .expect(201)
        .json();
    let id = begun["id"].as_str().unwrap().to_owned();
    // What the requests of the bench are promised, by whichever rule.
    let pack = Standard::DEFAULT_PACK
        .replace("resolution = \"PT72H\"\nclock", "resolution = \"PT36H\"\nclock")
        .replace(
            "resolution = \"PT48H\"\nresolution_complex",
            "resolution = \"PT36H\"\nresolution_complex",
        );
    let path = format!("/api/v1/standards/{id}");
    let put = one
        .put(&path)
        .header("if-match", "\"1\"")
        .json(&json!({ "pack": pack }));
    put.send().await.expect(200);
    let act = async |by: &touchstone_testkit::app::Client, action: &str, body: serde_json::Value| {
        by.post(&format!("{path}/actions/{action}"))
            .json(&body)
            .send()
            .await
    };
    // Both have written, so both may approve.
    let both = two
        .put(&path)
        .header("if-match", "\"2\"")
        .json(&json!({ "pack": format!("{pack}\n") }));
    both.send().await.expect(200);
    act(&one, "submit", json!({})).await.expect(200);
    act(&one, "approve", json!({})).await.expect(200);
    act(&two, "approve", json!({})).await.expect(200);
    act(&two, "schedule", json!({})).await.expect(200);
    let correction = act(&two, "correct", json!({"reason": "The law has changed."}))
        .await
        .expect(202)
        .json();
    let begun = now();
    while correction_step(&app.app).await? {}
    let rate = f64::from(tickets) / begun.elapsed().as_secs_f64();
    let path = format!("/api/v1/corrections/{}", correction["id"].as_str().unwrap());
    let reached = one.get(&path).send().await.expect(200).json()["reached"].as_u64();
    ensure!(
        reached == Some(u64::from(tickets)),
        "{reached:?} of {tickets} were reached"
    );
    report::judged(
        what,
        engine,
        &format!("{rate:.0}/s"),
        &format!("{CARRIED_PER_SECOND:.0}/s"),
        rate >= CARRIED_PER_SECOND,
    );
    Ok(())
}

/// Puts a standard in force whose promises count in the shipped hours.
async fn in_working_time(app: &App) -> Result<()> {
    let business = "clock = \"business\"\ncalendar = \"service-hours\"";
    let row = StandardRow {
        id: StandardId::from_raw(2),
        pack: Standard::DEFAULT_PACK.replace("clock = \"calendar\"", business),
        effective_from: Timestamp::from_micros(START.as_micros() - 1),
        created_at: START,
    };
    let added = app
        .store
        .write::<_, StoreError, _>(move |tx| standard_insert(tx, &row))
        .await?;
    ensure!(added, "the standard is there");
    Ok(())
}

async fn open_requests(app: &App, tickets: u32) {
    let asked = futures::stream::iter(0..tickets).for_each_concurrent(64, |n| async move {
        let body = json!({
            "subject": format!("Parcel {n} is late"), "body": "Where is it?", "category": "logistics/delay",
            "requester": {"name": format!("Person {n}"), "email": format!("p{n}@mail.example"), "language": "en"},
        });
        let caller = Caller::system(SystemActor::Setup, Origin::Api);
        let call = Call::by(Caller { actor: Actor::Public, ..caller });
        submit(app, &call, Fields::from_json(body).unwrap()).await.unwrap();
    });
    asked.await;
}
