//! Imports through the front door: files of other tools, what would come of them, the run, its results, and the way back.

mod hostile;
mod page;
mod resume;
mod staff;
mod tickets;

use serde_json::{Value, json};
use touchstone_app::import::import_step;
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Client, TestApp};

/// Sends a file in; answers the import.
async fn upload(by: &Client, query: &str, name: &str, content: impl AsRef<[u8]>) -> Value {
    let ask = by.post(&format!("/api/v1/imports?{query}"));
    let sent = ask
        .multipart(&[], &[("file", name, content.as_ref())])
        .send()
        .await;
    sent.expect(201).json()
}

fn path(import: &Value) -> String {
    format!("/api/v1/imports/{}", import["id"].as_str().unwrap())
}

async fn read(by: &Client, import: &Value) -> Value {
    by.get(&path(import)).send().await.expect(200).json()
}

/// Changes the mapping with a function of it.
async fn map(by: &Client, import: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let now = read(by, import).await;
    let mut mapping = now["mapping"].clone();
    change(&mut mapping);
    let version = now["version"].as_i64().unwrap();
    let put = by.put(&format!("{}/mapping", path(import)));
    let put = put
        .if_match(&format!("\"{version}\""))
        .json(&mapping)
        .send()
        .await;
    put.expect(200).json()
}

async fn act(by: &Client, import: &Value, action: &str) -> Value {
    let asked = by.post(&format!("{}/{action}", path(import))).send().await;
    asked.expect(200).json()
}

/// Works until nothing is under way.
async fn work(app: &TestApp) {
    for _ in 0..1_000 {
        if !import_step(&app.app).await.unwrap() {
            return;
        }
    }
    panic!("an import does not end");
}

/// Runs an import to its end.
async fn run(app: &TestApp, by: &Client, import: &Value) -> Value {
    act(by, import, "run").await;
    work(app).await;
    read(by, import).await
}

/// Uploads and runs a file as it is understood by itself.
async fn bring(app: &TestApp, by: &Client, query: &str, name: &str, content: &str) -> Value {
    let import = upload(by, query, name, content).await;
    run(app, by, &import).await
}

async fn rows(by: &Client, import: &Value) -> Vec<Value> {
    let page = by.get(&format!("{}/rows?limit=200", path(import))).send().await;
    page.expect(200).json()["items"].as_array().unwrap().clone()
}

fn counts(import: &Value) -> [u64; 4] {
    ["created", "linked", "skipped", "failed"].map(|name| import[name].as_u64().unwrap())
}

fn codes(rows: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    rows.iter()
        .map(|row| {
            format!(
                "{} {} {}",
                text(&row["outcome"]),
                text(&row["field"]),
                text(&row["code"])
            )
        })
        .collect()
}

async fn administrator(app: &TestApp) -> Client {
    app.client(Role::Administrator).await
}

/// A category of the shipped standard for everything.
fn categorised(mapping: &mut Value) {
    mapping["options"]["category"] = json!("logistics");
}
