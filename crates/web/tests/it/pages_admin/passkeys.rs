//! Passkeys, by programs and by pages: added, used instead of the password, replayed, forged, removed.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Answer, Authenticator, Client, Member, PASSWORD, TestApp};
use touchstone_testkit::with_app;

use super::{administrator, browser, send, sign_in};

const PATH: &str = "/account/security";

/// Where browsers allow passkeys of an installation on loopback.
fn origin(app: &TestApp) -> String {
    app.url().replace("127.0.0.1", "localhost")
}

/// A program signed in as somebody with the password.
async fn program(app: &TestApp, member: &Member) -> Client {
    let body = json!({"email": member.email, "password": PASSWORD});
    let opened = app
        .public()
        .post("/api/v1/session")
        .json(&body)
        .send()
        .await
        .expect(201)
        .json();
    app.public().with_token(opened["token"].as_str().unwrap())
}

async fn asked(client: &Client) -> Value {
    let proof = json!({"current_password": PASSWORD});
    client
        .post("/api/v1/me/passkeys/begin")
        .json(&proof)
        .send()
        .await
        .expect(200)
        .json()
}

async fn offer(client: &Client, asked: &Value, credential: &Value) -> Answer {
    let body = json!({"ceremony": asked["ceremony"], "name": "Laptop", "credential": credential});
    client.post("/api/v1/me/passkeys").json(&body).send().await
}

/// A passkey added by the API; what was answered.
async fn added(app: &TestApp, client: &Client) -> (Authenticator, Value) {
    let asked = asked(client).await;
    let (key, credential) = Authenticator::create(&asked["options"], &origin(app));
    let answer = offer(client, &asked, &credential).await.expect(201).json();
    (key, answer)
}

async fn question(app: &TestApp) -> Value {
    app.public()
        .post("/api/v1/session/passkey/begin")
        .send()
        .await
        .expect(200)
        .json()
}

async fn answer(app: &TestApp, question: &Value, credential: &Value) -> Answer {
    let body = json!({"ceremony": question["ceremony"], "credential": credential});
    app.public()
        .post("/api/v1/session/passkey")
        .json(&body)
        .send()
        .await
}

/// Signs in with the authenticator as it is.
async fn sign(app: &TestApp, key: &mut Authenticator) -> Answer {
    let question = question(app).await;
    let credential = key.sign(&question["options"]);
    answer(app, &question, &credential).await
}

with_app! {
    async fn a_passkey_signs_in_without_a_password(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (elsewhere, here) = (program(app, &agent).await, program(app, &agent).await);
        let (mut key, made) = added(app, &here).await;
        assert_eq!(made["recovery_codes"].as_array().unwrap().len(), 10);
        elsewhere.get("/api/v1/me").send().await.expect(401);
        let opened = sign(app, &mut key).await.expect(201).json();
        let back = app.public().with_token(opened["token"].as_str().unwrap());
        back.get("/api/v1/me").send().await.expect(200);
        let held = back.get("/api/v1/me/passkeys").send().await.expect(200).json();
        assert!(held["items"][0]["last_used_at"].is_string(), "{held}");
        let body = json!({"email": agent.email, "password": PASSWORD});
        let refused = app.public().post("/api/v1/session").json(&body).send().await;
        let challenge = refused.expect_problem(401, "second_factor_required")["challenge"].clone();
        let step = json!({"challenge": challenge, "code": made["recovery_codes"][0]});
        app.public().post("/api/v1/session/second-factor").json(&step).send().await.expect(201);
        let (_, second) = added(app, &here).await;
        assert_eq!(second["recovery_codes"], json!([]), "only with the first second factor");
    }

    async fn an_answer_counts_once_and_for_its_own_question(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = program(app, &agent).await;
        let (mut key, _) = added(app, &here).await;
        let first = question(app).await;
        let credential = key.sign(&first["options"]);
        answer(app, &first, &credential).await.expect(201);
        answer(app, &first, &credential).await.expect_problem(409, "ceremony_over");
        let second = question(app).await;
        answer(app, &second, &credential).await.expect_problem(401, "passkey_refused");
        app.advance(Span::minutes(30)).await;
        let late = key.sign(&second["options"]);
        answer(app, &second, &late).await.expect_problem(409, "ceremony_over");
        let registration = asked(&here).await;
        let body = json!({"ceremony": registration["ceremony"], "credential": credential});
        app.public().post("/api/v1/session/passkey").json(&body).send().await.expect_problem(409, "ceremony_over");
    }

    async fn what_does_not_hold_is_refused_and_counted(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (mut key, _) = added(app, &program(app, &agent).await).await;
        sign(app, &mut key).await.expect(201);
        let right = key.origin.clone();
        key.origin = "https://desk.example.evil".to_owned();
        sign(app, &mut key).await.expect_problem(401, "passkey_refused");
        key.origin = right;
        key.verified = false;
        sign(app, &mut key).await.expect_problem(401, "passkey_refused");
        key.verified = true;
        key.counter = 7;
        sign(app, &mut key).await.expect(201);
        // A copy of the device, which has not seen the last uses.
        key.counter = 3;
        sign(app, &mut key).await.expect_problem(401, "passkey_refused");
        key.counter = 9;
        let owner = std::mem::replace(&mut key.user, "AAAAAAAAAAAAAAAAAAAAAA".to_owned());
        sign(app, &mut key).await.expect_problem(401, "passkey_refused");
        key.user = owner;
        sign(app, &mut key).await.expect(201);
        let question = question(app).await;
        for odd in [json!(null), json!({}), json!({"id": "x", "rawId": "%", "type": "public-key", "response": {}})] {
            answer(app, &question, &odd).await.expect_problem(401, "passkey_refused");
        }
        for _ in 0..20 {
            answer(app, &question, &json!({})).await;
        }
        sign(app, &mut key).await.expect_problem(429, "rate_limited");
    }

    async fn a_passkey_belongs_to_who_was_asked(app: &TestApp) {
        let (agent, other) = (app.member(Role::Agent).await, app.foreign_agent().await);
        let (mine, theirs) = (program(app, &agent).await, program(app, &other).await);
        let question = asked(&mine).await;
        let (_, credential) = Authenticator::create(&question["options"], &origin(app));
        offer(&theirs, &question, &credential).await.expect_problem(409, "ceremony_over");
        let nameless = json!({"ceremony": question["ceremony"], "name": " ", "credential": {}});
        let refused = mine.post("/api/v1/me/passkeys").json(&nameless).send().await.expect_problem(422, "validation_failed");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 2, "{refused}");
        offer(&mine, &question, &credential).await.expect(201);
        offer(&mine, &question, &credential).await.expect_problem(409, "ceremony_over");
        let again = asked(&mine).await;
        assert_eq!(again["options"]["excludeCredentials"].as_array().unwrap().len(), 1);
        let token = agent.client.get("/api/v1/me/passkeys");
        token.send().await.expect(403);
        let wrong = json!({"current_password": "wrong"});
        mine.post("/api/v1/me/passkeys/begin").json(&wrong).send().await.expect(422);
    }

    async fn the_last_one_removed_leaves_the_password_alone(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = program(app, &agent).await;
        let (mut key, made) = added(app, &here).await;
        let path = format!("/api/v1/me/passkeys/{}/remove", made["id"].as_str().unwrap());
        here.post(&path).json(&json!({"current_password": "wrong"})).send().await.expect(422);
        here.post(&path).json(&json!({"current_password": PASSWORD})).send().await.expect(204);
        here.post(&path).json(&json!({"current_password": PASSWORD})).send().await.expect(404);
        sign(app, &mut key).await.expect_problem(401, "passkey_refused");
        let factor = here.get("/api/v1/me/second-factor").send().await.expect(200).json();
        assert_eq!((&factor["since"], &factor["recovery_codes_left"]), (&json!(null), &json!(0)));
        program(app, &agent).await;
    }

    async fn an_administrator_takes_lost_passkeys_away(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let (mut key, _) = added(app, &program(app, &agent).await).await;
        let boss = app.member(Role::Administrator).await.client;
        let path = format!("/api/v1/users/{}/second-factor", agent.id);
        boss.delete(&path).send().await.expect(204);
        sign(app, &mut key).await.expect_problem(401, "passkey_refused");
        program(app, &agent).await;
    }

    async fn the_pages_do_the_same(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let here = browser(app, &agent).await;
        let proof = [("current_password", PASSWORD)];
        let page = send(&here, PATH, "/account/security/passkeys/begin", &proof).await.expect(200).text();
        let options: Value = serde_json::from_str(&unescaped(&field(&page, "options"))).unwrap();
        let ceremony = field(&page, "ceremony");
        let (mut key, credential) = Authenticator::create(&options, &origin(app));
        let (credential, options) = (credential.to_string(), options.to_string());
        let mut fields = [("name", ""), ("credential", credential.as_str()), ("ceremony", &ceremony), ("options", &options)];
        let refused = send(&here, PATH, "/account/security/passkeys", &fields).await.expect(422).text();
        assert_eq!(field(&refused, "ceremony"), ceremony, "the question stays");
        fields[0].1 = "Office laptop";
        let page = send(&here, PATH, "/account/security/passkeys", &fields).await.expect(200).text();
        assert!(page.contains("Office laptop") && page.contains("recovery-codes card"), "{page}");

        let visitor = app.public();
        let page = visitor.get("/sign-in?next=/account").send().await.expect(200).text();
        let options: Value = serde_json::from_str(&unescaped(&field(&page, "options"))).unwrap();
        let signed = key.sign(&options).to_string();
        let ceremony = field(&page, "ceremony");
        let fields = [("csrf", ""), ("next", "/account"), ("ceremony", &ceremony), ("credential", &signed)];
        let entered = visitor.post("/sign-in/passkey").form(&fields).send().await.expect(303);
        assert_eq!(entered.location(), "/account");
        visitor.get("/account").send().await.expect(200);
        let replayed = app.public().post("/sign-in/passkey").form(&fields).send().await.expect(409).text();
        assert!(replayed.contains("has expired"), "{replayed}");
        let asked = sign_in(&app.public(), &agent.email, PASSWORD, "/account").await.expect(303);
        assert_eq!(asked.location(), "/sign-in/code?next=/account");
    }

    async fn a_required_second_factor_may_be_a_passkey(app: &TestApp) {
        let boss = administrator(app).await;
        let required = [("required", "yes")];
        send(&boss, "/admin/roles", "/admin/roles/agent/second-factor", &required).await.expect(303);
        let agent = app.member(Role::Agent).await;
        let here = program(app, &agent).await;
        here.get("/api/v1/tickets").send().await.expect_problem(403, "second_factor_enrolment_required");
        added(app, &here).await;
        here.get("/api/v1/tickets").send().await.expect(200);
    }
}

/// Value of the first hidden field of this name.
fn field(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    rest.split_once('"').unwrap().0.to_owned()
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}
