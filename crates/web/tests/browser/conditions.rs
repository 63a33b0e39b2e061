//! The condition of a rule, written with fields: the count follows what is chosen, values follow the fact, nothing is lost on
//! the way, and the scanner finds nothing in it.

use std::time::Duration;

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::{PASSWORD, TestApp, on_sqlite};

use crate::chromium::Browser;
use crate::inspection::inspect;

#[test]
fn the_count_follows_what_is_chosen() {
    on_sqlite(async |app| edit(app).await);
}

async fn edit(app: &TestApp) {
    for kind in ["complaint", "complaint", "feedback"] {
        let request = json!({
            "subject": kind, "body": "Where is it?", "kind": kind,
            "requester": { "name": "王敏", "email": "consumer@example.com", "language": "zh-CN" },
        });
        let sent = app.public().post("/api/v1/public/tickets").json(&request);
        let _ = sent.send().await.expect(201);
    }
    let quality = app.client(Role::QualityManager).await;
    let draft = quality
        .post("/api/v1/standards")
        .json(&json!({}))
        .send()
        .await
        .expect(201)
        .json();
    let base = format!("/quality/standards/{}", draft["id"].as_str().unwrap());
    let browser = Browser::open(&app.url(), Language::En).await;
    let member = app.member(Role::QualityManager).await;
    browser.go("/sign-in").await;
    browser.fill("input[name=email]", &member.email).await;
    browser.fill("input[name=password]", PASSWORD).await;
    browser.click("form[action='/sign-in'] .btn-primary").await;
    browser.find("#desk-grid").await;
    browser.go(&format!("{base}/edit")).await;
    browser.click(&format!("a[href='{base}/rules/sla-3']")).await;
    says(&browser, "#condition-matches", "2 requests match").await;
    // Without a button: the count follows the choice.
    browser.click("input[name='value_r-0'][value='feedback']").await;
    says(&browser, "#condition-matches", "3 requests match").await;
    browser.click("input[name='value_r-0'][value='complaint']").await;
    says(&browser, "#condition-matches", "1 request matches").await;
    browser.click("button[value='group:r']").await;
    browser.find("select[name='fact_r-1-0']").await;
    says(&browser, "#condition-matches", "Complete every condition").await;
    // Another fact brings its own values, and what stands elsewhere stays.
    browser
        .click("select[name='fact_r-1-0'] option[value='urgency']")
        .await;
    browser.find("input[name='value_r-1-0'][value='high']").await;
    browser
        .click("select[name='operator_r-1-0'] option[value='at_most']")
        .await;
    browser
        .click("select[name='value_r-1-0'] option[value='urgent']")
        .await;
    says(&browser, "#condition-matches", "1 request matches").await;
    inspect(&browser, "a rule's condition").await;
    browser.click("button[value='save']").await;
    says(&browser, "#rules", "Feedback").await;
    inspect(&browser, "the text of a draft with its rules").await;
    browser.go("/quality/corrections/new").await;
    inspect(&browser, "a correction of facts").await;
    browser.go("/quality/corrections").await;
    inspect(&browser, "corrections").await;
    browser.close().await;
    let text = quality
        .get(&format!("/api/v1{base}").replace("/quality", ""))
        .send()
        .await
        .expect(200)
        .json();
    let line =
        "when = { all = [{ kind = \"feedback\" }, { any = [{ urgency = { at_most = \"urgent\" } }] }] }";
    assert!(
        text["pack"].as_str().unwrap().contains(line),
        "the text says what was chosen"
    );
}

/// Waits until an element says this.
async fn says(browser: &Browser, css: &str, words: &str) {
    let ask = format!("return document.querySelector({css:?})?.textContent.includes({words:?}) ?? false;");
    for _ in 0..200 {
        if browser.run(&ask).await == serde_json::Value::Bool(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let said = browser
        .run(&format!(
            "return document.querySelector({css:?})?.textContent ?? '';"
        ))
        .await;
    panic!("{css} does not say {words:?} but {said}");
}
