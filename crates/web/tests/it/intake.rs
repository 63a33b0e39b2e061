//! Requests that other systems send in as lines: each taken once, in order, and a bad one stops nobody.

use serde_json::{Value, json};
use touchstone_domain::access::{Permission, Role};
use touchstone_testkit::app::{Answer, Client};
use touchstone_testkit::with_app;

const PATH: &str = "/api/v1/intake";

fn line(id: &str) -> Value {
    json!({"source": "shop-app", "external_id": id, "subject": format!("Request {id}"), "body": "Nothing came.",
        "kind": "feedback", "channel": "social", "requester": {"name": "Zhang San", "email": "zhang@mail.example"}})
}

fn joined(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

async fn sent(by: &Client, text: impl Into<Vec<u8>>) -> Answer {
    by.post(PATH)
        .header("content-type", "application/x-ndjson")
        .bytes(text.into())
        .send()
        .await
}

async fn results(by: &Client, text: impl Into<Vec<u8>>) -> Vec<Value> {
    let answer = sent(by, text).await.expect(200);
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

async fn tickets(by: &Client) -> Vec<Value> {
    let page = by
        .get("/api/v1/tickets?limit=200")
        .send()
        .await
        .expect(200)
        .json();
    page["items"].as_array().unwrap().clone()
}

with_app! {
    async fn lines_become_requests_once_and_in_order(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let lines: Vec<Value> = (0..40).map(|n| line(&format!("m-{n}"))).collect();
        let first = results(&admin, joined(&lines)).await;
        assert_eq!(first.len(), 40);
        for (n, result) in first.iter().enumerate() {
            assert_eq!((&result["line"], &result["outcome"]), (&json!(n + 1), &json!("created")));
            assert_eq!(result["external_id"], format!("m-{n}"));
            assert!(result["tracking_code"].is_string());
        }
        let one = admin.get(&format!("/api/v1/tickets/{}", first[7]["ticket"].as_str().unwrap())).send().await.expect(200).json();
        assert_eq!((&one["subject"], &one["kind"], &one["channel"]), (&json!("Request m-7"), &json!("feedback"), &json!("social")));
        assert_eq!(one["number"], first[7]["number"]);
        // Sent again, in another order, with a new one in between.
        let mut again: Vec<Value> = lines.into_iter().rev().collect();
        again.insert(3, line("new"));
        let second = results(&admin, joined(&again)).await;
        assert_eq!(second.len(), 41);
        assert_eq!(second[3]["outcome"], "created");
        assert_eq!((&second[0]["outcome"], &second[0]["ticket"]), (&json!("known"), &first[39]["ticket"]));
        assert_eq!(second.iter().filter(|result| result["outcome"] == "known").count(), 40);
        assert_eq!(tickets(&admin).await.len(), 41);
        // The same id of another system is another request; twice in one call is once.
        let other = json!({"source": "crm", "external_id": "m-1", "subject": "x", "body": "y"});
        let third = results(&admin, joined(&[other.clone(), other])).await;
        assert_eq!((&third[0]["outcome"], &third[1]["outcome"]), (&json!("created"), &json!("known")));
        assert_eq!(third[0]["ticket"], third[1]["ticket"]);
        let plain = admin.get(&format!("/api/v1/tickets/{}", third[0]["ticket"].as_str().unwrap())).send().await.expect(200).json();
        assert_eq!(plain["channel"], "api");
    }

    async fn a_bad_line_says_what_is_wrong_and_stops_nobody(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let long = "x".repeat(300 << 10);
        let text = format!(
            "{}\n\n{{\"source\": \n{}\nnull\n{}\n{}\r\n{}\n{}",
            line("good-1"),
            json!({"source": "a", "external_id": "b", "subject": "", "body": "x", "category": "x", "colour": "red", "requester": {"email": "nobody"}}),
            json!({"source": "a", "external_id": "c", "subject": "x", "body": "y", "category": "no/such"}),
            line("good-2"),
            json!({"source": "a", "external_id": "d", "subject": long, "body": "y"}),
            line("good-3"),
        );
        let told = results(&admin, text).await;
        let outcomes: Vec<&str> = told.iter().map(|result| result["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, ["created", "refused", "refused", "refused", "refused", "created", "refused", "created"]);
        assert_eq!(told[1]["code"], "malformed_json");
        assert_eq!((&told[2]["code"], &told[2]["external_id"]), (&json!("validation_failed"), &json!("b")));
        let fields: Vec<&str> = told[2]["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
        for field in ["subject", "colour", "requester.email"] {
            assert!(fields.contains(&field), "{field}: {fields:?}");
        }
        assert!(told[2]["errors"][0]["message"].is_string());
        assert_eq!(told[4]["errors"][0]["field"], "category");
        assert_eq!(told[6]["code"], "too_large");
        assert_eq!(tickets(&admin).await.len(), 3);
    }

    async fn whoever_may_send_in_needs_no_other_permission(app: &TestApp) {
        let (admin, agent) = (app.client(Role::Administrator).await, app.client(Role::Agent).await);
        sent(&agent, joined(&[line("a")])).await.expect(404);
        sent(&app.public(), joined(&[line("a")])).await.expect(401);
        let scopes = json!({"name": "shop", "scopes": [Permission::IntakeSend]});
        let made = admin.post("/api/v1/tokens").json(&scopes).send().await.expect(201).json();
        let program = app.public().with_token(made["secret"].as_str().unwrap());
        let told = results(&program, joined(&[line("a")])).await;
        assert_eq!(told[0]["outcome"], "created");
        program.get("/api/v1/tickets").send().await.expect(404);
        // To give work to somebody takes the permission to assign.
        let mut assigned = line("b");
        assigned["assignee"] = json!(app.member(Role::Agent).await.id);
        let told = results(&program, joined(&[assigned, line("c")])).await;
        assert_eq!((&told[0]["outcome"], &told[1]["outcome"]), (&json!("refused"), &json!("created")));
        let refused = admin.post(PATH).json(&line("d")).send().await.expect(415).json();
        assert_eq!(refused["code"], "unsupported_media_type");
    }

    async fn more_lines_than_a_call_may_have_wait_for_the_next_call(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        // Lines that are refused at once cost little.
        let text = "{}\n".repeat(10_005);
        let told = results(&admin, text).await;
        assert_eq!(told.len(), 10_001);
        assert_eq!(told[9_999]["errors"][0]["field"], "source");
        assert_eq!(told[10_000]["errors"][0]["code"], "too_many_lines");
    }

    async fn the_same_lines_sent_side_by_side_are_taken_once(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let lines: Vec<Value> = (0..20).map(|n| line(&format!("r-{n}"))).collect();
        let text = joined(&lines);
        let calls = (0..4).map(|_| results(&admin, text.clone()));
        let all = futures::future::join_all(calls).await;
        let created: usize = all.iter().flatten().filter(|result| result["outcome"] == "created").count();
        assert_eq!(created, 20);
        for n in 0..20 {
            assert!(all.iter().all(|told| told[n]["ticket"] == all[0][n]["ticket"]), "{n}");
        }
        assert_eq!(tickets(&admin).await.len(), 20);
    }
}
