//! Two-step sign-in, by pages and by programs: set up, used, replayed, guessed at, lost, required.

use serde_json::{Value, json};
use touchstone_app::account::totp::totp_code;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Answer, Client, Member, PASSWORD, TestApp};
use touchstone_testkit::with_app;

use super::{administrator, browser, follow, send, sign_in};

const PATH: &str = "/account/security";

/// What the app shows now.
fn code(app: &TestApp, key: &str) -> String {
    totp_code(key, app.now()).unwrap()
}

/// Sets a second factor up by the pages; its key and the recovery codes.
async fn enrol(app: &TestApp, here: &Client) -> (String, Vec<String>) {
    let begun = [("current_password", PASSWORD)];
    let page = follow(here, send(here, PATH, "/account/security/begin", &begun).await).await;
    assert!(
        page.contains("class=\"qr\"") && !page.contains("style="),
        "{page}"
    );
    let key = between(&page, "class=\"qr-key\">", "<");
    let confirmed = [("code", code(app, &key).as_str())].map(|(name, code)| (name, code.to_owned()));
    let fields = [(confirmed[0].0, confirmed[0].1.as_str())];
    let page = send(here, PATH, "/account/security/confirm", &fields)
        .await
        .expect(200)
        .text();
    let (_, list) = page.split_once("recovery-codes card").unwrap();
    let (list, _) = list.split_once("</ul>").unwrap();
    let codes: Vec<String> = list
        .split("<code>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10, "{page}");
    (key, codes)
}

fn between(page: &str, before: &str, after: &str) -> String {
    let (_, rest) = page
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split_once(after).unwrap().0.to_owned()
}

/// The second step by the page.
async fn step(browser: &Client, code: &str) -> Answer {
    let fields = [("csrf", ""), ("next", "/account"), ("code", code)];
    browser.post("/sign-in/code").form(&fields).send().await
}

async fn first_step(app: &TestApp, member: &Member) -> Client {
    let browser = app.public();
    let asked = sign_in(&browser, &member.email, PASSWORD, "/account")
        .await
        .expect(303);
    assert_eq!(asked.location(), "/sign-in/code?next=/account");
    browser.get("/account").send().await.expect(303);
    browser
}

/// A program's first step; the challenge it is given.
async fn challenged(app: &TestApp, member: &Member) -> Value {
    let body = json!({"email": member.email, "password": PASSWORD});
    let refused = app.public().post("/api/v1/session").json(&body).send().await;
    refused.expect_problem(401, "second_factor_required")["challenge"].clone()
}

async fn answered(app: &TestApp, challenge: &Value, code: &str) -> Answer {
    let body = json!({"challenge": challenge, "code": code});
    app.public()
        .post("/api/v1/session/second-factor")
        .json(&body)
        .send()
        .await
}

with_app! {
    async fn a_second_factor_is_set_up_and_asked_for(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (elsewhere, here) = (browser(app, &agent).await, browser(app, &agent).await);
        let (key, _) = enrol(app, &here).await;
        here.get("/account").send().await.expect(200);
        elsewhere.get("/account").send().await.expect(303);
        let page = here.get(PATH).send().await.expect(200).text();
        assert!(!page.contains("qr-key") && page.contains("10 recovery codes left"), "{page}");
        app.advance(Span::seconds(30)).await;
        let back = first_step(app, &agent).await;
        let wrong = step(&back, "12").await.expect(401).text();
        assert!(wrong.contains("id=\"p-code-1\""), "{wrong}");
        let entered = step(&back, &code(app, &key)).await.expect(303);
        assert_eq!(entered.location(), "/account");
        back.get("/account").send().await.expect(200);
    }

    async fn each_code_lets_in_once(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (key, codes) = enrol(app, &browser(app, &agent).await).await;
        let challenge = challenged(app, &agent).await;
        answered(app, &challenge, &code(app, &key)).await.expect_problem(401, "second_factor_refused");
        app.advance(Span::seconds(30)).await;
        let fresh = code(app, &key);
        answered(app, &challenge, &fresh).await.expect(201);
        answered(app, &challenge, &fresh).await.expect_problem(401, "second_factor_refused");
        let typed = codes[0].to_uppercase().replace('-', " ");
        answered(app, &challenge, &typed).await.expect(201);
        answered(app, &challenge, &typed).await.expect_problem(401, "second_factor_refused");
        app.advance(Span::minutes(10)).await;
        answered(app, &challenge, &codes[1]).await.expect_problem(409, "sign_in_again");
    }

    async fn guessing_codes_is_slow_even_with_the_password(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (_, codes) = enrol(app, &browser(app, &agent).await).await;
        for _ in 0..4 {
            let challenge = challenged(app, &agent).await;
            answered(app, &challenge, "1").await.expect_problem(401, "second_factor_refused");
        }
        let challenge = challenged(app, &agent).await;
        answered(app, &challenge, "1").await.expect_problem(429, "rate_limited");
        answered(app, &challenge, &codes[0]).await.expect_problem(429, "rate_limited");
        app.advance(Span::minutes(1)).await;
        answered(app, &challenge, &codes[0]).await.expect(201);
    }

    async fn only_the_password_changes_it(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = browser(app, &agent).await;
        let wrong = [("current_password", "wrong")];
        let page = send(&here, PATH, "/account/security/begin", &wrong).await.expect(422).text();
        assert!(page.contains("Is not right"), "{page}");
        let (_, codes) = enrol(app, &here).await;
        let token = agent.client.post("/api/v1/me/second-factor").json(&json!({"current_password": PASSWORD}));
        token.send().await.expect(403);
        let right = [("current_password", PASSWORD)];
        let renewed = send(&here, PATH, "/account/security/codes", &right).await.expect(200).text();
        assert!(!renewed.contains(&codes[0]), "{renewed}");
        let challenge = challenged(app, &agent).await;
        answered(app, &challenge, &codes[0]).await.expect_problem(401, "second_factor_refused");
        send(&here, PATH, "/account/security/disable", &wrong).await.expect(422);
        send(&here, PATH, "/account/security/disable", &right).await.expect(303);
        sign_in(&app.public(), &agent.email, PASSWORD, "/account").await.expect(303);
        answered(app, &challenge, &codes[1]).await.expect_problem(409, "sign_in_again");
    }

    async fn another_password_ends_the_second_step(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (_, codes) = enrol(app, &browser(app, &agent).await).await;
        let challenge = challenged(app, &agent).await;
        let admin = app.client(Role::Administrator).await;
        app.advance(Span::seconds(1)).await;
        let path = format!("/api/v1/users/{}/password", agent.id);
        admin.post(&path).json(&json!({"password": "quite another sentence"})).send().await.expect(204);
        answered(app, &challenge, &codes[0]).await.expect_problem(409, "sign_in_again");
    }

    async fn an_administrator_resets_what_was_lost(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        enrol(app, &browser(app, &agent).await).await;
        let here = administrator(app).await;
        let page = here.get("/admin/users").send().await.expect(200).text();
        assert!(page.contains("Reset second step"), "{page}");
        let reset = format!("/admin/users/{}/second-factor/reset", agent.id);
        let page = follow(&here, send(&here, "/admin/users", &reset, &[]).await).await;
        assert!(page.contains("Second step reset"), "{page}");
        let browser = app.public();
        sign_in(&browser, &agent.email, PASSWORD, "/account").await.expect(303);
        browser.get("/account").send().await.expect(200);
    }

    async fn a_role_that_needs_it_is_led_to_set_it_up(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = browser(app, &agent).await;
        let admin = administrator(app).await;
        let set = "/admin/roles/agent/second-factor";
        follow(&admin, send(&admin, "/admin/roles", set, &[("required", "yes")]).await).await;
        let led = here.get("/desk").send().await.expect(303);
        assert_eq!(led.location(), PATH, "at once, in sessions that are open");
        let body = json!({"email": agent.email, "password": PASSWORD});
        let opened = app.public().post("/api/v1/session").json(&body).send().await.expect(201).json();
        let program = app.public().with_token(opened["token"].as_str().unwrap());
        program.get("/api/v1/tickets").send().await.expect_problem(403, "second_factor_enrolment_required");
        program.get("/api/v1/me").send().await.expect(200);
        agent.client.get("/api/v1/tickets").send().await.expect(200);
        enrol(app, &here).await;
        here.get("/desk").send().await.expect(200);
        let roles = app.client(Role::Administrator).await.get("/api/v1/roles").send().await.json();
        let needs = |code: &str| roles["items"].as_array().unwrap().iter()
            .find(|role| role["role"] == code).unwrap()["second_factor_required"].clone();
        assert_eq!((needs("agent"), needs("executive")), (json!(true), json!(false)));
    }
}
