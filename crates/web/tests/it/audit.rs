//! The audit through its front door: found by who, what, about what, when and from where; read to its end in pages; held
//! against its hashes; taken away as a table.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::event::{ActorRef, EventBody, Origin, Subject, SystemActor};
use touchstone_domain::time::Span;
use touchstone_store::event::NewEvent;
use touchstone_testkit::app::{Client, PASSWORD, TestApp};
use touchstone_testkit::with_app;

async fn found(by: &Client, query: &str) -> Vec<Value> {
    let page = by
        .get(&format!("/api/v1/audit?{query}"))
        .send()
        .await
        .expect(200)
        .json();
    page["items"].as_array().unwrap().clone()
}

fn kinds(items: &[Value]) -> Vec<&str> {
    items
        .iter()
        .map(|item| item["what"]["kind"].as_str().unwrap())
        .collect()
}

/// A request of a consumer, and its requester.
async fn request(app: &TestApp, agent: &Client) -> (String, String) {
    let request = json!({
        "subject": "Refund", "body": "where is it", "channel": "phone",
        "requester": {"name": "Wang Wei", "email": "wang@mail.example"},
    });
    let made = agent
        .post("/api/v1/tickets")
        .json(&request)
        .send()
        .await
        .expect(201)
        .json();
    app.settle().await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["id"]), text(&made["requester"]["id"]))
}

async fn sign_in(browser: &Client, email: &str, password: &str) {
    let fields = [
        ("csrf", ""),
        ("next", ""),
        ("email", email),
        ("password", password),
    ];
    browser.post("/sign-in").form(&fields).send().await;
}

with_app! {
    async fn the_audit_is_found_by_who_what_about_what_when_and_from_where(app: &TestApp) {
        let (agent, quality) = (app.member(Role::Agent).await, app.client(Role::QualityManager).await);
        app.clock.advance(Span::hours(48));
        let begun = app.now();
        let (ticket, person) = request(app, &agent.client).await;
        app.clock.advance(Span::hours(1));
        let reveal = json!({"fields": ["email"], "reason": "to call back"});
        agent.client.post(&format!("/api/v1/people/{person}/reveal")).json(&reveal).send().await.expect(200);
        sign_in(&app.public(), &agent.email, "not the password at all").await;
        let browser = app.public();
        sign_in(&browser, &agent.email, PASSWORD).await;

        let about = found(&quality, &format!("subject={ticket}")).await;
        assert_eq!(kinds(&about).last(), Some(&"ticket.received"));
        assert!(about.iter().all(|item| item["subject"]["id"] == json!(ticket)));
        let revealed = found(&quality, "kind=person.revealed").await;
        assert_eq!(revealed.len(), 1, "{revealed:?}");
        let revealed = &revealed[0];
        assert_eq!(revealed["actor"], json!({"id": agent.id.to_string(), "name": "agent"}));
        assert_eq!(revealed["subject"]["id"], json!(person));
        assert_eq!(revealed["what"]["fields"], json!(["email"]));
        assert_eq!((&revealed["address"], &revealed["origin"]), (&json!("127.0.0.1"), &json!("api")));
        assert_eq!((&revealed["intact"], &revealed["token"]["name"]), (&json!(true), &json!("test")));
        assert!(!revealed.to_string().contains("mail.example"), "no personal data");

        let token = revealed["token"]["id"].as_str().unwrap();
        let by_token = found(&quality, &format!("actor={token}")).await;
        assert!(by_token.iter().all(|item| item["token"]["id"] == json!(token)));
        assert!(kinds(&by_token).contains(&"ticket.received") && kinds(&by_token).contains(&"person.revealed"));
        let by_user = found(&quality, &format!("actor={}&kind=person.*,ticket.*", agent.id)).await;
        assert!(kinds(&by_user).contains(&"ticket.received") && by_user.len() < by_token.len() + 1);
        let signed_in = found(&quality, &format!("subject={}&kind=user.sign_in_refused,user.signed_in", agent.id)).await;
        assert_eq!(kinds(&signed_in), ["user.signed_in", "user.sign_in_refused"]);
        let here = found(&quality, "address=127.0.0.1&limit=200").await;
        assert!(here.len() >= 4 && here.iter().all(|item| item["address"] == json!("127.0.0.1")));
        assert!(found(&quality, "address=192.0.2.1").await.is_empty());

        let since = found(&quality, &format!("from={begun}&limit=200")).await;
        assert!(kinds(&since).contains(&"ticket.received") && !kinds(&since).contains(&"user.created"));
        let until = found(&quality, &format!("to={begun}&limit=200")).await;
        assert!(kinds(&until).contains(&"user.created") && !kinds(&until).contains(&"ticket.received"));
        let both = found(&quality, &format!("from={begun}&actor={}&subject={ticket}&kind=ticket.*", agent.id)).await;
        assert_eq!(kinds(&both), ["ticket.received"]);
    }

    async fn pages_of_the_audit_join_without_a_gap(app: &TestApp) {
        let (agent, admin) = (app.client(Role::Agent).await, app.client(Role::Administrator).await);
        request(app, &agent).await;
        for filter in ["", "&kind=user.*,team.created,ticket.*", "&address=127.0.0.1", "&actor=system:setup"] {
            let whole = found(&admin, &format!("limit=200{filter}")).await;
            let mut joined = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = admin.get(&format!("/api/v1/audit?limit=3{filter}&cursor={cursor}")).send().await;
                let page = page.expect(200).json();
                joined.extend(page["items"].as_array().unwrap().clone());
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            assert_eq!(joined, whole, "{filter}");
            let ids: Vec<_> = joined.iter().map(|item| item["id"].as_str().unwrap()).collect();
            assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "newest first: {ids:?}");
        }
    }

    async fn a_rare_entry_is_found_behind_short_pages(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let now = app.now();
        let event = |id, actor| NewEvent {
            id,
            at: now,
            actor: ActorRef::System(actor),
            origin: Origin::Timer,
            subject: Subject::System,
            body: EventBody::WorkDropped { work: "job_0000000000001".to_owned() },
        };
        let rare = event(app.app.ids.next(now), SystemActor::Import);
        let many: Vec<_> = (0..10_100).map(|_| event(app.app.ids.next(now), SystemActor::Demo)).collect();
        let written = app.app.store.write(move |tx| {
            tx.event_append(&rare)?;
            many.iter().try_for_each(|event| tx.event_append(event))
        });
        written.await.unwrap();
        let query = "/api/v1/audit?kind=work.dropped&actor=system:import";
        let first = admin.get(query).send().await.expect(200).json();
        assert_eq!(first["items"], json!([]), "it gave up looking");
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = admin.get(&format!("{query}&cursor={cursor}")).send().await.expect(200).json();
        assert_eq!((second["items"].as_array().unwrap().len(), &second["next_cursor"]), (1, &Value::Null));
        let here = crate::pages_admin::administrator(app).await;
        let page = here.get("/admin/audit?kind=work.dropped&actor=system:import").send().await.expect(200).text();
        assert!(page.contains("There may be more on the next page") && page.contains("cursor="), "{page}");
    }

    async fn what_is_asked_for_wrongly_is_named(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        for (query, field, code) in [
            ("actor=nobody", "actor", "malformed"),
            ("kind=nonsense.*", "kind", "unknown_value"),
            ("subject=tkt_1", "subject", "malformed"),
            ("address=localhost", "address", "malformed"),
            ("from=yesterday", "from", "malformed"),
            ("limit=201", "limit", "out_of_range"),
            ("cursor=x", "cursor", "malformed"),
            ("colour=red", "colour", "unknown_field"),
        ] {
            let problem = admin.get(&format!("/api/v1/audit?{query}")).send().await;
            let problem = problem.expect_problem(422, "validation_failed");
            assert_eq!(problem["errors"][0]["field"], json!(field), "{query}");
            assert_eq!(problem["errors"][0]["code"], json!(code), "{query}");
        }
        let here = crate::pages_admin::administrator(app).await;
        let page = here.get("/admin/audit?address=localhost&subject=tkt_1").send().await.expect(422).text();
        assert!(page.contains("value=\"localhost\"") && page.contains("value=\"tkt_1\""), "typed text is kept");
        assert!(page.contains("f-address") && !page.contains("Nothing found"), "{page}");
    }

    async fn an_entry_is_held_against_its_hash(app: &TestApp) {
        let (agent, admin) = (app.client(Role::Agent).await, app.client(Role::Administrator).await);
        let (_, person) = request(app, &agent).await;
        let reveal = json!({"fields": ["email"], "reason": "to call back"});
        agent.post(&format!("/api/v1/people/{person}/reveal")).json(&reveal).send().await.expect(200);
        let id = found(&admin, "kind=person.revealed").await[0]["id"].as_str().unwrap().to_owned();
        let detail = admin.get(&format!("/api/v1/audit/{id}")).send().await.expect(200).json();
        assert_eq!((&detail["hash"], &detail["intact"]), (&detail["hash_again"], &json!(true)));
        assert_eq!(detail["reason"], json!("to call back"));
        assert!(detail["position"].as_i64().unwrap() > 0);
        let stored: Value = serde_json::from_str(detail["stored"].as_str().unwrap()).unwrap();
        assert_eq!(stored, detail["what"]);
        admin.get("/api/v1/audit/evt_0000000000001").send().await.expect_problem(404, "not_found");
        let here = crate::pages_admin::administrator(app).await;
        let page = here.get(&format!("/admin/audit/{id}")).send().await.expect(200).text();
        for shown in ["Intact", "to call back", "revealed personal details", detail["hash"].as_str().unwrap()] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        let list = here.get("/admin/audit?kind=person.*").send().await.expect(200).text();
        assert!(list.contains(&format!("/admin/audit/{id}")) && list.contains(&person), "{list}");
    }

    async fn the_audit_is_taken_away_and_says_so(app: &TestApp) {
        let (quality, agent) = (app.client(Role::QualityManager).await, app.client(Role::Agent).await);
        request(app, &agent).await;
        let path = "/api/v1/audit/export?kind=ticket.*";
        agent.get(&format!("{path}&format=csv")).send().await.expect_problem(404, "not_found");
        let refused = quality.get(path).send().await.expect_problem(422, "validation_failed");
        assert_eq!(refused["errors"][0]["field"], json!("format"));
        assert!(found(&quality, "kind=list.exported").await.is_empty(), "a refusal takes nothing away");
        let table = quality.get(&format!("{path}&format=csv")).send().await.expect(200);
        let text = table.text();
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].contains("When,Who,Actor") && lines[1].contains("sent in the request"), "{text}");
        assert!(lines.iter().skip(1).all(|line| line.contains("ticket.")), "{text}");
        let sheet = quality.get(&format!("{path}&format=xlsx")).send().await.expect(200);
        assert_eq!(&sheet.body[..2], b"PK");
        let exported = found(&quality, "kind=list.exported").await;
        assert_eq!(exported.len(), 2, "both are in the audit");
        assert_eq!(exported[1]["what"]["list"], json!("audit"));
        assert_eq!(exported[1]["what"]["rows"], json!(lines.len() - 1));
    }
}
