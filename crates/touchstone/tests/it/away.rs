//! A database that goes away in the middle of the work and comes back: callers hear so in time and in words, nothing that was
//! acknowledged is lost, and everything goes on by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Mutex;
use touchstone_testkit::app::{Answer, Client};
use touchstone_testkit::engines::block_on;

use crate::crash::{all_tickets, request};
use crate::own_postgres::OwnPostgres;
use crate::process::{Place, Server, said};

const WORKERS: usize = 4;
/// The longest that anybody waits for an answer while the database is away. It includes asking what became of a COMMIT
/// whose answer was lost.
const LONGEST: Duration = Duration::from_secs(15);
const AWAY: Duration = Duration::from_secs(4);
/// Until everything works again.
const BACK: Duration = Duration::from_secs(30);
/// Until every connection has been made again: none waits longer between two attempts.
const CONNECTED: Duration = Duration::from_secs(6);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

#[derive(Default)]
struct Kept {
    /// Subject by number.
    acknowledged: Mutex<BTreeMap<i64, String>>,
    /// Key and subject of what was refused.
    refused: Mutex<Vec<(String, String)>>,
    served: AtomicUsize,
    over: AtomicBool,
}

#[expect(clippy::disallowed_methods, reason = "measures how long an answer takes")]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn a_database_that_goes_away_and_comes_back_loses_nothing() {
    block_on(async {
        let mut database = OwnPostgres::start();
        let place = Place::at(&database.url());
        let done = place.run(&["migrate"]);
        assert!(done.status.success(), "migrate failed: {}", said(&done));
        let email = place.create_administrator();
        let server = Server::start(&place).await;
        let admin = server.signed_in(email).await;
        let mut stream = admin.get("/api/v1/stream").listen().await;
        let place_in_log = stream.expect("ready").await.id;

        let kept = Arc::new(Kept::default());
        let load: Vec<_> = (0..WORKERS)
            .map(|worker| tokio::spawn(ask_on(server.public(), worker, Arc::clone(&kept))))
            .collect();
        until("some are served", || kept.served.load(Ordering::Relaxed) > 20).await;
        tokio::task::block_in_place(|| database.crash());
        tokio::time::sleep(Duration::from_millis(500)).await;
        while_it_is_away(&server, &admin).await;
        tokio::time::sleep(AWAY).await;
        let before = kept.served.load(Ordering::Relaxed);
        tokio::task::block_in_place(|| database.again());
        until("some are served again", || {
            kept.served.load(Ordering::Relaxed) > before + 20
        })
        .await;
        kept.over.store(true, Ordering::Relaxed);
        for worker in load {
            worker.await.unwrap();
        }
        tokio::time::sleep(CONNECTED).await;
        server.public().get("/readyz").send().await.expect(200);

        let refused = std::mem::take(&mut *kept.refused.lock().await);
        assert!(!refused.is_empty(), "nobody noticed");
        for (key, subject) in refused {
            // Carried out or not: with its key it is carried out once.
            let answer = send(&server.public(), &key, &subject).await.expect(201).json();
            kept.acknowledged
                .lock()
                .await
                .insert(answer["number"].as_i64().unwrap(), subject);
        }
        everything_is_there_once(&admin, &kept).await;
        recovers_by_itself(&admin, kept.acknowledged.lock().await.len()).await;
        nothing_is_unheard(&server, &admin, &place_in_log, &kept).await;
    });
}

/// The stream ended with the database; who comes back where it was hears of everything that happened.
async fn nothing_is_unheard(server: &Server, admin: &Client, place_in_log: &str, kept: &Kept) {
    let last = send(&server.public(), "key-after", "after")
        .await
        .expect(201)
        .json()["number"]
        .clone();
    let again = admin.get("/api/v1/stream").header("last-event-id", place_in_log);
    let mut stream = again.listen().await;
    let mut heard = BTreeSet::new();
    loop {
        let event = stream.next().await;
        assert_ne!(event.name, "reset", "the place is not that old");
        heard.extend(event.data["number"].as_i64());
        if event.data["number"] == last {
            break;
        }
    }
    for number in kept.acknowledged.lock().await.keys() {
        assert!(heard.contains(number), "nobody was told of {number}");
    }
}

async fn send(public: &Client, key: &str, subject: &str) -> Answer {
    public
        .post("/api/v1/public/tickets")
        .key(key)
        .json(&request(subject, None))
        .send()
        .await
}

/// Asks again and again; every answer is an acknowledgement or a refusal that says so, in time.
async fn ask_on(public: Client, worker: usize, kept: Arc<Kept>) {
    for turn in 0.. {
        if kept.over.load(Ordering::Relaxed) {
            return;
        }
        let (key, subject) = (format!("key-{worker}-{turn}"), format!("request {worker}-{turn}"));
        let begun = now();
        let answer = send(&public, &key, &subject).await;
        let took = begun.elapsed();
        assert!(took < LONGEST, "{took:?} for {}", answer.text());
        if answer.status == 201 {
            let number = answer.json()["number"].as_i64().unwrap();
            kept.acknowledged.lock().await.insert(number, subject);
            kept.served.fetch_add(1, Ordering::Relaxed);
        } else {
            says_that_it_is_away(answer);
            kept.refused.lock().await.push((key, subject));
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

fn says_that_it_is_away(answer: Answer) {
    assert!(answer.header("retry-after").is_some(), "{}", answer.text());
    let problem = answer.expect(503).json();
    let code = problem["code"].as_str().unwrap();
    assert!(["unavailable", "busy"].contains(&code), "{problem}");
    assert!(
        problem["title"].as_str().is_some_and(|title| !title.is_empty()),
        "{problem}"
    );
}

/// What needs no database goes on; what does says so, each in time.
async fn while_it_is_away(server: &Server, admin: &Client) {
    let public = server.public();
    let begun = now();
    public.get("/healthz").send().await.expect(200);
    let ready = public.get("/readyz").send().await;
    ready.expect_problem(503, "not_ready_database");
    says_that_it_is_away(admin.get("/api/v1/tickets").send().await);
    let page = public.get("/sign-in").header("accept", "text/html").send().await;
    assert!(page.status == 200 || page.status == 503, "{}", page.text());
    let desk = admin.get("/desk").header("accept", "text/html").send().await;
    assert!(
        desk.header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html")),
        "{}",
        desk.text()
    );
    let desk = desk.expect(503);
    assert!(desk.header("retry-after").is_some(), "{}", desk.text());
    assert!(begun.elapsed() < LONGEST, "{:?}", begun.elapsed());
}

async fn everything_is_there_once(admin: &Client, kept: &Kept) {
    let tickets = all_tickets(admin).await;
    let acknowledged = kept.acknowledged.lock().await;
    for (number, subject) in acknowledged.iter() {
        let found = tickets.get(number);
        let found = found.unwrap_or_else(|| panic!("{number} was acknowledged and is lost"));
        assert_eq!(found["subject"], **subject);
    }
    assert_eq!(
        tickets.len(),
        acknowledged.len(),
        "something was carried out twice"
    );
}

/// Whatever follows a request by itself has followed.
async fn recovers_by_itself(admin: &Client, tickets: usize) {
    let begun = now();
    loop {
        let board: Value = admin.get("/api/v1/board").send().await.expect(200).json();
        if board["all"]["received"] == tickets {
            return;
        }
        assert!(begun.elapsed() < BACK, "{board}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = now();
    while !is_so() {
        assert!(begun.elapsed() < BACK, "not within {BACK:?}: {what}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
