//! `kill -9` under load: whatever was acknowledged is there after a restart, whole; whatever was not is there whole or
//! not at all; and a call repeated with its key is one call.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server};

const WORKERS: usize = 6;
const ROUNDS: usize = 3;

/// What the server has promised, and what it was asked when it died.
#[derive(Clone, Default)]
pub struct Promises {
    /// Ticket number → the text of its file.
    pub requests: BTreeMap<i64, String>,
    /// Ticket id → notes added to it.
    pub notes: BTreeMap<String, Vec<String>>,
    /// Requests sent without an answer: idempotency key and body.
    pub unanswered: Vec<(String, Value)>,
}

#[test]
fn nothing_acknowledged_is_lost_on_sqlite() {
    block_on(kill_and_look(&Place::sqlite()));
}

#[test]
fn nothing_acknowledged_is_lost_on_postgres() {
    block_on(kill_and_look(&Place::postgres()));
}

async fn kill_and_look(place: &Place) {
    let email = place.create_administrator();
    let promises = Arc::new(Mutex::new(Promises::default()));
    for round in 0..ROUNDS {
        let server = Server::start(place).await;
        let admin = server.signed_in(email).await;
        let load: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let (public, admin) = (server.public(), admin.clone());
                tokio::spawn(work(
                    public,
                    admin,
                    format!("{round}-{worker}"),
                    Arc::clone(&promises),
                ))
            })
            .collect();
        // Somewhere in the middle of things, at another point in each round.
        tokio::time::sleep(Duration::from_millis(1500 + 370 * round as u64)).await;
        server.kill();
        for worker in load {
            worker.await.unwrap();
        }
        let server = Server::start(place).await;
        look(
            &server,
            &server.signed_in(email).await,
            &mut *promises.lock().await,
        )
        .await;
    }
    let promises = promises.lock().await;
    assert!(
        promises.requests.len() > 20,
        "hardly anything was under way: {}",
        promises.requests.len()
    );
    assert!(
        promises.notes.values().map(Vec::len).sum::<usize>() > 20,
        "hardly any note was under way"
    );
}

/// Sends in requests with a file, and writes notes, until nobody answers any more.
pub async fn work(public: Client, admin: Client, name: String, promises: Arc<Mutex<Promises>>) {
    for turn in 0.. {
        let text = format!("evidence of {name}-{turn}");
        let upload = public
            .post("/api/v1/public/uploads")
            .multipart(&[], &[("file", "note.txt", text.as_bytes())]);
        let Ok(file) = upload.try_send().await else { return };
        let file = file.expect(201).json()["id"].clone();

        let (key, body) = (
            format!("key-{name}-{turn}"),
            request(&format!("{name}-{turn}"), Some(&file)),
        );
        match public
            .post("/api/v1/public/tickets")
            .key(&key)
            .json(&body)
            .try_send()
            .await
        {
            Ok(answer) => {
                let number = answer.expect(201).json()["number"].as_i64().unwrap();
                promises.lock().await.requests.insert(number, text);
            }
            Err(_) => return promises.lock().await.unanswered.push((key, body)),
        }

        let ticket = admin
            .post("/api/v1/tickets")
            .json(&desk_request(&format!("{name}-{turn} by phone")));
        let Ok(ticket) = ticket.try_send().await else {
            return;
        };
        let id = ticket.expect(201).json()["id"].as_str().unwrap().to_owned();
        promises.lock().await.notes.insert(id.clone(), Vec::new());
        for part in 0..3 {
            let note = format!("note {part} of {name}-{turn}");
            let body = json!({ "body": note, "format": "text", "visibility": "internal" });
            let said = admin
                .post(&format!("/api/v1/tickets/{id}/messages"))
                .json(&body)
                .try_send()
                .await;
            let Ok(said) = said else { return };
            let _ = said.expect(201);
            promises
                .lock()
                .await
                .notes
                .entry(id.clone())
                .or_default()
                .push(note);
        }
    }
}

pub fn request(subject: &str, file: Option<&Value>) -> Value {
    json!({
        "subject": subject,
        "body": "The order was paid twice.",
        "requester": { "name": "Wang Min", "email": "wang.min@example.com" },
        "attachments": file.into_iter().collect::<Vec<_>>(),
    })
}

fn desk_request(subject: &str) -> Value {
    let mut body = request(subject, None);
    body["channel"] = json!("phone");
    body
}

/// Looks everything up that was promised, and at everything else that is there.
pub async fn look(server: &Server, admin: &Client, promises: &mut Promises) {
    for (key, body) in promises.unanswered.drain(..) {
        // It had been carried out or not; now it has, once.
        let again = || {
            server
                .public()
                .post("/api/v1/public/tickets")
                .key(&key)
                .json(&body)
                .send()
        };
        let (first, second) = (again().await.expect(201).json(), again().await.expect(201).json());
        assert_eq!(first["number"], second["number"], "{key}");
        let tickets = all_tickets(admin).await;
        let same = tickets
            .values()
            .filter(|ticket| ticket["subject"] == body["subject"])
            .count();
        assert_eq!(same, 1, "{key} was carried out {same} times");
    }
    let tickets = all_tickets(admin).await;
    for (number, text) in &promises.requests {
        let ticket = tickets
            .get(number)
            .unwrap_or_else(|| panic!("request {number} was acknowledged and is lost"));
        let messages = messages_of(admin, ticket).await;
        let href = messages[0]["files"][0]["href"]
            .as_str()
            .unwrap_or_else(|| panic!("{number}: its file is lost"));
        assert_eq!(
            server.public().get(href).send().await.expect(200).text(),
            *text,
            "the file of {number}"
        );
    }
    for (id, notes) in &promises.notes {
        let ticket = tickets
            .values()
            .find(|ticket| ticket["id"] == **id)
            .unwrap_or_else(|| panic!("{id} is lost"));
        let messages = messages_of(admin, ticket).await;
        let kept: Vec<&str> = messages
            .iter()
            .filter_map(|message| message["body"].as_str())
            .collect();
        for note in notes {
            assert!(
                kept.contains(&note.as_str()),
                "{id} lost {note:?}, it has {kept:?}"
            );
        }
    }
    for ticket in tickets.values() {
        is_whole(server, admin, ticket).await;
    }
}

/// No half of a ticket: it has its first message, its clocks, its history, and can be tracked.
async fn is_whole(server: &Server, admin: &Client, ticket: &Value) {
    let id = ticket["id"].as_str().unwrap();
    let whole = admin
        .get(&format!("/api/v1/tickets/{id}"))
        .send()
        .await
        .expect(200)
        .json();
    assert!(
        !whole["clocks"].as_array().unwrap().is_empty(),
        "{id} has no clock"
    );
    let messages = messages_of(admin, ticket).await;
    assert_eq!(messages[0]["body"], "The order was paid twice.", "{id}");
    let events = admin
        .get(&format!("/api/v1/tickets/{id}/events"))
        .send()
        .await
        .expect(200)
        .json();
    let events = events["items"].as_array().unwrap().clone();
    let added = events
        .iter()
        .filter(|event| event["what"]["kind"] == "message.added")
        .count();
    assert_eq!(events[0]["what"]["kind"], "ticket.received", "{id}");
    // The first message comes with the ticket itself.
    assert_eq!(
        added + 1,
        messages.len(),
        "{id}: the history tells of {added} more messages"
    );
    let code = whole["tracking_code"].as_str().unwrap();
    let _ = server
        .public()
        .get(&format!("/api/v1/public/track/{code}"))
        .send()
        .await
        .expect(200);
}

async fn messages_of(admin: &Client, ticket: &Value) -> Vec<Value> {
    let path = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
    admin.get(&path).send().await.expect(200).json()["items"]
        .as_array()
        .unwrap()
        .clone()
}

/// Every ticket there is, by number.
pub async fn all_tickets(admin: &Client) -> BTreeMap<i64, Value> {
    let mut tickets = BTreeMap::new();
    let mut path = "/api/v1/tickets?limit=200".to_owned();
    loop {
        let page = admin.get(&path).send().await.expect(200).json();
        for ticket in page["items"].as_array().unwrap() {
            tickets.insert(ticket["number"].as_i64().unwrap(), ticket.clone());
        }
        let Some(cursor) = page["next_cursor"].as_str() else {
            return tickets;
        };
        path = format!("/api/v1/tickets?limit=200&cursor={cursor}");
    }
}
