//! One request's way in and out, measured: creation over HTTP against the bare store loop, and reading a ticket, on
//! both engines. Run by `cargo xtask bench`, which starts PostgreSQL and makes a table of what is said here.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a bench shares with the tests fails by panicking"
)]

mod bare;
mod http;
mod measure;
#[path = "../../tests/it/process.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod process;
mod report;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use mimalloc::MiMalloc;
use serde_json::json;
use touchstone_app::core::SystemClock;
use touchstone_domain::time::Clock as _;
use touchstone_store::{Store, StoreConfig};
use touchstone_testkit::bench::Arguments;

use crate::bare::Loop;
use crate::http::Connection;
use crate::measure::{Measured, measure};
use crate::process::{Place, Server};

/// The program's own: the bare loop is held against it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// From so many on, commits are shared whatever the disk.
const MANY: usize = 64;
/// HTTP creation must keep at least this part of the bare loop's rate, where both share group commits.
const SHARE: f64 = 0.5;

#[derive(Clone, Copy)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }

    fn place(self) -> Place {
        match self {
            Engine::Sqlite => Place::sqlite(),
            Engine::Postgres => Place::postgres(),
        }
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::read();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let engines = [Engine::Sqlite, Engine::Postgres];
        let wanted = |engine: &Engine| arguments.wants(engine.name());
        let mut done = Progress {
            done: 0,
            of: (2 * CONNECTIONS.len() + 1) * engines.iter().filter(|engine| wanted(engine)).count(),
        };
        for engine in engines.into_iter().filter(wanted) {
            rows(engine, arguments.seconds, &mut done).await?;
        }
        Ok(())
    })
}

struct Progress {
    done: usize,
    of: usize,
}

impl Progress {
    fn next(&mut self, what: &str, engine: Engine) {
        report::working(&format!("{what}, {}", engine.name()), self.done, self.of);
        self.done += 1;
    }
}

async fn rows(engine: Engine, seconds: u32, progress: &mut Progress) -> Result<()> {
    let mut bare = Vec::new();
    let (bare_place, base) = bare_loop(engine).await?;
    for connections in CONNECTIONS {
        progress.next(&format!("bare store loop, {connections} at once"), engine);
        let workers = vec![Arc::clone(&base); connections];
        let found = measure(workers, seconds, |base| async move {
            base.write(SystemClock.now()).await?;
            Ok(base)
        });
        let found = found.await?;
        report::figure(
            &format!("bare store loop, {connections} at once"),
            engine.name(),
            &rate(&found),
        );
        bare.push(found.per_second);
    }
    let store = base.store.clone();
    drop(base);
    tokio::task::spawn_blocking(move || store.close()).await?;
    drop(bare_place);

    let place = engine.place();
    let email = place.create_administrator();
    let server = Server::start(&place).await;
    for (connections, bare) in CONNECTIONS.into_iter().zip(bare) {
        progress.next(&format!("creation over HTTP, {connections} connections"), engine);
        let found = creation(&server, connections, seconds).await?;
        let name = format!("creation over HTTP, {connections} connections");
        report::figure(&name, engine.name(), &rate(&found));
        let share = found.per_second / bare;
        let (name, figure) = (format!("{name} / bare loop"), format!("{share:.2}"));
        if connections >= MANY && matches!(engine, Engine::Sqlite) {
            report::judged(
                &name,
                engine.name(),
                &figure,
                &format!("≥ {SHARE}"),
                share >= SHARE,
            );
        } else {
            report::figure(&name, engine.name(), &figure);
        }
    }
    progress.next("ticket read over HTTP", engine);
    reading(engine, &server, email, seconds).await
}

/// A store with one ticket made by the product, to be copied; and where it lies.
async fn bare_loop(engine: Engine) -> Result<(Place, Arc<Loop>)> {
    let place = engine.place();
    let server = Server::start(&place).await;
    let receipt = server
        .public()
        .post("/api/v1/public/tickets")
        .json(&request(0))
        .send()
        .await
        .expect(201)
        .json();
    let number = receipt["number"].as_i64().context("a receipt without a number")?;
    server.kill();
    let config = match place.database_url() {
        Some(url) => StoreConfig::postgres(url),
        None => StoreConfig::sqlite(place.data_dir()),
    };
    let store = tokio::task::spawn_blocking(move || Store::open(config)).await??;
    Ok((place, Loop::new(store, number).await?))
}

async fn creation(server: &Server, connections: usize, seconds: u32) -> Result<Measured> {
    static SENT: AtomicU64 = AtomicU64::new(1);
    let mut workers = Vec::new();
    for _ in 0..connections {
        workers.push(Connection::open(&server.address().to_string()).await?);
    }
    measure(workers, seconds, |mut connection| async move {
        let body = request(SENT.fetch_add(1, Ordering::Relaxed)).to_string();
        let answer = connection.post("/api/v1/public/tickets", &body).await?;
        if answer.status != 201 {
            bail!(
                "creation answered {}: {}",
                answer.status,
                String::from_utf8_lossy(answer.body)
            );
        }
        Ok(connection)
    })
    .await
}

async fn reading(engine: Engine, server: &Server, email: &str, seconds: u32) -> Result<()> {
    let staff = server.signed_in(email).await;
    let token = staff.token().context("no token")?.to_owned();
    let list = staff
        .get("/api/v1/tickets?limit=200")
        .send()
        .await
        .expect(200)
        .json();
    let ids: Vec<String> = list["items"]
        .as_array()
        .context("no list")?
        .iter()
        .filter_map(path_of)
        .collect();
    let ids = Arc::new(ids);
    for connections in CONNECTIONS {
        let mut workers = Vec::new();
        for index in 0..connections {
            let connection = Connection::open(&server.address().to_string()).await?;
            workers.push((connection, index, Arc::clone(&ids), token.clone()));
        }
        let found = measure(workers, seconds, |(mut connection, at, ids, token)| async move {
            let answer = connection.get(&ids[at % ids.len()], &token).await?;
            if answer.status != 200 {
                bail!("reading answered {}", answer.status);
            }
            Ok((connection, at + 1, ids, token))
        });
        let found = found.await?;
        let name = format!("ticket read over HTTP, {connections} connections");
        let p99 = found.percentile(0.99).as_secs_f64() * 1000.0;
        let figure = format!("{}, p99 {p99:.1} ms", rate(&found));
        report::figure(&name, engine.name(), &figure);
    }
    Ok(())
}

fn path_of(ticket: &serde_json::Value) -> Option<String> {
    Some(format!("/api/v1/tickets/{}", ticket["id"].as_str()?))
}

fn rate(found: &Measured) -> String {
    format!("{:.0}/s", found.per_second)
}

/// What a consumer sends in; each from another person.
fn request(number: u64) -> serde_json::Value {
    json!({
        "subject": "退款三天仍未到账",
        "body": "订单显示退款成功，但银行卡一直没有收到款项，请帮忙查询处理进度。订单金额一百九十九元，付款方式为银行卡。",
        "kind": "general",
        "category": "payment/refund-delay",
        "order_no": format!("2026{number:010}"),
        "requester": {
            "name": "王敏",
            "email": format!("customer-{number}@example.com"),
            "language": "zh-CN",
        },
    })
}
