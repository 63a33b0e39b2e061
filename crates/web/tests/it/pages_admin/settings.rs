//! The mail server, the first run, and what else an installation is told in the browser.

use std::sync::Arc;

use serde_json::json;
use touchstone_app::App;
use touchstone_app::account::setup_begin;
use touchstone_app::core::{AppConfig, AppError, Fixed, Limits};
use touchstone_app::settings::settings_apply;
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_render::Renderer;
use touchstone_store::setting::settings;
use touchstone_store::{Lane, StoreConfig};
use touchstone_testkit::app::{Client, MailServer, PASSWORD, Temper, TestApp, TestSettings};
use touchstone_testkit::{both_engines, with_app};

use super::{administrator, follow, send};

const MAIL: &str = "/admin/mail";
const SECRET: &str = "letter-box";

/// The form of a server on this machine, with or without a log-in.
fn form<'a>(port: &'a str, user: &'a str, password: &'a str, step: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("mail_host", "127.0.0.1"),
        ("mail_port", port),
        ("mail_security", "plain"),
        ("mail_user", user),
        ("mail_password", password),
        ("mail_from", "Care <care@shop.example>"),
        ("version", "0"),
        ("step", step),
    ]
}

/// The same for a program.
fn served_by(port: u16, user: Option<&str>, password: Option<&str>) -> serde_json::Value {
    json!({"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "plain", "mail_user": user,
           "mail_password": password, "mail_from": "care@shop.example"})
}

async fn invite(admin: &Client, name: &str) -> serde_json::Value {
    let guest =
        json!({"name": name, "email": format!("{name}@example.com"), "role": "agent", "language": "en"});
    admin
        .post("/api/v1/invitations")
        .json(&guest)
        .send()
        .await
        .expect(201)
        .json()
}

/// A port that nobody listens on.
async fn nowhere() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

with_app! {
    async fn a_mail_server_is_tried_set_used_and_taken_away(app: &TestApp) {
        let (here, admin) = (administrator(app).await, app.client(Role::Administrator).await);
        let server = MailServer::start(Temper::AsksForPassword).await;
        let port = server.port.to_string();
        assert_eq!(invite(&admin, "early").await["held"], true);
        let page = here.get(MAIL).send().await.expect(200).text();
        assert!(page.contains("letters are held") && page.contains("1 letter waits"), "{page}");
        assert!(!page.contains("value=\"release\""), "nothing to send them with");
        let tested = send(&here, MAIL, MAIL, &form(&port, "care", SECRET, "test")).await.expect(200);
        let page = tested.text();
        assert!(page.contains("has taken the test message") && !page.contains(SECRET), "{page}");
        let letter = server.taken().pop().unwrap();
        assert!(letter.contains("administrator@example.com") && letter.contains("Mail from Touchstone works"), "{letter}");
        assert!(page.contains("letters are held"), "tried, not set");
        // The password comes back sealed and need not be typed again.
        let kept = tested.field("kept_mail_password");
        assert!(!kept.is_empty());
        let mut fields = form(&port, "care", "", "save");
        fields.push(("kept_mail_password", &kept));
        let page = follow(&here, send(&here, MAIL, MAIL, &fields).await).await;
        assert!(page.contains("Mail server saved") && page.contains("Mail is sent") && !page.contains(SECRET), "{page}");
        let stored = app.app.query(Lane::Fast, |tx| Ok::<_, AppError>(settings(tx)?)).await.unwrap();
        assert!(!stored.is_empty());
        for row in stored {
            assert!(!String::from_utf8_lossy(&row.value).contains(SECRET), "sealed");
        }
        // What was held is released by hand, and what is written now goes by itself.
        send(&here, MAIL, "/admin/mail/held", &[("fate", "release")]).await.expect(303);
        assert_eq!(invite(&admin, "later").await["held"], false);
        app.settle().await;
        let taken = server.taken();
        for name in ["early@example.com", "later@example.com"] {
            assert_eq!(taken.iter().filter(|letter| letter.contains(name)).count(), 1, "{name}");
        }
        let page = here.get(MAIL).send().await.expect(200).text();
        assert!(page.contains("last sent") && !page.contains("letter waits"), "{page}");
        // An empty password keeps the one that is set; the version guards against crossing changes.
        let mut fields = form(&port, "care", "", "save");
        fields[6].1 = "1";
        send(&here, MAIL, MAIL, &fields).await.expect(303);
        let crossed = send(&here, MAIL, MAIL, &fields).await.expect(412);
        assert_eq!((crossed.field("mail_user"), crossed.field("version")), ("care".to_owned(), "2".to_owned()));
        follow(&here, send(&here, MAIL, "/admin/mail/clear", &[]).await).await;
        assert_eq!(invite(&admin, "last").await["held"], true);
        let dropped = admin.post("/api/v1/settings/mail/held/drop").send().await.expect(200).json();
        assert_eq!(dropped["letters"], 1);
        app.settle().await;
        assert!(!server.taken().iter().any(|letter| letter.contains("last@example.com")));
        let outbox = here.get("/admin/outbox").send().await.expect(200).text();
        assert!(outbox.contains("Dropped"), "{outbox}");
    }

    async fn why_mail_does_not_leave_is_said_in_the_readers_language_and_nothing_is_lost(app: &TestApp) {
        let (here, admin) = (administrator(app).await, app.client(Role::Administrator).await);
        let server = MailServer::start(Temper::Takes).await;
        let port = server.port.to_string();
        let cases = [
            (Temper::AsksForPassword, "mail_password", "mail_log_in", "did not accept user name and password", "邮件服务器不接受该用户名和密码。"),
            (Temper::Refuses, "mail_from", "mail_refused", "refused the test message", "邮件服务器拒收测试邮件，请检查发件人，以及是否允许发往您的邮箱。"),
            (Temper::Silent, "mail_host", "mail_silent", "did not answer in time", "邮件服务器没有及时响应，请检查端口和加密方式，或稍后再试。"),
        ];
        for (temper, field, code, english, chinese) in cases {
            server.become_(temper);
            let user = if temper == Temper::AsksForPassword { "care" } else { "" };
            let password = if user.is_empty() { "" } else { "wrong-password" };
            let refused = send(&here, MAIL, MAIL, &form(&port, user, password, "save")).await.expect(422);
            let page = refused.text();
            assert!(page.contains(english) && page.contains(&format!("id=\"p-{field}-1\"")), "{code}: {page}");
            assert_eq!((refused.field("mail_host"), refused.field("mail_user"), refused.field("mail_from")),
                ("127.0.0.1".to_owned(), user.to_owned(), "Care <care@shop.example>".to_owned()));
            assert!(!page.contains("wrong-password") && !page.contains("no such user"), "{page}");
            assert_eq!(refused.field("kept_mail_password").is_empty(), password.is_empty());
            let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
            let sent = served_by(server.port, some(user), some(password));
            let problem = admin.clone().speaking(Language::ZhCn).post("/api/v1/settings/mail/test").json(&sent).send().await
                .expect_problem(422, "validation_failed");
            let error = &problem["errors"][0];
            assert_eq!((&error["field"], &error["code"], &error["message"]), (&json!(field), &json!(code), &json!(chinese)));
        }
        let sent = served_by(nowhere().await, None, None);
        let problem = admin.put("/api/v1/settings/mail").if_match("\"0\"").json(&sent).send().await
            .expect_problem(422, "validation_failed");
        assert_eq!(problem["errors"][0]["code"], "mail_unreachable");
        let now = admin.get("/api/v1/settings/mail").send().await.expect(200).json();
        assert_eq!((&now["active"], &now["host"], &now["version"]), (&json!(false), &json!(null), &json!(0)), "nothing was kept");
        assert!(server.taken().is_empty());
    }

    async fn letters_survive_a_mail_server_that_stops_working(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let server = MailServer::start(Temper::AsksForPassword).await;
        let sent = served_by(server.port, Some("care"), Some(SECRET));
        let set = admin.put("/api/v1/settings/mail").if_match("\"0\"").json(&sent).send().await.expect(200);
        let now = set.json();
        assert_eq!((&now["active"], &now["has_password"], &now["port"]), (&json!(true), &json!(true), &json!(server.port)));
        assert!(!set.text().contains(SECRET));
        server.become_(Temper::Silent);
        invite(&admin, "mei").await;
        // The server stays silent for longer than this test waits: another one is set meanwhile.
        let other = MailServer::start(Temper::Takes).await;
        let sent = served_by(other.port, None, None);
        admin.put("/api/v1/settings/mail").if_match(set.etag()).json(&sent).send().await.expect(200);
        app.settle().await;
        assert!(other.taken().iter().any(|letter| letter.contains("mei@example.com")));
    }

    async fn every_process_follows_without_a_restart(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let second = App::new(AppConfig {
            mail: touchstone_app::mail::MailIntake::default(),
            hooks: Default::default(),
            sign_on: None,
            store: app.app.store.clone(),
            blobs: app.app.blobs.clone(),
            keys: app.app.keys.clone(),
            clock: Arc::clone(&app.app.clock),
            renderer: Arc::new(Renderer::new(Default::default()).unwrap()),
            mailer: None,
            fixed: Fixed::default(),
            public_url: String::new(),
            limits: Limits::default(),
            backup: None,
        });
        let server = MailServer::start(Temper::Takes).await;
        let platform = json!({"platform": "Shop Care", "zone": "Europe/Lisbon", "language": "ja"});
        let set = admin.put("/api/v1/settings/platform").if_match("\"0\"").json(&platform).send().await.expect(200);
        assert_eq!((&set.json()["zone"], &set.json()["zone_fixed"]), (&json!("Europe/Lisbon"), &json!(false)));
        admin.put("/api/v1/settings/mail").if_match("\"0\"").json(&served_by(server.port, None, None)).send().await.expect(200);
        assert!(!second.outgoing.is_there() && second.renderer.zone() != "Europe/Lisbon");
        settings_apply(&second).await.unwrap();
        assert!(second.outgoing.is_there());
        assert_eq!((second.renderer.zone().as_str(), second.settings.language()), ("Europe/Lisbon", Language::Ja));
        let home = app.public().get("/").send().await.expect(200).text();
        assert!(home.contains("Shop Care") && !home.contains("<span>Touchstone</span>"), "{home}");
        // Two that cross: the second is told.
        admin.put("/api/v1/settings/platform").if_match("\"0\"").json(&platform).send().await.expect_problem(412, "version_conflict");
        let odd = json!({"platform": "x".repeat(41), "zone": "Asia/Atlantis", "language": "ja"});
        let problem = admin.put("/api/v1/settings/platform").if_match(set.etag()).json(&odd).send().await.expect_problem(422, "validation_failed");
        let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
        assert_eq!(fields, ["platform", "zone"]);
        let here = administrator(app).await;
        let typed = [("platform", "Care"), ("zone", "Asia/Atlantis"), ("language", "en"), ("version", "1")];
        let refused = send(&here, "/admin/settings", "/admin/settings", &typed).await.expect(422);
        assert_eq!((refused.field("platform"), refused.field("zone")), ("Care".to_owned(), "Asia/Atlantis".to_owned()));
        let typed = [("platform", ""), ("zone", "Asia/Seoul"), ("language", "en"), ("version", "1")];
        follow(&here, send(&here, "/admin/settings", "/admin/settings", &typed).await).await;
        assert_eq!(app.app.renderer.zone(), "Asia/Seoul");
        assert!(app.public().get("/").send().await.text().contains("<span>Touchstone</span>"));
    }

    async fn requests_are_routed_by_tier(app: &TestApp) {
        let (admin, agent) = (app.client(Role::Administrator).await, app.member(Role::Agent).await);
        let path = "/api/v1/settings/routing";
        let none = admin.get(path).send().await.expect(200);
        assert_eq!(none.json(), json!({"teams": {}, "version": 0}));
        let sent = json!({"teams": {"general": agent.team}});
        let kept = admin.put(path).if_match(none.etag()).json(&sent).send().await.expect(200);
        assert_eq!(kept.json(), json!({"teams": {"general": agent.team}, "version": 1}));
        admin.put(path).if_match(none.etag()).json(&sent).send().await.expect_problem(412, "version_conflict");
        admin.put(path).if_match(kept.etag()).json(&json!({"teams": {"royal": agent.team}})).send().await.expect(422);

        let here = administrator(app).await;
        let page = here.get("/admin/settings").send().await.expect(200).text();
        assert!(page.contains(&format!("<option value=\"{}\" selected>", agent.team)), "{page}");
        let typed = [("general", ""), ("premium", "tea_0000000000001"), ("version", "1")];
        let refused = send(&here, "/admin/settings", "/admin/settings/routing", &typed).await.expect(422);
        assert!(refused.text().contains("id=\"p-premium-1\""), "{}", refused.text());
        let team = agent.team.to_string();
        let typed = [("general", ""), ("premium", team.as_str()), ("version", "1")];
        follow(&here, send(&here, "/admin/settings", "/admin/settings/routing", &typed).await).await;
        let now = admin.get(path).send().await.expect(200).json();
        assert_eq!(now, json!({"teams": {"premium": agent.team}, "version": 2}));
    }

    async fn the_first_run_needs_no_terminal(app: &TestApp) {
        let token = setup_begin(&app.app).await.unwrap().unwrap();
        let browser = app.public();
        let server = MailServer::start(Temper::AsksForPassword).await;
        let port = server.port.to_string();
        let page = browser.get("/setup").send().await.expect(200).text();
        assert!(page.contains("value=\"Europe/Lisbon\"") && page.contains("name=\"mail_host\""), "{page}");
        let typed = |mail_password: &'static str, step: &'static str| {
            let mut all = form(&port, "care", mail_password, step);
            all.extend([("token", token.reveal()), ("name", "Ada"), ("email", "ada@example.com"), ("password", PASSWORD),
                ("password_again", PASSWORD), ("platform", "Shop Care"), ("zone", "Asia/Tokyo"), ("language", "en")]);
            all
        };
        // Whoever has no token makes this process speak to nobody.
        let mut strange = typed(SECRET, "test");
        strange.retain(|(name, _)| *name != "token");
        strange.push(("token", "wrong"));
        let refused = browser.post("/setup").form(&strange).send().await.expect(422);
        assert!(refused.text().contains("The token is wrong") && server.taken().is_empty());
        // A wrong password at the mail server: everything typed comes back, and nobody was made.
        let refused = browser.post("/setup").form(&typed("wrong-password", "finish")).send().await.expect(422);
        let page = refused.text();
        assert!(page.contains("did not accept user name and password"), "{page}");
        for secret in [PASSWORD, "wrong-password"] {
            assert!(!page.contains(secret), "{secret}");
        }
        for (field, value) in [("name", "Ada"), ("email", "ada@example.com"), ("platform", "Shop Care"), ("zone", "Asia/Tokyo"),
                               ("mail_host", "127.0.0.1"), ("mail_user", "care"), ("mail_from", "Care <care@shop.example>")] {
            assert_eq!(refused.field(field), value, "{field}");
        }
        let kept = refused.field("kept_password");
        assert!(!kept.is_empty());
        let blank = |mut all: Vec<(&'static str, String)>, extra: &[(&'static str, String)]| {
            for field in all.iter_mut().filter(|(name, _)| matches!(*name, "password" | "password_again" | "mail_password")) {
                field.1.clear();
            }
            all.extend(extra.iter().cloned());
            all
        };
        let owned = |step: &'static str| -> Vec<(&'static str, String)> {
            typed(SECRET, step).into_iter().map(|(name, value)| (name_of(name), value.to_owned())).collect()
        };
        let tested = post(&browser, &owned("test")).await.expect(200);
        assert!(tested.text().contains("has taken the test message"), "{}", tested.text());
        assert_eq!(server.taken().len(), 1);
        let hidden = ["kept_password", "kept_mail_password", "tested"].map(|name| (name, tested.field(name)));
        assert!(hidden.iter().all(|(_, value)| !value.is_empty()));
        // Nothing secret is typed again, and what was tried is not tried again.
        let page = follow(&browser, post(&browser, &blank(owned("finish"), &hidden)).await).await;
        assert!(page.contains("Set-up complete") && page.contains("Shop Care") && page.contains("ada@example.com"), "{page}");
        assert_eq!(server.taken().len(), 1);
        let page = browser.get(MAIL).send().await.expect(200).text();
        assert!(page.contains("Mail is sent") && page.contains("value=\"care\""), "{page}");
        assert_eq!(app.app.renderer.zone(), "Asia/Tokyo");
        let again = app.public();
        let fields = [("csrf", ""), ("next", ""), ("email", "ada@example.com"), ("password", PASSWORD)];
        again.post("/sign-in").form(&fields).send().await.expect(303);
    }
}

/// The static name of a field of [`form`].
fn name_of(name: &str) -> &'static str {
    [
        "mail_host",
        "mail_port",
        "mail_security",
        "mail_user",
        "mail_password",
        "mail_from",
        "version",
        "step",
        "token",
        "name",
        "email",
        "password",
        "password_again",
        "platform",
        "zone",
        "language",
    ]
    .into_iter()
    .find(|known| *known == name)
    .unwrap()
}

async fn post(browser: &Client, fields: &[(&'static str, String)]) -> touchstone_testkit::app::Answer {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post("/setup").form(&fields).send().await
}

both_engines! {
    async fn what_the_configuration_decides_is_only_shown(config: StoreConfig) {
        let fixed = Fixed { mail: true, zone: true };
        let app = TestApp::start(config, TestSettings { fixed, ..TestSettings::default() }).await;
        let (here, admin) = (administrator(&app).await, app.client(Role::Administrator).await);
        let page = here.get(MAIL).send().await.expect(200).text();
        assert!(page.contains("cannot be changed here") && !page.contains("name=\"mail_host\""), "{page}");
        let server = MailServer::start(Temper::Takes).await;
        for path in ["/api/v1/settings/mail", "/api/v1/settings/mail/test"] {
            let sent = served_by(server.port, None, None);
            let asked = if path.ends_with("test") { admin.post(path) } else { admin.put(path).if_match("\"0\"") };
            asked.json(&sent).send().await.expect_problem(409, "mail_configured");
        }
        assert!(server.taken().is_empty());
        let zone = app.app.renderer.zone();
        let platform = json!({"platform": "Care", "zone": "Europe/Lisbon", "language": "en"});
        let set = admin.put("/api/v1/settings/platform").if_match("\"0\"").json(&platform).send().await.expect(200).json();
        assert_eq!((&set["zone_fixed"], &set["zone"]), (&json!(true), &json!(zone)));
        assert!(here.get("/admin/settings").send().await.text().contains("Set in the configuration file"));
        app.stop().await;
    }
}
