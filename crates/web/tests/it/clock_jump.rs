//! A clock on the wall that jumps forward and back: what was promised is judged once, what happens has its order, nobody is
//! shut out.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, TestApp};
use touchstone_testkit::with_app;

const FORWARD: Span = Span::hours(2);
const BACK: Span = Span::hours(3);

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

async fn events(client: &Client, ticket: &str) -> Vec<Value> {
    let path = format!("/api/v1/tickets/{ticket}/events?limit=200");
    let found = client.get(&path).send().await.expect(200).json();
    found["items"].as_array().unwrap().clone()
}

/// Breaches of a ticket, by metric; each metric at most once.
async fn breaches(client: &Client, ticket: &str) -> Vec<String> {
    let events = events(client, ticket).await;
    let breached = events
        .iter()
        .filter(|event| event["what"]["kind"] == "clock.breached");
    let mut metrics: Vec<String> = breached
        .map(|event| event["what"]["clock"]["metric"].as_str().unwrap().to_owned())
        .collect();
    metrics.sort();
    let all = metrics.len();
    metrics.dedup();
    assert_eq!(metrics.len(), all, "judged twice: {metrics:?}");
    metrics
}

fn jump(app: &TestApp, to: touchstone_domain::time::Timestamp) {
    app.clock.set(to);
}

with_app! {
    async fn a_clock_that_jumps_both_ways_repeats_and_loses_nothing(app: &TestApp) {
        let agent = app.client(Role::TeamLead).await;
        let start = app.now();
        let first = ticket(&agent).await;
        app.settle().await;
        assert!(breaches(&agent, &first).await.is_empty());

        jump(app, start + FORWARD);
        app.settle().await;
        let judged = breaches(&agent, &first).await;
        assert!(!judged.is_empty(), "two hours later it is late");
        let second = ticket(&agent).await;

        jump(app, start + FORWARD - BACK);
        app.settle().await;
        let third = ticket(&agent).await;
        app.settle().await;
        assert_eq!(breaches(&agent, &first).await, judged, "what was judged stays judged");
        assert!(breaches(&agent, &second).await.is_empty() && breaches(&agent, &third).await.is_empty());
        assert!(first < second && second < third, "ids go on in the order in which things happened");

        // Work goes on with tickets from the future.
        for (ticket, action, body) in [
            (&second, "classify", json!({"category": "logistics/damage", "urgency": "normal"})),
            (&second, "take", json!({})),
            (&second, "start", json!({})),
        ] {
            let path = format!("/api/v1/tickets/{ticket}/actions/{action}");
            agent.post(&path).json(&body).send().await.expect(200);
        }
        let answer = json!({"body": "We ask the carrier.", "format": "text", "visibility": "public"});
        for ticket in [&first, &second] {
            let path = format!("/api/v1/tickets/{ticket}/messages");
            agent.post(&path).json(&answer).send().await.expect(201);
            let last = events(&agent, ticket).await.pop().unwrap();
            let kinds = ["message.added", "clock.met", "ticket.started"];
            assert!(kinds.contains(&last["what"]["kind"].as_str().unwrap()), "{last}");
        }
        for path in ["/api/v1/board", "/api/v1/kpis", "/api/v1/queues", "/api/v1/tickets?sort=-updated"] {
            agent.get(path).send().await.expect(200);
        }
        for path in [&first, &second] {
            agent.get(&format!("/desk/tickets/{path}")).send().await.expect(200);
        }

        // The third is late by its own time, the second is not in the least.
        app.advance(Span::minutes(20)).await;
        assert!(!breaches(&agent, &third).await.is_empty());
        let late = breaches(&agent, &third).await;
        app.advance(BACK + FORWARD).await;
        assert_eq!(breaches(&agent, &first).await.iter().filter(|m| judged.contains(m)).count(), judged.len());
        assert!(breaches(&agent, &third).await.len() >= late.len());
        breaches(&agent, &second).await;
    }

    async fn a_stream_goes_on_in_order_when_the_clock_jumps(app: &TestApp) {
        let agent = app.client(Role::TeamLead).await;
        let mut stream = agent.get("/api/v1/stream").listen().await;
        let mut place: i64 = stream.expect("ready").await.id.parse().unwrap();
        let start = app.now();
        for jumped in [Span::ZERO, FORWARD, Span::minutes(-90), Span::hours(1), Span::hours(-1)] {
            jump(app, start + jumped);
            let made = ticket(&agent).await;
            loop {
                let heard = stream.next().await;
                let at = heard.id.parse().unwrap_or(place);
                assert!(at >= place, "{heard:?} after {place}");
                place = at;
                if heard.name == "changed" && heard.data["ticket"] == *made {
                    break;
                }
            }
        }
    }

    async fn nobody_is_shut_out_for_longer_because_the_clock_was_wrong(app: &TestApp) {
        let agent = app.client(Role::Agent).await;
        jump(app, app.now() + FORWARD);
        agent.get("/api/v1/me").send().await.expect(200);
        let made = app.client(Role::TeamLead).await;
        jump(app, app.now() - BACK);
        for client in [&agent, &made] {
            client.get("/api/v1/me").send().await.expect(200);
            client.get("/desk").send().await.expect(200);
        }
    }
}
