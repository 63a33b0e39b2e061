//! The desk at ten thousand, a hundred thousand and a million tickets: what is asked for all day, live streams, one timer
//! among all, start-up and memory. Run by `cargo xtask bench --only scale`.
//!
//! The tickets are copies of a model that the product itself made over HTTP ([`model`]), so every row of them is as a command
//! leaves it; they are loaded as a backup is. The program is then served as in production and asked over HTTP.

mod asked;
mod copies;
mod fill;
#[path = "../requests/http.rs"]
#[expect(dead_code, reason = "the other bench uses more of it")]
mod http;
mod index;
mod model;
mod plan;
#[path = "../requests/report.rs"]
mod report;
mod rows;
mod site;
mod streams;
mod sums;
mod timers;
mod words;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use serde_json::Value as Json;
use touchstone_store::migrate::fingerprint;
use touchstone_testkit::app::Client;

use crate::asked::{Answered, Question, ask};
use crate::fill::Press;
use crate::model::Model;
use crate::site::{Served, Site};

/// PostgreSQL is filled up to here: it takes ten times as long.
const MOST_ON_POSTGRES: i64 = 100_000;
/// How much slower the largest size may be than the smallest.
const GROWTH: f64 = 2.0;
const START_UP: Duration = Duration::from_millis(500);
const IDLE_MIB: u64 = 80;
const TIMER: Duration = Duration::from_secs(1);
/// Until what is done once after a start is done.
const CALM: Duration = Duration::from_secs(3);

#[derive(Parser)]
struct Arguments {
    /// Each kind of request is asked for half of it.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Only engines whose name contains this; SQLite alone when nothing is said.
    #[arg(long)]
    only: Option<String>,
    /// How many tickets there are, smallest first.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    sizes: Vec<i64>,
    /// Where filled directories stay, to be found by the next run.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Live streams at the largest size.
    #[arg(long, default_value_t = 2_000)]
    streams: usize,
    /// Given by cargo to every bench program.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let only = arguments.only.as_deref().unwrap_or("sqlite");
    runtime.block_on(async {
        let mut press = None;
        for engine in ["sqlite", "postgres"] {
            if engine.contains(only) {
                of_engine(engine, &arguments, &mut press).await?;
            }
        }
        Ok(())
    })
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn now() -> Instant {
    Instant::now()
}

async fn of_engine(engine: &'static str, arguments: &Arguments, press: &mut Option<Press>) -> Result<()> {
    let mut measured = Vec::new();
    let sizes = arguments.sizes.iter().copied();
    let sizes: Vec<i64> = sizes
        .filter(|size| engine == "sqlite" || *size <= MOST_ON_POSTGRES)
        .collect();
    for size in &sizes {
        let site = match (&arguments.keep, engine) {
            (_, "postgres") => Site::postgres()?,
            (Some(keep), _) => Site::sqlite(Some(&keep.join(format!("scale-{size}"))))?,
            (None, _) => Site::sqlite(None)?,
        };
        if note(&site).is_none() {
            filled(engine, &site, *size, press).await?;
        }
        let note = note(&site).context("nothing says what was filled in")?;
        let bench = Bench {
            engine,
            site,
            size: *size,
            note,
            seconds: f64::from(arguments.seconds) / 2.0,
        };
        measured.push((*size, bench.questions().await?));
        if Some(size) == sizes.last() {
            bench.once(arguments.streams).await?;
        }
    }
    growth(engine, &measured);
    Ok(())
}

/// What was filled in, by this program's schema.
fn note(site: &Site) -> Option<Json> {
    let text = std::fs::read_to_string(site.directory().join("scale.json")).ok()?;
    let note: Json = serde_json::from_str(&text).ok()?;
    (note["schema"] == fingerprint()).then_some(note)
}

async fn filled(engine: &str, site: &Site, size: i64, press: &mut Option<Press>) -> Result<()> {
    site.clear()?;
    while press.is_none() {
        let told = |done: usize, of: usize| report::working("making the model over HTTP", done, of);
        *press = Press::of(Model::make(&told).await?)?;
    }
    let made = press.as_ref().context("no model")?;
    let begun = now();
    tokio::task::block_in_place(|| {
        made.fill(site, size, &|what, done, of| {
            report::working(&format!("{size} tickets, {engine}: {what}"), done, of);
        })
    })?;
    let rate = size as f64 / begun.elapsed().as_secs_f64();
    report::figure(
        &format!("filling, {size} tickets"),
        engine,
        &format!("{rate:.0}/s"),
    );
    Ok(())
}

/// A filled installation to be measured.
struct Bench {
    engine: &'static str,
    site: Site,
    size: i64,
    note: Json,
    seconds: f64,
}

impl Bench {
    fn noted(&self, which: &str) -> Vec<String> {
        let all = self.note[which].as_array().into_iter().flatten();
        all.filter_map(Json::as_str).map(str::to_owned).collect()
    }

    async fn questions(&self) -> Result<Vec<(Question, Answered)>> {
        let served = self.site.serve().await?;
        let admin = served.administrator().await?;
        let token = admin.token().context("no token")?.to_owned();
        self.is_whole(&admin).await?;
        tokio::time::sleep(CALM).await;
        let mut found = Vec::new();
        let questions = self.asked();
        let all = questions.len();
        for (done, question) in questions.into_iter().enumerate() {
            let what = format!("{}, {} tickets", question.what, self.size);
            report::working(&format!("{what}, {}", self.engine), done, all);
            let answered = ask(&served, &token, &question, self.seconds).await?;
            let figure = format!(
                "p50 {:.1} ms, p99 {:.1} ms, CPU {:.1} ms",
                millis(answered.half),
                millis(answered.slow),
                millis(answered.cost)
            );
            let budget = format!("p99 < {:.0} ms", millis(question.budget));
            report::judged(
                &what,
                self.engine,
                &figure,
                &budget,
                answered.slow < question.budget,
            );
            found.push((question, answered));
        }
        served.stop().await?;
        Ok(found)
    }

    /// What is kept beside the tickets says what the tickets say.
    async fn is_whole(&self, admin: &Client) -> Result<()> {
        let board = admin.get("/api/v1/board").send().await.expect(200).json();
        ensure!(board["building"].is_null(), "the figures are made anew: {board}");
        let index = admin.get("/api/v1/search/index").send().await.expect(200).json();
        ensure!(
            index["ready"] == true,
            "the index of search is not whole: {index}"
        );
        for id in self
            .noted("closed")
            .iter()
            .chain(&self.noted("open"))
            .step_by(401)
        {
            let ticket = admin
                .get(&format!("/api/v1/tickets/{id}"))
                .send()
                .await
                .expect(200)
                .json();
            let number = &ticket["number"];
            let found = admin
                .get(&format!("/api/v1/search?q=%23{number}"))
                .send()
                .await
                .expect(200)
                .json();
            ensure!(
                found["items"][0]["ticket"]["id"] == *id,
                "{number} is not found: {found}"
            );
            let events = admin
                .get(&format!("/api/v1/tickets/{id}/events"))
                .send()
                .await
                .expect(200)
                .json();
            ensure!(
                events["items"][0]["what"]["kind"] == "ticket.received",
                "{id} has no history: {events}"
            );
        }
        Ok(())
    }

    fn asked(&self) -> Vec<Question> {
        let all: Vec<String> = self
            .noted("closed")
            .into_iter()
            .chain(self.noted("open"))
            .collect();
        let each = |before: &str, after: &str| all.iter().map(|id| format!("{before}{id}{after}")).collect();
        let fixed = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let word = |name: &str| {
            vec![format!(
                "/api/v1/search?q={}",
                encoded(self.note[name].as_str().unwrap_or_default())
            )]
        };
        let orders = self
            .noted("orders")
            .iter()
            .map(|order| format!("/api/v1/search?q={order}"))
            .collect();
        let (read, find) = (Duration::from_millis(10), Duration::from_millis(50));
        vec![
            question(
                "ticket read",
                each("/api/v1/tickets/", ""),
                &["tracking_code"],
                read,
            ),
            question(
                "conversation read",
                each("/api/v1/tickets/", "/messages"),
                &["body"],
                read,
            ),
            question("queue list", fixed(&QUEUES), &["tkt_"], read),
            question("queue list as a page", fixed(&["/desk"]), &["tkt_"], read),
            question("ticket as a page", each("/desk/tickets/", ""), &["tkt_"], read),
            sums("board", "/api/v1/board", &["received"]),
            sums("board as a page", "/quality/board", &["<h1"]),
            sums("key figures", "/api/v1/kpis", &["items"]),
            question("search, an order number", orders, &["tkt_"], find),
            question("search, two frequent characters", word("often"), &["tkt_"], find),
            gathered(question(
                "search, two rare characters",
                word("seldom"),
                &["tkt_"],
                find,
            )),
            question(
                "search, as a page",
                fixed(&["/desk/search?q=%E9%80%80%E6%AC%BE"]),
                &["tkt_"],
                find,
            ),
        ]
    }

    /// Start-up, memory, timers and streams.
    async fn once(&self, streams: usize) -> Result<()> {
        let of = |what: &str| format!("{what}, {} tickets", self.size);
        report::working(&of("start-up"), 0, 3);
        let mut starts = Vec::new();
        let mut idle = 0;
        for _ in 0..3 {
            let served = self.site.serve().await?;
            starts.push(served.ready_after);
            tokio::time::sleep(CALM).await;
            idle = served.resident_kib()? >> 10;
            served.stop().await?;
        }
        starts.sort_unstable();
        let (start, budget) = (
            starts[starts.len() / 2],
            format!("< {:.1} s", START_UP.as_secs_f64()),
        );
        let figure = format!("{:.2} s", start.as_secs_f64());
        report::judged(&of("start-up"), self.engine, &figure, &budget, start < START_UP);
        let (figure, budget) = (format!("{idle} MiB"), format!("< {IDLE_MIB} MiB"));
        report::judged(&of("idle memory"), self.engine, &figure, &budget, idle < IDLE_MIB);

        report::working(&of("one due timer"), 1, 3);
        let open = self.noted("open");
        let due = timers::prepare(&self.site, &open).await?;
        let served = self.site.serve().await?;
        let admin = served.administrator().await?;
        let late = timers::noticed(&admin, &due).await?;
        let worst = timers::last(&late)?;
        let figure = format!("{:.0} ms late at most", millis(worst));
        report::judged(&of("one due timer"), self.engine, &figure, "< 1 s", worst < TIMER);

        report::working(&of(&format!("{streams} live streams")), 2, 3);
        self.streamed(&served, &admin, streams, &open).await?;
        served.stop().await
    }

    async fn streamed(&self, served: &Served, admin: &Client, streams: usize, open: &[String]) -> Result<()> {
        let found = streams::measure(served, admin, streams, open).await?;
        let figure = format!(
            "p50 {:.0} ms, p99 {:.0} ms, CPU {:.3} ms each",
            millis(found.half),
            millis(found.slow),
            millis(found.cost)
        );
        report::figure(
            &format!("a change at {streams} streams, {} tickets", self.size),
            self.engine,
            &figure,
        );
        report::figure(
            "memory of a stream",
            self.engine,
            &format!("{:.0} KiB", found.kib_each),
        );
        Ok(())
    }
}

/// Lists as the desk has them: by what is due, newest, of one state, of nobody.
const QUEUES: [&str; 6] = [
    "/api/v1/tickets",
    "/api/v1/tickets?sort=due",
    "/api/v1/tickets?status=open",
    "/api/v1/tickets?status=open&sort=-updated",
    "/api/v1/tickets?assignee=none&status=new",
    "/api/v1/tickets?sort=-priority&status=open",
];

fn question(
    what: &'static str,
    paths: Vec<String>,
    holds: &'static [&'static str],
    budget: Duration,
) -> Question {
    Question {
        what,
        paths,
        holds,
        budget,
        gathered: false,
    }
}

/// Of a small desk this gathers little: most hours have no sum, and a rare word not one page of hits.
fn gathered(question: Question) -> Question {
    Question {
        gathered: true,
        ..question
    }
}

fn sums(what: &'static str, path: &str, holds: &'static [&'static str]) -> Question {
    let budget = Duration::from_millis(20);
    gathered(question(what, vec![path.to_owned()], holds, budget))
}

/// How the largest size stands to the smallest, by the middle of each: what is asked for must not grow with what there is. What is
/// gathered is held against the size before: at the smallest there is too little of it.
fn growth(engine: &str, measured: &[(i64, Vec<(Question, Answered)>)]) {
    let [smallest, .., (largest, last)] = measured else {
        return;
    };
    let before = &measured[measured.len() - 2];
    for (n, (question, after)) in last.iter().enumerate() {
        let (from, found) = if question.gathered { before } else { smallest };
        let base = found[n].1.half;
        let times = after.half.as_secs_f64() / base.as_secs_f64().max(f64::EPSILON);
        let (what, budget) = (
            format!("{}, {largest} / {from} tickets", question.what),
            format!("≤ {GROWTH} ×"),
        );
        report::judged(&what, engine, &format!("{times:.2} ×"), &budget, times <= GROWTH);
    }
}

fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
