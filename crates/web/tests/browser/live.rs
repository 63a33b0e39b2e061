//! The live desk: what somebody else does appears without a reload, takes away nothing that is being typed, and is not
//! missed by a browser that was cut off.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::{Client, TestApp, on_sqlite};

use crate::chromium::Browser;
use crate::desk::{sign_in, ticket};
use crate::wire::Wire;

/// Put into the page: gone after a reload.
const MARK: &str = "window.marked = true;";
const MARKED: &str = "return window.marked === true;";

struct Two {
    lead: Client,
    ticket: String,
    browser: Browser,
    wire: Wire,
}

impl Two {
    /// An agent at a browser; a team lead who does things elsewhere.
    async fn at(app: &TestApp, language: Language) -> Self {
        let agent = app.member(Role::Agent).await;
        let wire = Wire::to(&app.url()).await;
        let browser = Browser::open(&wire.url(), language).await;
        sign_in(&browser, &agent).await;
        let lead = app.client(Role::TeamLead).await;
        let ticket = ticket(&lead, "A jug in pieces").await;
        Self {
            lead,
            ticket,
            browser,
            wire,
        }
    }

    async fn say(&self, body: &str, visibility: &str) {
        let message = json!({"body": body, "format": "text", "visibility": visibility});
        let path = format!("/api/v1/tickets/{}/messages", self.ticket);
        self.lead.post(&path).json(&message).send().await.expect(201);
    }

    async fn is_same_page(&self) {
        assert_eq!(
            self.browser.run(MARKED).await,
            Value::Bool(true),
            "the page was loaded again"
        );
    }
}

#[test]
fn what_others_do_appears_without_a_reload() {
    on_sqlite(async |app| {
        let two = Two::at(app, Language::En).await;
        let browser = &two.browser;
        browser.go("/desk?queue=all").await;
        browser.run(MARK).await;
        ticket(&two.lead, "A second jug in pieces").await;
        browser.says("A second jug in pieces").await;
        two.is_same_page().await;
        browser.go(&format!("/desk/tickets/{}", two.ticket)).await;
        browser.run(MARK).await;
        two.say("The carrier has it.", "internal").await;
        browser.says("The carrier has it.").await;
        two.is_same_page().await;
        two.browser.close().await;
    });
}

#[test]
fn what_is_being_typed_stays_until_one_asks_for_the_rest() {
    on_sqlite(async |app| {
        let two = Two::at(app, Language::ZhCn).await;
        let browser = &two.browser;
        browser.go(&format!("/desk/tickets/{}", two.ticket)).await;
        browser.run(MARK).await;
        browser.fill("#f-body", "我正在写的回复").await;
        two.say("A colleague was faster.", "public").await;
        browser.find("[data-live-say=news]").await;
        assert!(!browser.text().await.contains("A colleague was faster."));
        let typed = "return document.getElementById('f-body').value;";
        assert_eq!(browser.run(typed).await, json!("我正在写的回复"));
        browser.click("[data-live-show]").await;
        browser.says("A colleague was faster.").await;
        assert_eq!(browser.run(typed).await, json!("我正在写的回复"));
        two.is_same_page().await;
        two.browser.close().await;
    });
}

#[test]
fn a_browser_that_was_cut_off_says_so_and_misses_nothing() {
    on_sqlite(async |app| {
        let two = Two::at(app, Language::En).await;
        let browser = &two.browser;
        browser.go(&format!("/desk/tickets/{}", two.ticket)).await;
        browser.run(MARK).await;
        two.say("Before the cut.", "internal").await;
        browser.says("Before the cut.").await;
        two.wire.cut();
        browser.find("[data-live-say=lost]").await;
        two.say("During the cut.", "internal").await;
        two.wire.mend();
        browser.says("During the cut.").await;
        let lost = "return document.querySelector('[data-live-say=lost]').hidden;";
        assert_eq!(browser.run(lost).await, Value::Bool(true));
        two.is_same_page().await;
        two.browser.close().await;
    });
}

#[test]
fn two_agents_see_each_other_and_a_draft_follows_its_writer() {
    on_sqlite(async |app| {
        let two = Two::at(app, Language::En).await;
        let browser = &two.browser;
        browser.go("/desk?queue=all").await;
        let other = Browser::open(&app.url(), Language::En).await;
        sign_in(&other, &app.member(Role::TeamLead).await).await;
        let path = format!("/desk/tickets/{}", two.ticket);
        other.go(&path).await;
        browser.says("team_lead is viewing").await;
        other.fill("#f-body", "We have asked the carrier").await;
        browser.says("team_lead is writing").await;
        let saved = format!("/api/v1/tickets/{}/draft", two.ticket);
        for _ in 0..200 {
            let kept = two.lead.get(&saved).send().await.expect(200).json();
            if kept["body"] == "We have asked the carrier" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        other.go("/desk").await;
        browser
            .run("return new Promise(done => setTimeout(done, 1500));")
            .await;
        assert!(
            !browser.text().await.contains("team_lead is"),
            "whoever left is shown no more"
        );
        other.run("localStorage.clear();").await;
        other.go(&path).await;
        other.find("[data-reply-draft-note]").await;
        let typed = "return document.getElementById('f-body').value;";
        assert_eq!(other.run(typed).await, json!("We have asked the carrier"));
        other.click(".composer-send-public").await;
        other.says("We have asked the carrier").await;
        other.go(&path).await;
        assert_eq!(other.run(typed).await, json!(""));
        other.close().await;
        two.browser.close().await;
    });
}
