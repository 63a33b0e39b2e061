//! Invitations and forgotten passwords: what is sent, what the link opens and how often, what nobody is told.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Answer, Client, PASSWORD, TestApp};
use touchstone_testkit::with_app;

use super::{administrator, browser, follow, send, sign_in, without_passkey};

const PATH: &str = "/admin/users";
const NEW: &str = "a sentence of my very own";

/// Invites Mei by the page; the browser of the administrator.
async fn invite(app: &TestApp) -> Client {
    let here = administrator(app).await;
    let new = [
        ("name", "Mei"),
        ("email", "mei@example.com"),
        ("role", "agent"),
        ("language", "ja"),
        ("password", ""),
    ];
    let page = follow(&here, send(&here, PATH, PATH, &new).await).await;
    assert!(
        page.contains("Invited") && page.contains("waits in the outbox"),
        "{page}"
    );
    here
}

/// Opens a link as a browser does; the form it leads to.
async fn open(browser: &Client, link: &str) -> Answer {
    let arrived = browser.get(link).send().await.expect(303);
    assert_eq!(
        arrived.location(),
        "/password",
        "the secret leaves the address bar"
    );
    assert_eq!(arrived.header("referrer-policy"), Some("no-referrer"));
    let cookie = arrived.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("Path=/password"),
        "{cookie}"
    );
    browser.get("/password").send().await.expect(200)
}

async fn set(browser: &Client, password: &str) -> Answer {
    let fields = [("password", password), ("password_again", password)];
    send(browser, "/password", "/password", &fields).await
}

/// Asks for a link by the page.
async fn forget(browser: &Client, email: &str) -> Answer {
    let fields = [("csrf", ""), ("email", email)];
    browser.post("/forgot").form(&fields).send().await
}

/// What a program is told that uses a link.
async fn refused(app: &TestApp, link: &str) {
    let body = json!({"token": link.trim_start_matches("/link/"), "password": "yet another long sentence"});
    let answer = app.public().post("/api/v1/password").json(&body).send().await;
    answer.expect_problem(409, "link_not_valid");
}

with_app! {
    async fn an_invited_user_sets_the_password_and_signs_in(app: &TestApp) {
        invite(app).await;
        let letter = app.letter_to("mei@example.com").await;
        assert_eq!(letter.template, "invitation");
        assert!(letter.text.contains("パスワード"), "in the language of the invited: {}", letter.text);
        let mei = app.public();
        let page = open(&mei, &app.secret_link("mei@example.com").await).await.text();
        assert!(page.contains("Mei") && page.contains("mei@example.com"), "{page}");
        let weak = set(&mei, "short").await.expect(422).text();
        assert!(weak.contains("id=\"p-password-1\""), "{weak}");
        let differs = [("password", NEW), ("password_again", "something else altogether")];
        let differs = send(&mei, "/password", "/password", &differs).await.expect(422).text();
        assert!(differs.contains("The two do not agree"), "{differs}");
        let entered = follow(&mei, set(&mei, NEW).await).await;
        assert!(entered.contains("Password set"), "{entered}");
        sign_in(&mei, "mei@example.com", NEW, "").await.expect(303);
    }

    async fn a_link_works_once_and_only_for_its_time(app: &TestApp) {
        invite(app).await;
        let first = app.secret_link("mei@example.com").await;
        app.advance(Span::hours(72)).await;
        let mei = app.public();
        let late = open(&mei, &first).await.text();
        assert!(late.contains("does not work any more") && late.contains("/forgot"), "{late}");
        let here = administrator(app).await;
        let page = here.get(PATH).send().await.expect(200).text();
        assert!(page.contains("No password"), "{page}");
        let listed = app.client(Role::Administrator).await.get("/api/v1/invitations").send().await.json();
        let again = format!("{PATH}/{}/invitation", listed["items"][0]["user"].as_str().unwrap());
        follow(&here, send(&here, PATH, &again, &[]).await).await;
        let second = app.secret_link("mei@example.com").await;
        assert_ne!(first, second);
        refused(app, &first).await;
        open(&mei, &second).await;
        set(&mei, NEW).await.expect(303);
        refused(app, &second).await;
        send(&here, PATH, &again, &[]).await.expect(409);
        sign_in(&mei, "mei@example.com", NEW, "").await.expect(303);
    }

    async fn a_revoked_invitation_opens_nothing_and_frees_the_address(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let body = json!({"name": "Mei", "email": "mei@example.com", "role": "agent"});
        let made = admin.post("/api/v1/invitations").key("one").json(&body).send().await.expect(201).json();
        let again = admin.post("/api/v1/invitations").key("one").json(&body).send().await.expect(201).json();
        assert_eq!(made["user"], again["user"], "sent once");
        assert_eq!((&made["held"], &made["email"]), (&json!(true), &json!("mei@example.com")));
        let link = app.secret_link("mei@example.com").await;
        let id = made["user"].as_str().unwrap();
        admin.delete(&format!("/api/v1/invitations/{id}")).send().await.expect(204);
        refused(app, &link).await;
        assert_eq!(admin.get("/api/v1/invitations").send().await.json()["items"], json!([]));
        admin.post("/api/v1/invitations").json(&body).send().await.expect(201);
        let gone = admin.get(&format!("/api/v1/users/{id}")).send().await.json();
        assert_eq!(gone["archived_at"], json!(app.now()));
    }

    async fn a_forgotten_password_is_replaced_and_every_session_ends(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let inside = browser(app, &agent).await;
        let (outside, other) = (app.public(), app.public());
        let told = follow(&outside, forget(&outside, &agent.email).await).await;
        let unknown = follow(&other, forget(&other, "nobody@example.com").await).await;
        let (told, unknown) = (without_passkey(&told), without_passkey(&unknown));
        assert_eq!(told, unknown, "the same answer whether or not the address is somebody's");
        assert!(app.letters().await.iter().all(|letter| letter.to != "nobody@example.com"));
        open(&outside, &app.secret_link(&agent.email).await).await;
        set(&outside, NEW).await.expect(303);
        inside.get("/account").send().await.expect(303);
        sign_in(&outside, &agent.email, PASSWORD, "").await.expect(401);
        sign_in(&outside, &agent.email, NEW, "").await.expect(303);
        forget(&other, &agent.email).await.expect(303);
        let link = app.secret_link(&agent.email).await;
        app.advance(Span::hours(1)).await;
        assert!(open(&other, &link).await.text().contains("does not work any more"));
        refused(app, &link).await;
    }

    async fn a_mailbox_is_not_flooded_and_nobody_is_told(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        for _ in 0..6 {
            forget(&app.public(), &agent.email).await.expect(303);
        }
        let letters = app.letters().await;
        assert_eq!(letters.iter().filter(|letter| letter.to == agent.email).count(), 3);
        let email = json!({"email": "nobody@example.com"});
        for _ in 0..14 {
            app.public().post("/api/v1/password/forgot").json(&email).send().await.expect(202);
        }
        let last = app.public().post("/api/v1/password/forgot").json(&email).send().await;
        last.expect_problem(429, "rate_limited");
    }

    async fn a_form_of_another_site_sets_no_password(app: &TestApp) {
        invite(app).await;
        let mei = app.public();
        open(&mei, &app.secret_link("mei@example.com").await).await;
        let fields = [("csrf", "made up"), ("password", NEW), ("password_again", NEW)];
        mei.post("/password").form(&fields).send().await.expect(403);
        set(&mei, NEW).await.expect(303);
    }

    async fn what_was_sent_to_a_former_address_opens_nothing(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        forget(&app.public(), &agent.email).await.expect(303);
        let link = app.secret_link(&agent.email).await;
        let admin = app.client(Role::Administrator).await;
        let path = format!("/api/v1/users/{}", agent.id);
        let known = admin.get(&path).send().await.expect(200);
        let body = json!({"name": "agent", "email": "elsewhere@example.com", "role": "agent"});
        admin.put(&path).if_match(known.etag()).json(&body).send().await.expect(200);
        refused(app, &link).await;
    }
}
