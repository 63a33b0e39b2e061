//! Getting in and out.

use touchstone_app::account::setup_begin;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_render::view::DemoLogin;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{Answer, PASSWORD, TestApp, TestSettings};
use touchstone_testkit::{both_engines, with_app};

use super::{administrator, browser, follow, send, sign_in, without_passkey};

/// Where the form of the sign-in page leads on to; the menu of languages has such a field of its own.
fn onward(page: &Answer) -> String {
    let text = page.text().replace("&#x2f;", "/");
    let (_, form) = text.split_once("action=\"/sign-in\"").unwrap();
    let (_, value) = form.split_once("name=\"next\" value=\"").unwrap();
    value.split('"').next().unwrap().to_owned()
}

with_app! {
    async fn signing_in_leads_on_and_out_again(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let browser = app.public();
        let asked = browser.get("/account?done=saved").send().await.expect(303);
        assert_eq!(asked.location(), "/sign-in?next=/account%3Fdone%3Dsaved");
        let form = browser.get(asked.location()).send().await.expect(200);
        assert_eq!(onward(&form), "/account?done=saved");
        let entered = sign_in(&browser, &agent.email, PASSWORD, &onward(&form)).await.expect(303);
        assert_eq!(entered.location(), "/account?done=saved");
        let cookie = entered.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        browser.get("/account").send().await.expect(200);
        let inside = browser.get("/sign-in?next=/account").send().await.expect(303);
        assert_eq!(inside.location(), "/account", "who is in need not sign in");
        let page = follow(&browser, send(&browser, "/account", "/sign-out", &[]).await).await;
        assert!(page.contains("Signed out"), "{page}");
        browser.get("/account").send().await.expect(303);
    }

    async fn a_wrong_password_keeps_the_address_and_tells_nothing(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let browser = app.public();
        let wrong = sign_in(&browser, &agent.email, "wrong", "/account").await.expect(401);
        let unknown = sign_in(&browser, "nobody@example.com", "wrong", "/account").await.expect(401);
        assert!(wrong.text().contains("E-mail or password is wrong"), "{}", wrong.text());
        let telling = |answer: &Answer, email: &str| without_passkey(&answer.text()).replace(email, "X");
        assert_eq!(telling(&wrong, &agent.email), telling(&unknown, "nobody@example.com"));
        assert_eq!((wrong.field("email"), onward(&wrong)), (agent.email, "/account".to_owned()));
        assert_eq!(wrong.field("password"), "", "a password is never sent back");
    }

    async fn many_wrong_passwords_lock_the_door_for_a_while(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let browser = app.public();
        for _ in 0..8 {
            sign_in(&browser, &agent.email, "wrong", "").await;
        }
        let locked = sign_in(&browser, &agent.email, PASSWORD, "").await.expect(429);
        assert!(locked.text().contains("Too many failed attempts"), "{}", locked.text());
        assert!(locked.header("retry-after").is_some());
        app.advance(Span::hours(2)).await;
        sign_in(&browser, &agent.email, PASSWORD, "").await.expect(303);
    }

    async fn no_link_leads_from_the_sign_in_to_another_host(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let hostile =
            ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "javascript:alert(1)"];
        for next in hostile {
            let entered = sign_in(&app.public(), &agent.email, PASSWORD, next).await.expect(303);
            assert_eq!(entered.location(), "/desk", "{next}");
            let fields = [("language", "ja"), ("next", next)];
            let chosen = app.public().post("/preferences").form(&fields).send().await.expect(303);
            assert_eq!(chosen.location(), "/", "{next}");
        }
        let shown = app.public().get("/sign-in?next=//evil.example").send().await.expect(200);
        assert_eq!(onward(&shown), "");
    }

    async fn signing_in_again_ends_the_session_before(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let browser = app.public();
        let first = sign_in(&browser, &agent.email, PASSWORD, "").await.expect(303);
        let before = first.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        sign_in(&browser, &agent.email, PASSWORD, "").await.expect(303);
        let old = app.public().get("/account").header("cookie", &before).send().await;
        assert_eq!(old.status, 303, "the first session has ended");
        browser.get("/account").send().await.expect(200);
    }

    async fn a_session_that_ended_says_so(app: &TestApp) {
        let browser = browser(app, &app.member(Role::Agent).await).await;
        app.advance(Span::hours(9)).await;
        let asked = browser.get("/account").send().await.expect(303);
        let form = browser.get(asked.location()).send().await.expect(200);
        assert!(form.text().contains("Your session has ended"), "{}", form.text());
    }

    async fn the_installation_is_set_up_once(app: &TestApp) {
        let token = setup_begin(&app.app).await.unwrap().unwrap();
        let browser = app.public();
        browser.get("/setup").send().await.expect(200);
        let fields = |token: &'static str| {
            [("token", token), ("name", "Ada"), ("email", "ada@example.com"), ("password", PASSWORD),
             ("password_again", PASSWORD)]
        };
        let mut typed = fields("");
        typed[0].1 = token.reveal();
        let mut differs = typed;
        differs[4].1 = "another long password";
        let refused = browser.post("/setup").form(&differs).send().await.expect(422);
        assert!(refused.text().contains("The two do not agree"), "{}", refused.text());
        assert_eq!((refused.field("token"), refused.field("name")), (token.reveal().to_owned(), "Ada".to_owned()));
        let wrong = browser.post("/setup").form(&fields("wrong")).send().await.expect(422);
        assert!(wrong.text().contains("The token is wrong"), "{}", wrong.text());
        let page = follow(&browser, browser.post("/setup").form(&typed).send().await).await;
        assert!(page.contains("Set-up complete") && page.contains("ada@example.com"), "{page}");
        let stranger = app.public();
        assert_eq!(stranger.get("/setup").send().await.expect(303).location(), "/sign-in");
        stranger.post("/setup").form(&typed).send().await.expect(422);
    }

    async fn a_language_and_a_theme_are_kept(app: &TestApp) {
        let browser = app.public();
        let fields = [("language", "ja"), ("theme", "dark"), ("next", "/sign-in?next=/account")];
        let chosen = browser.post("/preferences").form(&fields).send().await.expect(303);
        assert_eq!(chosen.location(), "/sign-in?next=/account");
        let page = browser.get("/sign-in").send().await.expect(200).text();
        assert!(page.contains("<html lang=\"ja\" data-bs-theme=\"dark\">"), "{page}");
        let odd = [("theme", "neon"), ("next", "/sign-in")];
        browser.post("/preferences").form(&odd).send().await.expect(303);
        let page = browser.get("/sign-in").send().await.expect(200).text();
        assert!(page.contains("data-bs-theme=\"auto\""), "{page}");
    }

    async fn the_address_of_a_form_leads_to_its_page(app: &TestApp) {
        let browser = administrator(app).await;
        for (form, page) in [
            ("/account/password", "/account"),
            ("/admin/users/usr_0000000000001", "/admin/users"),
            ("/admin/jobs/job_0000000000001/retry", "/admin/jobs"),
        ] {
            assert_eq!(browser.get(form).send().await.expect(303).location(), page);
        }
    }

    async fn a_real_installation_has_neither_open_logins_nor_an_open_outbox(app: &TestApp) {
        app.public().get("/demo/outbox").send().await.expect(404);
        let page = app.public().get("/sign-in").send().await.expect(200).text();
        assert!(page.contains("href=\"/forgot\"") && !page.contains("demo-login"), "{page}");
    }
}

both_engines! {
    async fn a_demonstration_lets_everybody_in(config: StoreConfig) {
        let login = DemoLogin {
            role: "agent".into(),
            name: "Mei".to_owned(),
            email: "agent@example.com".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let settings = TestSettings { demo: true, demo_logins: vec![login], ..TestSettings::default() };
        let app = TestApp::start(config, settings).await;
        app.member(Role::Agent).await;
        let browser = app.public();
        let page = browser.get("/sign-in").send().await.expect(200).text();
        assert!(page.contains("agent@example.com") && page.contains(PASSWORD), "{page}");
        sign_in(&browser, "agent@example.com", PASSWORD, "").await.expect(303);
        let request = serde_json::json!({
            "subject": "Refund", "body": "It is missing.", "requester": {"email": "li@mail.example"},
        });
        app.public().post("/api/v1/public/tickets").json(&request).send().await.expect(201);
        app.settle().await;
        let outbox = app.public().get("/demo/outbox").send().await.expect(200).text();
        assert!(outbox.contains("li@mail.example"), "{outbox}");
        app.stop().await;
    }
}
