//! A passkey in a real browser with a virtual authenticator: added on the account page, used on the sign-in page, refused when
//! its owner does not show a finger.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_testkit::app::{Member, PASSWORD, TestApp, on_sqlite};

use crate::chromium::Browser;
use crate::inspection::inspect;

#[test]
fn a_passkey_is_added_and_lets_in() {
    on_sqlite(async |app| {
        let agent = app.member(Role::Agent).await;
        // Browsers know passkeys of names, not of addresses.
        let browser = Browser::open(&app.url().replace("127.0.0.1", "localhost"), Language::En).await;
        let authenticator = plugged_in(&browser).await;
        add(&browser, &agent).await;
        sign_out(&browser).await;

        browser.go("/sign-in?next=/account").await;
        inspect(&browser, "the sign-in page with passkeys").await;
        unlock(&browser, &authenticator, false).await;
        browser.click("form[action='/sign-in/passkey'] button").await;
        browser.says("The passkey was not used").await;
        unlock(&browser, &authenticator, true).await;
        browser.click("form[action='/sign-in/passkey'] button").await;
        browser.says(&agent.email).await;
        assert_eq!(browser.path().await, "/account");
        browser.close().await;
    });
}

#[test]
fn an_address_without_a_name_offers_no_passkey() {
    on_sqlite(async |app: &TestApp| {
        let browser = Browser::open(&app.url(), Language::ZhCn).await;
        browser.go("/sign-in").await;
        browser.find("form[action='/sign-in']").await;
        let hidden = browser
            .run("return document.querySelector('form[data-passkey]').hidden")
            .await;
        assert_eq!(hidden, json!(true));
        browser.close().await;
    });
}

async fn add(browser: &Browser, agent: &Member) {
    browser.go("/sign-in?next=/account/security").await;
    browser.fill("input[name=email]", &agent.email).await;
    browser.fill("input[name=password]", PASSWORD).await;
    browser.click("form[action='/sign-in'] .btn-primary").await;
    let begin = "form[action='/account/security/passkeys/begin']";
    browser
        .click("details:has(form[action='/account/security/passkeys/begin']) summary")
        .await;
    browser
        .fill(&format!("{begin} input[name=current_password]"), PASSWORD)
        .await;
    browser.click(&format!("{begin} button")).await;
    inspect(browser, "a new passkey").await;
    browser
        .fill("form[data-passkey=create] input[name=name]", "Office laptop")
        .await;
    browser.click("form[data-passkey=create] button").await;
    browser.says("Office laptop").await;
    browser.find(".recovery-codes").await;
    inspect(browser, "passkeys and recovery codes").await;
}

async fn sign_out(browser: &Browser) {
    let out = "const form = document.querySelector(\"form[action='/sign-out']\"); form.submit();";
    browser.run(out).await;
    browser.find("form[action='/sign-in']").await;
}

/// A device with a fingerprint reader; its id.
async fn plugged_in(browser: &Browser) -> String {
    cdp(browser, "WebAuthn.enable", json!({})).await;
    let options = json!({"options": {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": true,
        "hasUserVerification": true,
        "isUserVerified": true,
        "automaticPresenceSimulation": true,
    }});
    let added = cdp(browser, "WebAuthn.addVirtualAuthenticator", options).await;
    added["authenticatorId"].as_str().unwrap().to_owned()
}

async fn unlock(browser: &Browser, authenticator: &str, verified: bool) {
    let wanted = json!({"authenticatorId": authenticator, "isUserVerified": verified});
    cdp(browser, "WebAuthn.setUserVerified", wanted).await;
}

async fn cdp(browser: &Browser, command: &str, parameters: Value) -> Value {
    browser
        .driver()
        .cdp()
        .send_raw(command, parameters)
        .await
        .unwrap()
}
