//! What stories at the desk begin with: somebody signed in, and a ticket.

use serde_json::json;
use touchstone_testkit::app::{Client, Member, PASSWORD};

use crate::chromium::Browser;

pub(crate) async fn sign_in(browser: &Browser, member: &Member) {
    browser.go("/sign-in").await;
    browser.fill("input[name=email]", &member.email).await;
    browser.fill("input[name=password]", PASSWORD).await;
    browser.click("form[action='/sign-in'] .btn-primary").await;
    browser.find("#desk-grid").await;
}

/// A ticket taken down at the telephone; gives its id.
pub(crate) async fn ticket(client: &Client, subject: &str) -> String {
    let request = json!({
        "subject": subject, "body": "In pieces.", "channel": "phone", "category": "logistics/damage",
        "requester": {"name": "Wang Wei", "phone": "13900139000"},
    });
    let made = client
        .post("/api/v1/tickets")
        .json(&request)
        .send()
        .await
        .expect(201)
        .json();
    made["id"].as_str().unwrap().to_owned()
}
