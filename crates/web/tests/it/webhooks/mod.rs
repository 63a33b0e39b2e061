//! Webhooks through the front door: another system is told what happens, signed, in order, again until it takes it; and the
//! people who look after that.

mod demo;
mod manage;
mod outages;
mod told;

use serde_json::{Value, json};
use touchstone_app::webhook::webhooks_step;
use touchstone_testkit::app::{Client, HookCall, TestApp};

/// Tells everybody everything that is due now; how many calls that took.
async fn tell(app: &TestApp) -> u32 {
    let mut calls = 0;
    loop {
        app.settle().await;
        match webhooks_step(&app.app).await.unwrap() {
            0 => return calls,
            more => calls += more,
        }
    }
}

async fn created(by: &Client, url: &str, events: &[&str]) -> Value {
    let body = json!({"name": "ERP", "url": url, "events": events});
    by.post("/api/v1/webhooks")
        .json(&body)
        .send()
        .await
        .expect(201)
        .json()
}

async fn shown(by: &Client, webhook: &Value) -> Value {
    let id = webhook["id"].as_str().unwrap();
    by.get(&format!("/api/v1/webhooks/{id}"))
        .send()
        .await
        .expect(200)
        .json()
}

async fn deliveries(by: &Client, webhook: &Value, query: &str) -> Vec<Value> {
    let id = webhook["id"].as_str().unwrap();
    let page = by
        .get(&format!("/api/v1/webhooks/{id}/deliveries{query}"))
        .send()
        .await
        .expect(200)
        .json();
    page["items"].as_array().unwrap().clone()
}

async fn act(by: &Client, webhook: &Value, action: &str, body: Value) -> Value {
    let id = webhook["id"].as_str().unwrap();
    let path = format!("/api/v1/webhooks/{id}/{action}");
    by.post(&path).json(&body).send().await.expect(200).json()
}

async fn ticket(by: &Client, subject: &str) -> String {
    let body = json!({"subject": subject, "body": "Nothing came.", "kind": "general", "channel": "phone",
        "requester": {"name": "Zhang San", "email": "zhang@mail.example"}});
    let made = by
        .post("/api/v1/tickets")
        .json(&body)
        .send()
        .await
        .expect(201)
        .json();
    made["id"].as_str().unwrap().to_owned()
}

async fn note(by: &Client, ticket: &str) {
    let body = json!({"body": "Looked into it.", "format": "text", "visibility": "internal"});
    by.post(&format!("/api/v1/tickets/{ticket}/messages"))
        .json(&body)
        .send()
        .await
        .expect(201);
}

fn ids(calls: &[HookCall]) -> Vec<String> {
    calls.iter().map(|call| call.id().to_owned()).collect()
}
