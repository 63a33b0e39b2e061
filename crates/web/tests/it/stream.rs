//! The live stream: who hears what, and that nothing is missed.

use std::time::Duration;

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, Listener, PASSWORD};
use touchstone_testkit::with_app;

const PATIENCE: Duration = Duration::from_secs(20);

/// A ticket of nobody and no team yet, judged by whoever took it down.
async fn ticket(client: &Client) -> Value {
    let request = json!({
        "subject": "Jug broken", "body": "In pieces.", "channel": "phone", "category": "logistics/damage",
        "requester": {"name": "Wang Wei", "phone": "13900139000"},
    });
    client
        .post("/api/v1/tickets")
        .json(&request)
        .send()
        .await
        .expect(201)
        .json()
}

fn path(ticket: &Value) -> String {
    format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap())
}

async fn note(client: &Client, ticket: &Value, body: &str) {
    let note = json!({"body": body, "format": "text", "visibility": "internal"});
    client
        .post(&format!("{}/messages", path(ticket)))
        .json(&note)
        .send()
        .await
        .expect(201);
}

async fn listen(client: &Client, after: Option<&str>) -> Listener {
    let request = client.get("/api/v1/stream");
    let request = match after {
        Some(id) => request.header("last-event-id", id),
        None => request,
    };
    let listener = request.listen().await;
    assert_eq!(listener.status, 200);
    listener
}

with_app! {
    async fn a_change_is_heard_as_it_happens_with_nothing_about_people(app: &TestApp) {
        let agent = app.client(Role::Agent).await;
        let ticket = ticket(&agent).await;
        app.settle().await;
        let mut stream = listen(&app.client(Role::TeamLead).await, None).await;
        assert_eq!(stream.headers["content-type"], "text/event-stream");
        assert_eq!(stream.headers["cache-control"], "no-store");
        let ready = stream.expect("ready").await;
        note(&agent, &ticket, "Called Wang Wei").await;
        let heard = stream.expect("changed").await;
        let expected = json!({
            "ticket": ticket["id"], "number": ticket["number"], "kind": "message.added",
            "version": ticket["version"].as_i64().unwrap() + 1,
        });
        assert_eq!(heard.data, expected);
        let place = |id: &str| id.parse::<i64>().unwrap();
        assert!(place(&heard.id) > place(&ready.id));
    }

    async fn a_stream_that_broke_off_goes_on_where_it_was(app: &TestApp) {
        let agent = app.client(Role::Agent).await;
        let ticket = ticket(&agent).await;
        app.settle().await;
        let mut stream = listen(&agent, None).await;
        stream.expect("ready").await;
        note(&agent, &ticket, "one").await;
        let first = stream.expect("changed").await;
        drop(stream);
        // More than one page of the log, and more than anybody would keep in memory for who is away.
        for n in 0..230 {
            note(&agent, &ticket, &n.to_string()).await;
        }
        app.settle().await;
        let mut again = listen(&agent, Some(&first.id)).await;
        assert_eq!(again.expect("ready").await.id, first.id);
        note(&agent, &ticket, "last").await;
        let mut places = vec![first.id.parse::<i64>().unwrap()];
        for _ in 0..231 {
            places.push(again.expect("changed").await.id.parse().unwrap());
        }
        assert!(places.is_sorted_by(|a, b| a < b), "each once, in order: {places:?}");
        again.stays_quiet().await;
    }

    async fn an_id_that_is_unknown_starts_over(app: &TestApp) {
        let agent = app.client(Role::Agent).await;
        for odd in ["999999999", "-5", "tomorrow"] {
            listen(&agent, Some(odd)).await.expect("reset").await;
        }
        let mut asked = agent.get("/api/v1/stream?last_event_id=999999999").listen().await;
        asked.expect("reset").await;
    }

    async fn a_ticket_that_leaves_a_team_is_gone_for_it_and_heard_of_no_more(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let ticket = ticket(&agent.client).await;
        app.settle().await;
        let mut stranger = listen(&app.foreign_agent().await.client, None).await;
        stranger.expect("ready").await;
        note(&agent.client, &ticket, "Everybody may see what no team has").await;
        stranger.expect("changed").await;
        let give = json!({"assignee": agent.id.to_string()});
        agent.client.post(&format!("{}/actions/assign", path(&ticket))).json(&give).send().await.expect(200);
        let gone = stranger.expect("gone").await;
        assert_eq!(gone.data, json!({"ticket": ticket["id"]}));
        note(&agent.client, &ticket, "Among ourselves").await;
        stranger.stays_quiet().await;
        app.foreign_agent().await.client.get(&path(&ticket)).send().await.expect(404);
    }

    async fn whoever_joins_a_team_looks_at_everything_again(app: &TestApp) {
        let stranger = app.foreign_agent().await;
        let agent = app.member(Role::Agent).await;
        let ticket = ticket(&agent.client).await;
        let give = json!({"assignee": agent.id.to_string()});
        agent.client.post(&format!("{}/actions/assign", path(&ticket))).json(&give).send().await.expect(200);
        app.settle().await;
        let mut stream = listen(&stranger.client, None).await;
        stream.expect("ready").await;
        let admin = app.client(Role::Administrator).await;
        let user = format!("/api/v1/users/{}", stranger.id);
        let known = admin.get(&user).send().await.expect(200);
        let both = json!({
            "name": stranger.name, "email": stranger.email, "role": "agent", "language": "en",
            "teams": [stranger.team.to_string(), agent.team.to_string()],
        });
        admin.put(&user).if_match(known.headers["etag"].to_str().unwrap()).json(&both).send().await.expect(200);
        stream.expect("reset").await;
        note(&agent.client, &ticket, "Welcome").await;
        stream.expect("changed").await;
    }

    async fn a_stream_ends_with_its_session(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let opened = app.public()
            .post("/api/v1/session")
            .json(&json!({"email": agent.email, "password": PASSWORD}))
            .send().await.expect(201).json();
        let session = app.public().with_token(opened["token"].as_str().unwrap());
        app.settle().await;
        let mut stream = listen(&session, None).await;
        stream.expect("ready").await;
        session.delete("/api/v1/session").send().await.expect(204);
        stream.ends().await;
        assert_eq!(session.get("/api/v1/stream").listen().await.status, 401);
    }

    async fn streams_are_bounded_and_end_when_the_process_stops(app: &TestApp) {
        let agent = app.client(Role::Agent).await;
        let mut streams = Vec::new();
        for _ in 0..touchstone_app::live::STREAMS_PER_CREDENTIAL {
            streams.push(listen(&agent, None).await);
        }
        let refused = agent.get("/api/v1/stream").send().await.expect(429);
        assert_eq!(refused.json()["code"], "rate_limited");
        assert!(refused.headers.contains_key("retry-after"));
        app.client(Role::TeamLead).await.get("/api/v1/stream").listen().await.expect("ready").await;
        app.app.live.end();
        for mut stream in streams {
            stream.ends().await;
        }
        // A client has seen the end of an answer before the server has put away what made it.
        let given_back = async {
            while app.app.live.open() > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, given_back).await.expect("every place is given back");
    }

    async fn a_stream_is_not_held_back_to_be_packed(app: &TestApp) {
        let agent = app.client(Role::Agent).await;
        let mut stream = agent.get("/api/v1/stream").header("accept-encoding", "gzip, br").listen().await;
        assert!(!stream.headers.contains_key("content-encoding"));
        assert_eq!(stream.headers["x-accel-buffering"], "no");
        stream.expect("ready").await;
    }

    async fn a_page_left_open_keeps_nobody_signed_in(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let browser = app.browser(&agent.email).await;
        for _ in 0..3 {
            app.advance(Span::hours(3)).await;
            browser.get("/desk").header("x-unattended", "1").send().await;
            drop(browser.get("/api/v1/stream").listen().await);
        }
        browser.get("/desk").send().await.expect(303);
    }
}
