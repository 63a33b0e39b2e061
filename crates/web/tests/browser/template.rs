//! Templates while one writes: called by a short code or chosen, put in at the cursor, with the first gap ready to be filled.

use serde_json::json;
use thirtyfour::prelude::*;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::on_sqlite;

use crate::chromium::Browser;
use crate::desk::{sign_in, ticket};
use crate::keyboard::{press, write};

const WRITTEN: &str = "return document.getElementById('f-body').value;";
const SELECTED: &str =
    "const f = document.getElementById('f-body'); return f.value.slice(f.selectionStart, f.selectionEnd);";

#[test]
fn a_template_is_put_in_at_the_cursor_and_its_gap_is_typed_over() {
    on_sqlite(async |app| {
        let agent = app.member(Role::Agent).await;
        let id = ticket(&agent.client, "A jug in pieces").await;
        let body = json!({"name": "Refund on its way", "code": "rf", "texts": {"zh-CN": "Order {{order.number}} is paid back."}});
        agent
            .client
            .post("/api/v1/reply-templates")
            .json(&body)
            .send()
            .await
            .expect(201);
        let body = json!({"name": "Thanks", "texts": {"zh-CN": "Thank you, {{agent.name}}"}});
        agent
            .client
            .post("/api/v1/reply-templates")
            .json(&body)
            .send()
            .await
            .expect(201);
        let browser = Browser::open(&app.url(), Language::En).await;
        sign_in(&browser, &agent).await;
        browser.go(&format!("/desk/tickets/{id}")).await;

        // By its short code, in the middle of what is being written.
        browser.fill("#f-body", "Hello,\n/r").await;
        browser.find("#template-list [role=option]").await;
        press(&browser, Key::Enter).await;
        browser.says("still to fill in: order.number").await;
        assert_eq!(
            browser.run(WRITTEN).await,
            json!("Hello,\nOrder {{order.number}} is paid back.")
        );
        assert_eq!(browser.run(SELECTED).await, json!("{{order.number}}"));
        write(&browser, "4711").await;
        assert_eq!(
            browser.run(WRITTEN).await,
            json!("Hello,\nOrder 4711 is paid back.")
        );

        // By the picker, which its key opens: at the cursor, with what was typed around it.
        browser
            .run("const f = document.getElementById('f-body'); f.setSelectionRange(7, 7); f.blur();")
            .await;
        write(&browser, "q").await;
        browser
            .run("const s = document.getElementById('f-template'); s.selectedIndex = 1;")
            .await;
        browser.click("[data-template-insert]").await;
        browser.says("have a look before you send").await;
        let written = browser.run(WRITTEN).await;
        let written = written.as_str().unwrap();
        assert!(
            written.starts_with("Hello,\nThank you, ") && written.ends_with("Order 4711 is paid back."),
            "{written}"
        );
        let said = agent
            .client
            .get(&format!("/api/v1/tickets/{id}/messages"))
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(said["items"].as_array().unwrap().len(), 1, "nothing is sent");

        // The choice of a template stands in the form of the reply, and is no part of it.
        browser.click(".composer-send-public").await;
        browser.says("Reply sent").await;
        browser.find(".message-agent:not(.message-internal)").await;
        browser.close().await;
    });
}
