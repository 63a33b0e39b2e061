//! The desk handles requests through the API: queues, actions, conversation, history, versions, lists.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::Desk;

async fn taken_down(desk: &Desk, token: &str, subject: &str) -> Value {
    let request = json!({
        "subject": subject, "body": "called in", "channel": "phone", "kind": "complaint", "category": "refund-delay",
        "requester": {"name": "Wang Wei", "phone": "13900139000"}, "tags": ["VIP", "vip", "refund"],
    });
    desk.post("/api/v1/tickets")
        .bearer(token)
        .json(request)
        .send()
        .await
        .expecting(StatusCode::CREATED)
}

both_engines! {
    async fn whoever_calls_may_say_me(store: Store) {
        let desk = Desk::open(store).await;
        let team = desk.team("North").await;
        let (agent_id, agent) = desk.user("agent", "Ben Agent", &[&team]).await;
        let ticket = taken_down(&desk, &agent, "Refund late").await;
        let path = format!("/api/v1/tickets/{}/actions/assign", ticket["id"].as_str().unwrap());
        let taken = desk.post(&path).bearer(&agent).json(json!({"assignee": "me"})).send().await;
        assert_eq!(taken.expecting(StatusCode::OK)["assignee"]["id"], json!(agent_id));
        let other = desk.post(&path).bearer(&agent).json(json!({"assignee": "myself"})).send().await;
        assert_eq!(other.refused(422), "validation_failed");
        let request = json!({
            "subject": "Parcel", "body": "called in", "kind": "complaint", "category": "refund-delay",
            "requester": {"name": "Wang Wei", "phone": "13900139000"}, "assignee": "me",
        });
        let made = desk.post("/api/v1/tickets").bearer(&agent).json(request).send().await;
        assert_eq!(made.expecting(StatusCode::CREATED)["assignee"]["id"], json!(agent_id));
    }

    async fn from_call_to_resolution(store: Store) {
        let desk = Desk::open(store).await;
        let team = desk.team("North").await;
        let (agent_id, agent) = desk.user("agent", "Ben Agent", &[&team]).await;
        let ticket = taken_down(&desk, &agent, "Refund late").await;
        assert_eq!(ticket["category"], json!("payment/refund-delay"));
        assert_eq!(ticket["tags"], json!(["refund", "vip"]));
        assert!(!ticket["requester"]["phone"].as_str().unwrap().contains("13900139000"), "masked");
        let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
        let act = |action: &str, body: Value| desk.post(&format!("{path}/actions/{action}")).bearer(&agent).json(body);
        let taken = act("assign", json!({"assignee": agent_id, "team": team})).send().await.expecting(StatusCode::OK);
        assert_eq!((&taken["stage"], &taken["assignee"]["name"]), (&json!("assigned"), &json!("Ben Agent")));
        let queues = desk.get("/api/v1/queues").bearer(&agent).send().await.json();
        let mine = queues["items"].as_array().unwrap().iter().find(|queue| queue["code"] == json!("mine")).unwrap();
        assert_eq!(mine["count"], json!(1));
        let waiting = act("wait", json!({"on": "requester"})).send().await;
        assert_eq!(waiting.refused(409), "invalid_transition");
        assert!(waiting.json()["allowed"].as_array().unwrap().contains(&json!("start")));
        act("start", json!({})).send().await.expecting(StatusCode::OK);
        let held = act("wait", json!({"on": "requester"})).send().await.expecting(StatusCode::OK);
        assert!(held["clocks"].as_array().unwrap().iter().any(|clock| clock["state"] == json!("paused")));
        act("resume", json!({})).send().await.expecting(StatusCode::OK);
        let reply = json!({"body": "We **look** into it.", "visibility": "public"});
        let said = desk.post(&format!("{path}/messages")).bearer(&agent).json(reply).send().await;
        assert_eq!(said.expecting(StatusCode::CREATED)["crossed"], json!(false));
        let done = act("resolve", json!({"solution": "Paid back."})).send().await.expecting(StatusCode::OK);
        assert_eq!(done["status"], json!("resolved"));
        let messages = desk.get(&format!("{path}/messages")).bearer(&agent).send().await.json();
        assert_eq!(messages["items"].as_array().unwrap().len(), 3);
        let events = desk.get(&format!("{path}/events")).bearer(&agent).send().await.json();
        let kinds: Vec<_> = events["items"].as_array().unwrap().iter().map(|e| e["what"]["kind"].clone()).collect();
        for kind in ["ticket.received", "ticket.assigned", "ticket.started", "ticket.waiting", "ticket.resolved"] {
            assert!(kinds.contains(&json!(kind)), "{kind} in {kinds:?}");
        }
        let first = &events["items"][0];
        assert_eq!((&first["origin"], &first["address"]), (&json!("api"), &json!("198.51.100.7")));
        assert_eq!(first["actor"]["name"], json!("Ben Agent"));
    }

    async fn unknown_actions_are_named_with_the_known_ones(store: Store) {
        let desk = Desk::open(store).await;
        let ticket = taken_down(&desk, &desk.admin, "One").await;
        for action in ["escalate", "link", "dance"] {
            let path = format!("/api/v1/tickets/{}/actions/{action}", ticket["id"].as_str().unwrap());
            let refused = desk.post(&path).bearer(&desk.admin).json(json!({})).send().await;
            assert_eq!(refused.refused(404), "unknown_action", "{action}");
            assert!(refused.json()["known"].as_array().unwrap().contains(&json!("resolve")));
        }
    }

    async fn a_stale_change_is_refused_and_a_crossing_reply_told(store: Store) {
        let desk = Desk::open(store).await;
        let ticket = taken_down(&desk, &desk.admin, "One").await;
        let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
        let read = desk.get(&path).bearer(&desk.admin).send().await;
        let tag = read.header("etag").to_owned();
        assert_eq!(tag, format!("\"{}\"", ticket["version"]));
        let patch = |body: Value| desk.ask(Method::PATCH, &path).bearer(&desk.admin).json(body);
        assert_eq!(patch(json!({"subject": "Two"})).send().await.refused(428), "precondition_required");
        let changed = patch(json!({"subject": "Two", "urgency": "urgent"})).if_match(&tag).send().await;
        let now = changed.expecting(StatusCode::OK);
        assert_eq!((&now["subject"], &now["urgency"]), (&json!("Two"), &json!("urgent")));
        assert_eq!(changed.header("etag"), format!("\"{}\"", now["version"]));
        let stale = patch(json!({"subject": "Three"})).if_match(&tag).send().await;
        assert_eq!(stale.refused(412), "version_conflict");
        assert_eq!(stale.json()["version"], now["version"]);
        let based = json!({"based_on": ticket["version"]});
        let action = desk.post(&format!("{path}/actions/take")).bearer(&desk.admin).json(based).send().await;
        assert_eq!(action.refused(412), "version_conflict");
        let reply = |based_on: &Value| {
            let body = json!({"body": "hello", "visibility": "public", "based_on": based_on});
            desk.post(&format!("{path}/messages")).bearer(&desk.admin).json(body)
        };
        desk.post(&format!("{path}/actions/take")).bearer(&desk.admin).json(json!({})).send().await;
        let first = reply(&now["version"]).send().await.expecting(StatusCode::CREATED);
        assert_eq!(first["crossed"], json!(false));
        let second = reply(&now["version"]).send().await.expecting(StatusCode::CREATED);
        assert_eq!(second["crossed"], json!(true));
    }

    async fn a_list_is_walked_without_loss_while_it_grows(store: Store) {
        let desk = Desk::open(store).await;
        let mut made = Vec::new();
        for n in 0..17 {
            made.push(taken_down(&desk, &desk.admin, &format!("Ticket {n}")).await["id"].clone());
            desk.advance(touchstone_domain::time::Span::minutes(1));
        }
        for sort in ["-created", "created", "-updated", "due", "-priority"] {
            let mut seen = Vec::new();
            let mut path = format!("/api/v1/tickets?limit=4&sort={sort}&status=new&kind=complaint,general");
            let start = path.clone();
            loop {
                let page = desk.get(&path).bearer(&desk.admin).send().await.expecting(StatusCode::OK);
                seen.extend(page["items"].as_array().unwrap().iter().map(|ticket| ticket["id"].clone()));
                let Some(cursor) = page["next_cursor"].as_str() else { break };
                path = format!("{start}&cursor={cursor}");
            }
            let mut sorted = seen.clone();
            sorted.sort_by_key(Value::to_string);
            sorted.dedup();
            assert_eq!((seen.len(), sorted.len()), (17, 17), "{sort}");
        }
        let page = desk.get("/api/v1/tickets?limit=4&sort=created").bearer(&desk.admin).send().await.json();
        let cursor = page["next_cursor"].as_str().unwrap();
        let other = format!("/api/v1/tickets?limit=4&sort=-created&cursor={cursor}");
        let refused = desk.get(&other).bearer(&desk.admin).send().await;
        assert_eq!(refused.field_errors()[0].0, "cursor", "a cursor belongs to its list");
        for wrong in ["status=lost", "assignee=x", "colour=red", "limit=500", "created_from=yesterday", "q=%FF"] {
            let answer = desk.get(&format!("/api/v1/tickets?{wrong}")).bearer(&desk.admin).send().await;
            assert!(answer.status.is_client_error(), "{wrong}");
        }
    }

    async fn personal_data_is_masked_until_revealed_for_a_reason(store: Store) {
        let desk = Desk::open(store).await;
        let ticket = taken_down(&desk, &desk.admin, "One").await;
        let person = format!("/api/v1/people/{}", ticket["requester"]["id"].as_str().unwrap());
        let masked = desk.get(&person).bearer(&desk.admin).send().await;
        assert!(!masked.text().contains("139001") && !masked.text().contains("Wang Wei"));
        let reveal = |body: Value| desk.post(&format!("{person}/reveal")).bearer(&desk.admin).json(body);
        let silent = reveal(json!({"fields": ["phone"], "reason": " "})).send().await;
        assert_eq!(silent.field_errors()[0].0, "reason");
        let plain = reveal(json!({"fields": ["name", "phone"], "reason": "call back"})).send().await;
        assert_eq!(plain.expecting(StatusCode::OK)["name"], json!("Wang Wei"));
        let audit = desk.get(&format!("{person}/reveals")).bearer(&desk.admin).send().await.json();
        assert_eq!((&audit["items"][0]["reason"], &audit["items"][0]["granted"]), (&json!("call back"), &json!(true)));
        let found = desk.post("/api/v1/people/find").bearer(&desk.admin).json(json!({"phone": "+86 139 0013 9000"}));
        assert_eq!(found.send().await.expecting(StatusCode::OK)["items"][0]["id"], ticket["requester"]["id"]);
    }
}
