//! Planned work: written down once, told on every page, in a list and in a calendar, changes and cancellation included.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_testkit::app::{Answer, Client};
use touchstone_testkit::with_app;

const PLANS: &str = "/api/v1/maintenance";

fn plan(starts: Timestamp, announced: Timestamp) -> Value {
    json!({
        "kind": "maintenance", "impact": "degraded", "starts_at": starts.to_string(),
        "ends_at": (starts + Span::hours(2)).to_string(), "announced_at": announced.to_string(),
        "title": {"zh-CN": "数据库升级", "en": "Database upgrade"}, "text": {"en": "Searches may be **slow**."},
    })
}

async fn told(client: &Client, path: &str) -> bool {
    let page = client
        .clone()
        .speaking(Language::En)
        .get(path)
        .send()
        .await
        .expect(200);
    page.text().contains("Database upgrade")
}

async fn step(admin: &Client, made: &Answer, name: &str) -> Answer {
    let path = format!("{PLANS}/{}/{name}", made.json()["id"].as_str().unwrap());
    admin.post(&path).if_match(made.etag()).send().await
}

with_app! {
    async fn what_is_planned_is_told_from_its_announcement_until_it_is_past(app: &TestApp) {
        let (admin, agent) = (app.client(Role::Administrator).await, app.member(Role::Agent).await);
        let starts = app.now() + Span::days(3);
        let made = admin.post(PLANS).json(&plan(starts, starts - Span::days(1))).send().await.expect(201);
        assert_eq!(made.json()["phase"], "ahead");
        assert!(!told(&app.public(), "/").await && !told(&app.public(), "/maintenance").await, "not announced yet");
        app.advance(Span::days(2)).await;
        let browser = app.browser(&agent.email).await;
        for (client, path) in [(&app.public(), "/"), (&app.public(), "/submit"), (&app.public(), "/maintenance"), (&browser, "/desk")] {
            assert!(told(client, path).await, "{path}");
        }
        let shown = app.public().get("/api/v1/public/maintenance").send().await.expect(200).json();
        assert_eq!((&shown["items"][0]["phase"], &shown["items"][0]["plan"]["impact"]), (&json!("ahead"), &json!("degraded")));
        let calendar = app.public().speaking(Language::En).get("/maintenance.ics").send().await.expect(200);
        assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
        let calendar = calendar.text();
        assert!(calendar.contains("SUMMARY:Database upgrade") && calendar.contains("STATUS:CONFIRMED"), "{calendar}");

        app.advance(Span::days(1) + Span::minutes(5)).await;
        let now = app.public().get("/api/v1/public/maintenance").send().await.expect(200).json();
        assert_eq!(now["items"][0]["phase"], "under_way");
        let done = step(&admin, &made, "finish").await.expect(200);
        assert_eq!(done.json()["phase"], "over");
        assert!(!told(&app.public(), "/").await && told(&app.public(), "/maintenance").await);
        step(&admin, &done, "cancel").await.expect_problem(409, "maintenance_over");
        app.advance(Span::days(8)).await;
        assert!(!told(&app.public(), "/maintenance").await);
    }

    async fn a_change_and_a_cancellation_reach_those_who_were_told(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let starts = app.now() + Span::days(1);
        let made = admin.post(PLANS).json(&plan(starts, app.now())).send().await.expect(201);
        step(&admin, &made, "finish").await.expect_problem(409, "maintenance_ahead");
        let path = format!("{PLANS}/{}", made.json()["id"].as_str().unwrap());
        let later = plan(starts + Span::days(1), app.now());
        let changed = admin.put(&path).if_match(made.etag()).json(&later).send().await.expect(200);
        assert_eq!(changed.json()["plan"]["starts_at"], later["starts_at"]);
        admin.put(&path).if_match(made.etag()).json(&later).send().await.expect_problem(412, "version_conflict");
        step(&admin, &changed, "cancel").await.expect(200);
        assert!(!told(&app.public(), "/").await && told(&app.public(), "/maintenance").await);
        let calendar = app.public().get("/maintenance.ics").send().await.expect(200).text();
        assert!(calendar.contains("STATUS:CANCELLED") && calendar.contains("SEQUENCE:2"), "{calendar}");
        let all = admin.get(PLANS).send().await.expect(200).json();
        assert_eq!(all["items"][0]["phase"], "cancelled");
        app.client(Role::Agent).await.get(PLANS).send().await.expect_problem(404, "not_found");
    }

    async fn a_form_that_was_refused_keeps_what_was_typed(app: &TestApp) {
        let admin = app.browser(&app.member(Role::Administrator).await.email).await;
        let send = async |path: &str, starts: &str, ends: &str, version: &str| {
            let csrf = admin.get(path).send().await.expect(200).field("csrf");
            let fields = [
                ("csrf", csrf.as_str()), ("version", version), ("maintenance_kind", "renewal"), ("maintenance_impact", "none"),
                ("starts_at", starts), ("ends_at", ends), ("announced_at", ""), ("title_zh-CN", "更换存储"), ("title_en", "New storage"),
            ];
            admin.post(path).form(&fields).send().await
        };
        let path = "/ops/maintenance";
        let refused = send(path, "2027-01-10T02:00", "2027-01-10T01:00", "0").await.expect(422);
        assert_eq!((refused.field("starts_at"), refused.field("title_zh-CN")), ("2027-01-10T02:00".to_owned(), "更换存储".to_owned()));
        assert!(refused.text().contains("id=\"p-ends_at-1\""), "{}", refused.text());
        let made = send(path, "2027-01-10T02:00", "2027-02-10T01:00", "0").await.expect(303);
        let address = made.location().split('?').next().unwrap().to_owned();
        let page = admin.get(&address).send().await.expect(200);
        assert_eq!((page.field("starts_at"), page.field("ends_at")), ("2027-01-10T02:00".to_owned(), "2027-02-10T01:00".to_owned()));
        send(&address, "2027-01-11T02:00", "2027-02-10T01:00", "1").await.expect(303);
        send(&address, "2027-01-12T02:00", "2027-02-10T01:00", "1").await.expect(412);
        assert_eq!(admin.get(&address).send().await.expect(200).field("starts_at"), "2027-01-11T02:00");
        assert!(admin.get("/").send().await.text().contains("更换存储") || admin.get("/").send().await.text().contains("New storage"));
    }
}
