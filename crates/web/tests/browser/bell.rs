//! The bell: rings on any page of the desk without a reload, is opened, and is quiet again; sound only for who asks.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::{Client, Member, on_sqlite};

use crate::chromium::Browser;
use crate::desk::{sign_in, ticket};
use crate::inspection::inspect;

const COUNT: &str = "return document.querySelector('[data-bell-count]').textContent.trim();";
const MARK: &str = "window.marked = true;";
const MARKED: &str = "return window.marked === true;";

async fn assigned(lead: &Client, to: &Member, subject: &str) -> String {
    let id = ticket(lead, subject).await;
    let give = json!({"assignee": to.id.to_string()});
    let path = format!("/api/v1/tickets/{id}/actions/assign");
    lead.post(&path).json(&give).send().await.expect(200);
    id
}

#[test]
fn the_bell_rings_where_no_ticket_is_shown_and_leads_to_it() {
    on_sqlite(async |app| {
        let (agent, lead) = (app.member(Role::Agent).await, app.client(Role::TeamLead).await);
        let browser = Browser::open(&app.url(), Language::En).await;
        sign_in(&browser, &agent).await;
        browser.go("/account").await;
        browser.run(MARK).await;
        let id = assigned(&lead, &agent, "A jug in pieces").await;
        app.settle().await;
        browser.find("[data-bell-count]:not([hidden])").await;
        assert_eq!(browser.run(COUNT).await, json!("1"));
        assert_eq!(browser.run(MARKED).await, Value::Bool(true), "without a reload");
        browser.click("[data-bell]").await;
        browser.says("Assigned to you").await;
        browser.run(MARK).await;
        assigned(&lead, &agent, "A second jug in pieces").await;
        app.settle().await;
        browser.says("A second jug in pieces").await;
        assert_eq!(
            browser.run(MARKED).await,
            Value::Bool(true),
            "the list grows by itself"
        );
        inspect(&browser, "/notifications with something in it").await;
        browser.click(".told-line:last-child .told-open").await;
        browser.find("#composer").await;
        let address = browser.run("return location.pathname;").await;
        assert_eq!(address, json!(format!("/desk/tickets/{id}")));
        assert_eq!(browser.run(COUNT).await, json!("1"), "one is left");
        browser.close().await;
    });
}

#[test]
fn a_sound_is_made_on_this_device_only_for_who_asks_for_it() {
    on_sqlite(async |app| {
        let browser = Browser::open(&app.url(), Language::En).await;
        sign_in(&browser, &app.member(Role::Agent).await).await;
        browser.go("/notifications").await;
        let pressed = "return document.querySelector('[data-bell-sound]').getAttribute('aria-pressed');";
        assert_eq!(browser.run(pressed).await, json!("false"));
        browser.click("[data-bell-sound]").await;
        assert_eq!(browser.run(pressed).await, json!("true"));
        browser.go("/notifications").await;
        assert_eq!(browser.run(pressed).await, json!("true"), "it is remembered here");
        browser.close().await;
    });
}
