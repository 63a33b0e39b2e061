//! A whole desk at work, ended suddenly at several moments: afterwards what is kept beside the tickets (counts of queues, the
//! index of search, figures) says what the tickets say, and every timer has fired once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;

use crate::process::{PASSWORD, Place, Server};

const WORKERS: usize = 6;
/// When the rounds end, in milliseconds: before, among and after the timers of what they began with.
const ENDS: [u64; 4] = [900, 2_400, 1_600, 3_300];
/// How long a request may stay unclassified in this house.
const LIMIT: &str = "received   = { limit = \"PT2S\"";
const SHIPPED_LIMIT: &str = "received   = { limit = \"PT15M\"";
const LOOKS: usize = 900;

#[test]
fn a_desk_killed_again_and_again_adds_up_on_sqlite() {
    block_on(kill_and_add_up(&Place::sqlite()));
}

#[test]
fn a_desk_killed_again_and_again_adds_up_on_postgres() {
    block_on(kill_and_add_up(&Place::postgres()));
}

async fn kill_and_add_up(place: &Place) {
    let email = place.create_administrator();
    let server = Server::start(place).await;
    hurry(&server, &server.signed_in(email).await).await;
    server.kill();
    for (round, end) in ENDS.into_iter().enumerate() {
        let server = Server::start(place).await;
        let admin = server.signed_in(email).await;
        let load: Vec<_> = (0..WORKERS)
            .map(|worker| tokio::spawn(work(admin.clone(), round * 100 + worker)))
            .collect();
        tokio::time::sleep(Duration::from_millis(end)).await;
        server.kill();
        for worker in load {
            worker.await.unwrap();
        }
    }
    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let tickets = walked(&admin, "/api/v1/tickets").await;
    assert!(
        tickets.len() > 40,
        "hardly anything was under way: {}",
        tickets.len()
    );
    queues_add_up(&admin).await;
    search_finds(&admin, &tickets).await;
    timers_fired_once(&admin, &tickets).await;
    figures_add_up(&admin, tickets.len()).await;
}

/// Puts a standard in force whose first timer fires after two seconds.
async fn hurry(server: &Server, admin: &Client) {
    let mut managers = Vec::new();
    for name in ["one", "two", "three"] {
        let email = format!("{name}@example.com");
        let user = json!({"name": name, "email": email, "role": "quality_manager", "password": PASSWORD});
        admin.post("/api/v1/users").json(&user).send().await.expect(201);
        managers.push(server.signed_in(&email).await);
    }
    let [one, two, three] = &managers[..] else {
        panic!("three managers")
    };
    let draft = one
        .post("/api/v1/standards")
        .json(&json!({}))
        .send()
        .await
        .expect(201);
    let path = draft.location().to_owned();
    let shipped = draft.json()["pack"].as_str().unwrap().to_owned();
    assert!(shipped.contains(SHIPPED_LIMIT));
    let text = json!({"pack": shipped.replacen(SHIPPED_LIMIT, LIMIT, 1)});
    one.put(&path)
        .if_match(draft.etag())
        .json(&text)
        .send()
        .await
        .expect(200);
    for (by, action) in [
        (one, "submit"),
        (two, "approve"),
        (three, "approve"),
        (three, "schedule"),
    ] {
        let step = by.post(&format!("{path}/actions/{action}")).json(&json!({}));
        step.send().await.expect(200);
    }
}

/// Takes requests down and works on them, each a little further than the one before, until nobody answers any more.
async fn work(admin: Client, name: usize) {
    for turn in 0.. {
        let made = admin.post("/api/v1/tickets").json(&json!({
            "subject": format!("Parcel {}", word(name, turn)), "body": "It did not come.", "channel": "phone",
            "requester": {"name": "Wang Min", "phone": "13900139000"},
        }));
        let Ok(made) = made.try_send().await else { return };
        let id = made.expect(201).json()["id"].as_str().unwrap().to_owned();
        let steps = [
            (
                "actions/classify",
                json!({"category": "logistics", "urgency": "high"}),
            ),
            ("actions/take", json!({})),
            ("actions/start", json!({})),
            (
                "messages",
                json!({"body": "We ask the carrier.", "format": "text", "visibility": "public"}),
            ),
            ("actions/resolve", json!({"solution": "It has arrived."})),
        ];
        for (path, body) in steps.into_iter().take(turn % 6) {
            let step = admin.post(&format!("/api/v1/tickets/{id}/{path}")).json(&body);
            let Ok(answer) = step.try_send().await else { return };
            assert!(answer.status.is_success(), "{path}: {}", answer.text());
        }
    }
}

fn word(name: usize, turn: usize) -> String {
    format!("consignment{name}x{turn}y")
}

/// Every record of a list, page by page, each once.
async fn walked(by: &Client, path: &str) -> BTreeMap<String, Value> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let start = format!("{path}{joint}limit=200");
    let (mut all, mut next) = (BTreeMap::new(), start.clone());
    loop {
        let page = read(by, &next).await;
        for record in page["items"].as_array().unwrap() {
            let id = record["id"].as_str().unwrap().to_owned();
            assert!(all.insert(id, record.clone()).is_none(), "twice: {record}");
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{start}&cursor={cursor}"),
            None => return all,
        }
    }
}

async fn read(by: &Client, path: &str) -> Value {
    by.get(path).send().await.expect(200).json()
}

/// The counts that are kept are those of the lists behind them.
async fn queues_add_up(admin: &Client) {
    let queues = read(admin, "/api/v1/queues").await;
    let mut counted = 0;
    for queue in queues["items"].as_array().unwrap() {
        let filter = queue["filter"].as_object().unwrap();
        let query: Vec<String> = filter
            .iter()
            .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()))
            .collect();
        let behind = walked(admin, &format!("/api/v1/tickets?{}", query.join("&"))).await;
        assert_eq!(queue["count"].as_u64(), Some(behind.len() as u64), "{queue}");
        counted += behind.len();
    }
    assert!(counted > 0, "no queue has anything in it: {queues}");
}

/// The word that only one ticket has leads to it.
async fn search_finds(admin: &Client, tickets: &BTreeMap<String, Value>) {
    for (id, ticket) in tickets {
        let word = ticket["subject"]
            .as_str()
            .unwrap()
            .rsplit(' ')
            .next()
            .unwrap()
            .to_owned();
        let found = read(admin, &format!("/api/v1/search?q={word}")).await;
        let hits: Vec<&str> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|hit| hit["ticket"]["id"].as_str())
            .collect();
        assert_eq!(hits, [id.as_str()], "{word}");
    }
}

/// Whoever was not classified in time is late, once, whichever process was to notice; nobody else is.
async fn timers_fired_once(admin: &Client, tickets: &BTreeMap<String, Value>) {
    let mut late = BTreeSet::new();
    for _ in 0..LOOKS {
        late = received_still(admin).await;
        if late.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(late.is_empty(), "timers of {late:?} are lost");
    let mut fired = 0;
    for (id, ticket) in tickets {
        let events = walked(admin, &format!("/api/v1/tickets/{id}/events")).await;
        let stage = |event: &&Value| {
            event["what"]["kind"] == "clock.breached" && event["what"]["clock"]["metric"] == "stage_received"
        };
        let breaches = events.values().filter(stage).count();
        assert!(breaches <= 1, "{id} was late {breaches} times");
        assert!(
            breaches == 1 || ticket["stage"] != "received",
            "{id} is late and nobody said so"
        );
        fired += breaches;
    }
    assert!(fired > 5, "hardly any timer fired: {fired}");
}

/// Tickets that nobody has classified and that are not late by now.
async fn received_still(admin: &Client) -> BTreeSet<String> {
    let received = walked(admin, "/api/v1/tickets?stage=received").await;
    let running = |ticket: &Value| {
        let clocks = ticket["clocks"].as_array().unwrap();
        clocks
            .iter()
            .any(|clock| clock["metric"] == "stage_received" && clock["state"] == "running")
    };
    let mut waiting = BTreeSet::new();
    for id in received.into_keys() {
        if running(&read(admin, &format!("/api/v1/tickets/{id}")).await) {
            waiting.insert(id);
        }
    }
    waiting
}

/// The figures know every ticket once, and are the same when they are made anew from the log.
async fn figures_add_up(admin: &Client, tickets: usize) {
    let kept = board(admin, |board| {
        board["all"]["received"].as_u64() == Some(tickets as u64)
    })
    .await;
    admin
        .post("/api/v1/board/rebuild")
        .json(&json!({}))
        .send()
        .await
        .expect(204);
    let anew = board(admin, |board| board["building"].is_null()).await;
    for part in ["all", "days", "lines"] {
        assert_eq!(kept[part], anew[part], "{part}");
    }
}

/// The board, once something is so.
async fn board(admin: &Client, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut seen = Value::Null;
    for _ in 0..LOOKS {
        seen = read(admin, "/api/v1/board?by=category").await;
        if is_so(&seen) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the board does not get there: {seen}");
}
