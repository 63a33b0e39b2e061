//! Search at ten thousand and a hundred thousand tickets: words that many, few and no texts have, together, with filters, on
//! both engines. Run by `cargo xtask bench`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

#[path = "../requests/report.rs"]
mod report;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use touchstone_app::search::{SearchRequest, search, search_index_step, search_rebuild};
use touchstone_app::ticket::{Fields, submit};
use touchstone_app::{App, Call, Caller};
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::id::{MessageId, TicketId};
use touchstone_store::message::{MessageRow, message_insert, message_of_ticket};
use touchstone_store::ticket::{
    TicketRow, TicketText, ticket_by_id, ticket_insert, ticket_text_by_id, ticket_text_insert,
};
use touchstone_store::{Lane, StoreError, Tx};
use touchstone_testkit::app::{START, TestApp, on_postgres, on_sqlite};
use touchstone_testkit::bench::{Arguments, now};

/// Budget of the slowest of a hundred searches at the larger size.
const BUDGET: Duration = Duration::from_millis(50);
const ASKED: usize = 100;
/// Tickets of one transaction while filling.
const BATCH: i64 = 500;

/// What the texts are made of. The first are in every third text, the last in one of a thousand.
const OFTEN: [&str; 6] = ["退款", "快递", "返金", "배송이", "refund", "订单"];
const SELDOM: [&str; 4] = ["碎屏", "破損箱", "분실", "chargeback"];
const FILLING: &str =
    "您好我在平台购买的商品已经等了很多天客服一直没有给出明确的答复请尽快核实并告知处理进度谢谢";

fn main() -> Result<()> {
    // Every second asked for is ten thousand tickets.
    let arguments = Arguments::read();
    let wanted = |name: &str| arguments.wants(name);
    let most = i64::from(arguments.seconds.max(1)) * 10_000;
    if wanted("sqlite") {
        on_sqlite(async |app| measure(app, "sqlite", most).await.unwrap());
    }
    if wanted("postgres") {
        on_postgres(async |app| measure(app, "postgres", most).await.unwrap());
    }
    Ok(())
}

async fn measure(app: &TestApp, engine: &str, most: i64) -> Result<()> {
    let pattern = Pattern::of(&app.app).await?;
    let mut filled = 0;
    for size in [10_000.min(most), most] {
        while filled < size {
            report::working(&format!("filling, {engine}"), filled as usize, most as usize);
            pattern.copies(&app.app, filled, BATCH.min(size - filled)).await?;
            filled += BATCH;
        }
        for (what, query) in [
            ("a frequent word of two characters", "退款"),
            ("a rare word of two characters", "碎屏"),
            ("a word nobody wrote", "鲸鱼"),
            ("two frequent words", "退款 快递"),
            ("a frequent and a rare word", "refund 碎屏"),
            ("a phrase", "\"没有给出明确的答复\""),
            ("a beginning of a word", "refu"),
            (
                "a frequent word with a filter",
                "订单 kind:complaint created:>2020-01-01",
            ),
        ] {
            judge(&app.app, engine, size, what, query).await?;
        }
    }
    rebuilt(&app.app, engine, most).await
}

async fn judge(app: &App, engine: &str, size: i64, what: &str, query: &str) -> Result<()> {
    report::working(&format!("searching, {engine}"), 0, 1);
    let caller = system();
    let mut took = Vec::with_capacity(ASKED);
    let mut found = 0;
    for _ in 0..ASKED {
        let request = SearchRequest {
            query: query.to_owned(),
            limit: 20,
            cursor: None,
        };
        let begun = now();
        found = search(app, &caller, request).await?.items.len();
        took.push(begun.elapsed());
    }
    ensure!((found == 0) == query.contains('鲸'), "{query} found {found}");
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
    let (half, slow) = (at(50), at(99));
    let figure = format!("p50 {:.1} ms, p99 {:.1} ms", millis(half), millis(slow));
    let budget = format!("p99 {:.0} ms", millis(BUDGET));
    report::judged(
        &format!("{what}, {size} tickets"),
        engine,
        &figure,
        &budget,
        slow <= BUDGET,
    );
    Ok(())
}

fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}

/// The index made again, while nothing else happens.
async fn rebuilt(app: &App, engine: &str, most: i64) -> Result<()> {
    report::working(&format!("making the index again, {engine}"), 0, 1);
    while search_index_step(app).await? {}
    search_rebuild(app, &Call::by(system())).await?;
    let begun = now();
    while search_index_step(app).await? {}
    let rate = most as f64 / begun.elapsed().as_secs_f64();
    report::figure("the index made again", engine, &format!("{rate:.0} tickets/s"));
    Ok(())
}

fn system() -> Caller {
    Caller::system(SystemActor::Setup, Origin::Setup)
}

/// A ticket that the product itself made, to be copied with other texts.
struct Pattern {
    ticket: TicketRow,
    text: TicketText,
    message: MessageRow,
    number: AtomicI64,
}

impl Pattern {
    async fn of(app: &App) -> Result<Self> {
        let body = serde_json::json!({
            "subject": "Parcel", "body": "Where is it?", "category": "logistics/delay", "kind": "complaint",
            "requester": {"name": "Person", "email": "p@mail.example", "language": "zh-CN"},
        });
        let caller = Caller {
            actor: touchstone_app::Actor::Public,
            ..system()
        };
        let made = submit(app, &Call::by(caller), Fields::from_json(body)?).await?;
        let id = made.ticket;
        app.query(Lane::Fast, move |tx| {
            let ticket = ticket_by_id(tx, id)?;
            let text = ticket_text_by_id(tx, id)?;
            let message = message_of_ticket(tx, id, None, 1)?.pop();
            Ok(ticket
                .zip(text)
                .zip(message)
                .map(|((ticket, text), message)| Self {
                    number: AtomicI64::new(ticket.number + 1_000_000),
                    ticket,
                    text,
                    message,
                }))
        })
        .await?
        .context("the request is there")
    }

    /// So many more tickets, each with three messages.
    async fn copies(&self, app: &App, from: i64, count: i64) -> Result<()> {
        let mut rows = Vec::new();
        for n in from..from + count {
            let number = self.number.fetch_add(1, Ordering::Relaxed);
            let id: TicketId = app.ids.next(START);
            let mut ticket = self.ticket.clone();
            (ticket.id, ticket.number) = (id, number);
            let text = TicketText {
                ticket: id,
                subject: words(n, 7),
                order_no: Some(format!("2026{n:08}")),
                tracking_code: format!("bench-{number}"),
                tracking_key: number,
                ..self.text.clone()
            };
            let messages = (0..3).map(|at| MessageRow {
                id: app.ids.next::<MessageId>(START),
                ticket: id,
                body: Some(format!("{FILLING}，{}。{FILLING}", words(n, at))),
                ..self.message.clone()
            });
            rows.push((ticket, text, messages.collect::<Vec<_>>()));
        }
        let write = move |tx: &mut Tx<'_>| {
            for (ticket, text, messages) in &rows {
                ticket_insert(tx, ticket)?;
                ticket_text_insert(tx, text)?;
                for message in messages {
                    message_insert(tx, message)?;
                }
            }
            Ok::<_, StoreError>(())
        };
        app.store.write(write).await?;
        Ok(())
    }
}

/// A few words that belong to this ticket and place.
fn words(n: i64, place: i64) -> String {
    let often = OFTEN[usize::try_from((n * 7 + place * 3) % 6).unwrap_or_default()];
    let other = OFTEN[usize::try_from((n / 6 + place) % 6).unwrap_or_default()];
    let seldom = usize::try_from(n / 250 % 4).unwrap_or_default();
    let rare = if n % 250 == 0 { SELDOM[seldom] } else { "" };
    format!("{often}还没有{other}到 {rare} no{n}")
}
