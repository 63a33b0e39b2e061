//! Tickets handed over, from the desk: offered on a page, answered on another, heard of at once.

use serde_json::json;
use touchstone_app::account::actor_from_token;
use touchstone_app::core::{Actor, Caller};
use touchstone_app::live::{Signal, feed_open};
use touchstone_domain::access::Role;
use touchstone_domain::event::{Origin, SystemActor};
use touchstone_testkit::app::Client;
use touchstone_testkit::with_app;

async fn ticket(client: &Client) -> String {
    let request = json!({
        "subject": "Jug broken", "body": "In pieces.", "channel": "phone", "category": "logistics/damage",
        "requester": {"name": "Wang Wei", "phone": "13900139000"}, "assignee": "me",
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

with_app! {
    async fn a_team_elsewhere_hears_of_an_offer_and_takes_it(app: &TestApp) {
        let (giver, taker) = (app.member(Role::Agent).await, app.foreign_agent().await);
        let id = ticket(&giver.client).await;
        let found = actor_from_token(&app.app, taker.client.token().unwrap()).await.unwrap().unwrap();
        let caller = Caller {
            actor: Actor::User(found.actor),
            ..Caller::system(SystemActor::Setup, Origin::Api)
        };
        let mut feed = feed_open(&app.app, &caller, None).await.unwrap();
        assert!(matches!(feed.next().await, Some(Signal::Ready { .. })));

        let giving = app.browser(&giver.email).await;
        let page = giving.get(&format!("/desk/tickets/{id}")).send().await.expect(200);
        let (csrf, version) = (page.field("csrf"), page.field("based_on"));
        let team = taker.team.to_string();
        let path = format!("/desk/tickets/{id}/actions/hand_over");
        let empty = [("csrf", csrf.as_str()), ("based_on", version.as_str()), ("reason", "Needs the other team")];
        let refused = giving.post(&path).form(&empty).send().await.expect(422);
        assert!(refused.text().contains("Needs the other team"), "what was typed is kept");
        let whole = [empty.as_slice(), &[("team", team.as_str())]].concat();
        giving.post(&path).form(&whole).send().await.expect(303);
        assert!(matches!(feed.next().await, Some(Signal::Offers { .. })), "though they may not see the ticket");
        let waits = giving.get("/desk/handovers").send().await.expect(200).text();
        assert!(waits.contains("Jug broken") && waits.contains("Needs the other team"));

        let taking = app.browser(&taker.email).await;
        taking.get(&format!("/desk/tickets/{id}")).send().await.expect(404);
        assert!(taking.get("/desk").send().await.expect(200).text().contains("/desk/handovers"));
        let page = taking.get("/desk/handovers").send().await.expect(200);
        assert!(page.text().contains("Needs the other team"));
        let csrf = page.field("csrf");
        let declined = [("csrf", csrf.as_str()), ("reason", "")];
        let path = format!("/desk/handovers/{id}");
        taking.post(&format!("{path}/decline")).form(&declined).send().await.expect(422);
        let accepted = [("csrf", csrf.as_str())];
        taking.post(&format!("{path}/accept")).form(&accepted).send().await.expect(303);
        taking.get(&format!("/desk/tickets/{id}")).send().await.expect(200);
        giving.get(&format!("/desk/tickets/{id}")).send().await.expect(404);
        let late = taking.post(&format!("{path}/accept")).form(&accepted).send().await.expect(409);
        assert!(late.text().contains("handovers-none") || late.text().contains("id=\"to-me\""));
    }

    async fn accepting_twice_by_one_key_is_accepting_once(app: &TestApp) {
        let (giver, taker) = (app.member(Role::Agent).await, app.foreign_agent().await);
        let id = ticket(&giver.client).await;
        let offer = json!({"assignee": taker.id.to_string(), "reason": "Yours"});
        let offered = giver.client.post(&format!("/api/v1/tickets/{id}/actions/hand_over")).json(&offer).send().await.expect(200).json();
        assert_eq!(offered["handover"]["receiver"]["id"], taker.id.to_string());
        assert_eq!(offered["owner"]["id"], giver.id.to_string(), "until it is accepted");
        let listed = taker.client.get("/api/v1/handovers").send().await.expect(200).json();
        assert_eq!(listed["to_me"][0]["reason"], "Yours");
        let path = format!("/api/v1/handovers/{id}/accept");
        let first = taker.client.post(&path).key("k1").send().await.expect(200).json();
        let again = taker.client.post(&path).key("k1").send().await.expect(200).json();
        assert_eq!(first, again);
        taker.client.post(&path).send().await.expect(404);
        let whole = taker.client.get(&format!("/api/v1/tickets/{id}")).send().await.expect(200).json();
        assert_eq!((whole["owner"]["id"].as_str(), whole["handover"].is_null()), (Some(taker.id.to_string().as_str()), true));
    }
}
