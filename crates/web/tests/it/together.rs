//! Several people on one ticket: who else is there, replies that cross, drafts that stay.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use touchstone_app::App;
use touchstone_app::account::actor_from_token;
use touchstone_app::core::{Actor, AppConfig, Caller, Limits};
use touchstone_app::housekeeping::housekeeping_sweep;
use touchstone_app::live::{Signal, feed_open};
use touchstone_domain::access::Role;
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, PASSWORD};
use touchstone_testkit::with_app;

async fn ticket(client: &Client) -> String {
    let request = json!({
        "subject": "Jug broken", "body": "In pieces.", "channel": "phone", "category": "logistics/damage",
        "requester": {"name": "Wang Wei", "phone": "13900139000"},
    });
    let made = client
        .post("/api/v1/tickets")
        .json(&request)
        .send()
        .await
        .expect(201)
        .json();
    made["id"].as_str().unwrap().to_owned()
}

async fn doing(client: &Client, ticket: &str, tab: i64, state: Option<&str>) {
    let path = format!("/api/v1/tickets/{ticket}/presence");
    client
        .post(&path)
        .json(&json!({"tab": tab, "state": state}))
        .send()
        .await
        .expect(204);
}

async fn there(client: &Client, ticket: &str) -> Vec<(String, String, bool)> {
    let answer = client
        .get(&format!("/api/v1/presence?tickets={ticket}"))
        .send()
        .await
        .expect(200)
        .json();
    let one = |item: &Value| {
        let text = |name: &str| item[name].as_str().unwrap().to_owned();
        (text("name"), text("state"), item["own"].as_bool().unwrap())
    };
    answer["items"].as_array().unwrap().iter().map(one).collect()
}

fn one(name: &str, state: &str, own: bool) -> Vec<(String, String, bool)> {
    vec![(name.to_owned(), state.to_owned(), own)]
}

async fn reply(
    client: &Client,
    ticket: &str,
    body: &str,
    based_on: i64,
    if_crossed: &str,
) -> touchstone_testkit::app::Answer {
    let message = json!({
        "body": body, "format": "text", "visibility": "public", "based_on": based_on, "if_crossed": if_crossed,
    });
    client
        .post(&format!("/api/v1/tickets/{ticket}/messages"))
        .json(&message)
        .send()
        .await
}

async fn draft(client: &Client, ticket: &str, body: &str) -> touchstone_testkit::app::Answer {
    let content = json!({"body": body, "visibility": "public"});
    client
        .post(&format!("/api/v1/tickets/{ticket}/draft"))
        .json(&content)
        .send()
        .await
}

async fn kept(client: &Client, ticket: &str) -> Value {
    client
        .get(&format!("/api/v1/tickets/{ticket}/draft"))
        .send()
        .await
        .expect(200)
        .json()["body"]
        .clone()
}

with_app! {
    async fn one_sees_who_else_is_there_and_what_they_do(app: &TestApp) {
        let (agent, lead) = (app.client(Role::Agent).await, app.client(Role::TeamLead).await);
        let ticket = ticket(&agent).await;
        app.settle().await;
        let mut stream = lead.get("/api/v1/stream").listen().await;
        stream.expect("ready").await;
        doing(&agent, &ticket, 1, Some("viewing")).await;
        let heard = stream.expect("presence").await;
        assert_eq!((heard.data, heard.id.as_str()), (json!({"ticket": ticket}), ""));
        assert_eq!(there(&lead, &ticket).await, one("agent", "viewing", false));
        assert_eq!(there(&agent, &ticket).await, one("agent", "viewing", true));
        doing(&agent, &ticket, 2, Some("typing")).await;
        stream.expect("presence").await;
        assert_eq!(there(&lead, &ticket).await, one("agent", "typing", false), "the busiest tab counts");
        app.advance(Span::seconds(21)).await;
        stream.expect("presence").await;
        assert_eq!(there(&lead, &ticket).await, one("agent", "viewing", false), "a pause is no typing");
        doing(&agent, &ticket, 1, None).await;
        doing(&agent, &ticket, 2, None).await;
        stream.expect("presence").await;
        assert!(there(&lead, &ticket).await.is_empty());
        doing(&agent, &ticket, 1, Some("open")).await;
        stream.expect("presence").await;
        app.advance(Span::seconds(76)).await;
        stream.expect("presence").await;
        assert!(there(&lead, &ticket).await.is_empty(), "what nothing keeps alive has ended");
    }

    async fn whoever_may_not_see_a_ticket_neither_shows_up_nor_sees_who_does(app: &TestApp) {
        let (agent, stranger) = (app.member(Role::Agent).await, app.foreign_agent().await);
        let ticket = ticket(&agent.client).await;
        let give = json!({"assignee": agent.id.to_string()});
        agent.client.post(&format!("/api/v1/tickets/{ticket}/actions/assign")).json(&give).send().await.expect(200);
        app.settle().await;
        let mut stream = stranger.client.get("/api/v1/stream").listen().await;
        stream.expect("ready").await;
        doing(&agent.client, &ticket, 1, Some("typing")).await;
        stream.stays_quiet().await;
        assert!(there(&stranger.client, &ticket).await.is_empty());
        let path = format!("/api/v1/tickets/{ticket}/presence");
        stranger.client.post(&path).json(&json!({"tab": 1, "state": "viewing"})).send().await.expect(404);
        assert_eq!(there(&agent.client, &ticket).await, one("agent", "typing", true));
    }

    async fn a_session_that_ends_leaves_nobody_behind(app: &TestApp) {
        let (agent, lead) = (app.member(Role::Agent).await, app.client(Role::TeamLead).await);
        let ticket = ticket(&lead).await;
        let opened = app.public()
            .post("/api/v1/session")
            .json(&json!({"email": agent.email, "password": PASSWORD}))
            .send().await.expect(201).json();
        let session = app.public().with_token(opened["token"].as_str().unwrap());
        let mut stream = session.get("/api/v1/stream").listen().await;
        doing(&session, &ticket, 7, Some("viewing")).await;
        assert_eq!(there(&lead, &ticket).await, one("agent", "viewing", false));
        session.delete("/api/v1/session").send().await.expect(204);
        stream.ends().await;
        assert!(there(&lead, &ticket).await.is_empty());
    }

    async fn processes_that_share_a_database_know_of_each_other(app: &TestApp) {
        let (agent, lead) = (app.client(Role::Agent).await, app.client(Role::TeamLead).await);
        let ticket = ticket(&agent).await;
        app.settle().await;
        let other = App::new(AppConfig {
            mail: touchstone_app::mail::MailIntake::default(),
            hooks: Default::default(),
            store: app.app.store.clone(),
            blobs: app.app.blobs.clone(),
            keys: app.app.keys.clone(),
            clock: Arc::clone(&app.app.clock),
            renderer: Arc::clone(&app.app.renderer),
            mailer: None,
            fixed: Default::default(),
            public_url: app.url(),
            limits: Limits::default(),
            sign_on: None,
            backup: None,
        });
        let found = actor_from_token(&other, lead.token().unwrap()).await.unwrap().unwrap();
        let caller = Caller {
            actor: Actor::User(found.actor),
            ..Caller::system(SystemActor::Setup, Origin::Api)
        };
        let mut feed = feed_open(&other, &caller, None).await.unwrap();
        assert!(matches!(feed.next().await, Some(Signal::Ready { .. })));
        doing(&agent, &ticket, 1, Some("typing")).await;
        let heard = tokio::time::timeout(Duration::from_secs(20), feed.next()).await.unwrap();
        assert_eq!(heard, Some(Signal::Present { ticket: ticket.parse().unwrap() }));
        reply(&agent, &ticket, "From the other process", 1, "send").await.expect(201);
        let heard = tokio::time::timeout(Duration::from_secs(20), feed.next()).await.unwrap();
        assert!(matches!(heard, Some(Signal::Changed { .. })), "{heard:?}");
        other.live.end();
        assert_eq!(feed.next().await, None);
    }

    async fn a_reply_that_crosses_another_is_held_if_its_writer_wants(app: &TestApp) {
        let (agent, lead) = (app.client(Role::Agent).await, app.client(Role::TeamLead).await);
        let ticket = ticket(&agent).await;
        let path = format!("/api/v1/tickets/{ticket}");
        let seen = agent.get(&path).send().await.expect(200).json()["version"].as_i64().unwrap();
        reply(&lead, &ticket, "I was faster.", seen, "hold").await.expect(201);
        let held = reply(&agent, &ticket, "Too late.", seen, "hold").await.expect(409);
        assert_eq!(held.json()["code"], "reply_crossed");
        let messages = agent.get(&format!("{path}/messages")).send().await.expect(200).text();
        assert!(messages.contains("I was faster.") && !messages.contains("Too late."));
        let sent = reply(&agent, &ticket, "All the same.", seen, "send").await.expect(201);
        assert_eq!(sent.json()["crossed"], true);
        reply(&lead, &ticket, "?", seen, "perhaps").await.expect(422);
    }

    async fn a_draft_is_its_writers_alone_until_it_is_sent(app: &TestApp) {
        let (agent, lead) = (app.client(Role::Agent).await, app.client(Role::TeamLead).await);
        let ticket = ticket(&agent).await;
        assert_eq!(kept(&agent, &ticket).await, Value::Null);
        draft(&agent, &ticket, "Half a sent").await.expect(200);
        draft(&agent, &ticket, "Half a sentence").await.expect(200);
        assert_eq!(kept(&agent, &ticket).await, "Half a sentence");
        assert_eq!(kept(&lead, &ticket).await, Value::Null);
        let too_long = draft(&agent, &ticket, &"x".repeat(20_001)).await.expect(422).json();
        assert_eq!(too_long["errors"][0]["code"], "too_long");
        reply(&lead, &ticket, "Mine", 1, "send").await.expect(201);
        assert_eq!(kept(&agent, &ticket).await, "Half a sentence", "another's reply takes nothing away");
        reply(&agent, &ticket, "A whole sentence", 1, "send").await.expect(201);
        assert_eq!(kept(&agent, &ticket).await, Value::Null);
        draft(&agent, &ticket, "Once more").await.expect(200);
        draft(&agent, &ticket, " \n").await.expect(200);
        assert_eq!(kept(&agent, &ticket).await, Value::Null, "nothing is no draft");
        draft(&app.client(Role::Executive).await, &ticket, "Not mine to write").await.expect(403);
    }

    async fn a_draft_goes_with_the_person_it_is_about_and_with_time(app: &TestApp) {
        let agent = app.client(Role::Agent).await;
        let (first, second) = (ticket(&agent).await, ticket(&agent).await);
        draft(&agent, &first, "About Wang Wei").await.expect(200);
        draft(&agent, &second, "About somebody else").await.expect(200);
        let admin = app.client(Role::Administrator).await;
        let whole = agent.get(&format!("/api/v1/tickets/{first}")).send().await.expect(200).json();
        let person = whole["requester"]["id"].as_str().unwrap();
        let erase = json!({"reason": "Asked for by the person"});
        admin.post(&format!("/api/v1/people/{person}/erase")).json(&erase).send().await.expect(200);
        assert_eq!(kept(&agent, &first).await, Value::Null);
        assert_eq!(kept(&agent, &second).await, "About somebody else");
        app.advance(Span::days(31)).await;
        assert_eq!(housekeeping_sweep(&app.app).await.unwrap().drafts, 1);
        assert_eq!(kept(&agent, &second).await, Value::Null);
    }

    async fn the_page_shows_what_was_begun_and_what_a_reply_crossed(app: &TestApp) {
        let (agent, lead) = (app.member(Role::Agent).await, app.client(Role::TeamLead).await);
        let ticket = ticket(&agent.client).await;
        let browser = app.browser(&agent.email).await;
        let path = format!("/desk/tickets/{ticket}");
        draft(&agent.client, &ticket, "Begun elsewhere").await.expect(200);
        let page = browser.get(&path).send().await.expect(200);
        assert!(page.text().contains("Begun elsewhere") && page.text().contains("data-reply-draft-note"));
        let (csrf, based_on) = (page.field("csrf"), page.field("based_on"));
        reply(&lead, &ticket, "I was *faster*.", 1, "send").await.expect(201);
        let send = async |based_on: &str| {
            let fields = [
                ("csrf", csrf.as_str()), ("format", "markdown"), ("based_on", based_on),
                ("visibility", "public"), ("body", "Begun elsewhere, ended here"),
            ];
            browser.post(&format!("{path}/messages")).multipart(&fields, &[]).send().await
        };
        let held = send(&based_on).await.expect(409);
        let crossed = held.text().split("class=\"crossed-message\"").nth(1).unwrap_or_default().to_owned();
        assert!(crossed.contains("I was"), "the other message stands in the warning");
        assert!(held.text().contains("Begun elsewhere, ended here"));
        send(&held.field("based_on")).await.expect(303);
        let page = browser.get(&path).send().await.expect(200).text();
        assert!(!page.contains("data-reply-draft-note"), "what was sent is no draft any more");
    }
}
