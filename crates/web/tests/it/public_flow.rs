//! A consumer sends a request in, follows it, writes, objects, confirms and rates, all through the API.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::Desk;

const EMAIL: &str = "li.na@mail.example";

async fn newest(desk: &Desk) -> String {
    let list = desk
        .get("/api/v1/tickets?limit=1")
        .bearer(&desk.admin)
        .send()
        .await
        .expecting(StatusCode::OK);
    list["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn act(desk: &Desk, id: &str, action: &str, body: Value) -> Value {
    let path = format!("/api/v1/tickets/{id}/actions/{action}");
    desk.post(&path)
        .bearer(&desk.admin)
        .json(body)
        .send()
        .await
        .expecting(StatusCode::OK)
}

async fn solve(desk: &Desk, id: &str) {
    act(desk, id, "take", json!({})).await;
    act(desk, id, "start", json!({})).await;
    act(
        desk,
        id,
        "resolve",
        json!({"solution": "It was paid back today."}),
    )
    .await;
}

both_engines! {
    async fn a_code_shows_progress_and_no_words(store: Store) {
        let desk = Desk::open(store).await;
        let receipt = desk.submit("Refund missing", EMAIL).await;
        assert_eq!(receipt["status"], json!("new"));
        assert!(receipt["clocks"].as_array().unwrap().iter().any(|clock| clock["state"] == json!("running")));
        let code = receipt["tracking_code"].as_str().unwrap();
        let path = format!("/api/v1/public/track/{code}");
        let seen = desk.get(&path).send().await;
        let tracked = seen.expecting(StatusCode::OK);
        assert_eq!(tracked["number"], receipt["number"]);
        assert_eq!((&tracked["content"], &tracked["turn"]), (&Value::Null, &json!("desk")));
        for secret in ["Refund missing", "has not arrived", EMAIL, "13800138000", "Li Na"] {
            assert!(!seen.text().contains(secret), "{secret}");
        }
        let wrong = desk.get("/api/v1/public/track/AAAAA-AAAAA-AAAAA-AAAAA").send().await;
        assert_eq!(wrong.refused(404), "not_found");
        assert_eq!(desk.get("/api/v1/public/track/x").send().await.refused(404), "not_found");
    }

    async fn a_one_time_code_opens_the_conversation(store: Store) {
        let desk = Desk::open(store).await;
        let receipt = desk.submit("Refund missing", EMAIL).await;
        let path = format!("/api/v1/public/track/{}", receipt["tracking_code"].as_str().unwrap());
        desk.post(&format!("{path}/otp")).json(json!({"way": "email"})).send().await.expecting(StatusCode::OK);
        let wrong = desk.post(&format!("{path}/session")).json(json!({"code": "12345"})).send().await;
        assert_eq!(wrong.refused(401), "code_refused");
        assert!(wrong.json()["tries_left"].is_number());
        let again = desk.post(&format!("{path}/otp")).json(json!({"way": "email"})).send().await;
        assert_eq!(again.refused(429), "rate_limited");
        let digits = desk.one_time_code(EMAIL).await;
        let opened = desk.post(&format!("{path}/session")).json(json!({ "code": digits })).send().await;
        let token = opened.expecting(StatusCode::CREATED)["token"].as_str().unwrap().to_owned();
        let used = desk.post(&format!("{path}/session")).json(json!({ "code": digits })).send().await;
        assert_eq!(used.refused(401), "code_refused");
        let tracked = desk.get(&path).bearer(&token).send().await.expecting(StatusCode::OK);
        assert_eq!(tracked["content"]["subject"], json!("Refund missing"));
        assert_eq!(tracked["content"]["messages"][0]["body"], json!("It has not arrived."));
        desk.advance(Span::hours(25));
        let ended = desk.post(&format!("{path}/messages")).bearer(&token).json(json!({"body": "x"})).send().await;
        assert_eq!(ended.refused(401), "unauthenticated");
    }

    async fn objection_confirmation_and_rating(store: Store) {
        let desk = Desk::open(store).await;
        let receipt = desk.submit("Refund missing", EMAIL).await;
        let code = receipt["tracking_code"].as_str().unwrap();
        let (path, token) = (format!("/api/v1/public/track/{code}"), desk.track_session(code, EMAIL).await);
        let early = desk.post(&format!("{path}/confirm")).bearer(&token).send().await;
        assert_eq!(early.refused(409), "invalid_transition");
        let id = newest(&desk).await;
        solve(&desk, &id).await;
        let tracked = desk.get(&path).bearer(&token).send().await.json();
        assert_eq!((&tracked["status"], &tracked["turn"]), (&json!("resolved"), &json!("requester")));
        assert!(tracked["silence_confirms_at"].is_string());
        let objection = json!({"reason": "Nothing on my account."});
        desk.post(&format!("{path}/object")).bearer(&token).json(objection).send().await.expecting(StatusCode::CREATED);
        let ticket = desk.get(&format!("/api/v1/tickets/{id}")).bearer(&desk.admin).send().await.json();
        assert_eq!((&ticket["stage"], &ticket["objections"]), (&json!("in_progress"), &json!(1)));
        act(&desk, &id, "resolve", json!({"solution": "Now it is there."})).await;
        let confirmed = desk.post(&format!("{path}/confirm")).bearer(&token).send().await;
        assert_eq!(confirmed.status, StatusCode::NO_CONTENT);
        let rating = json!({"score": 4, "dimensions": {"speed": 2, "attitude": 5}, "comment": "slow but kind"});
        let rated = desk.post(&format!("{path}/rating")).bearer(&token).json(rating).send().await;
        assert_eq!(rated.expecting(StatusCode::OK)["dimensions"], json!({"speed": 2, "attitude": 5}));
        let wrong = json!({"score": 6, "dimensions": {"speed": 0, "taste": 1}});
        let refused = desk.post(&format!("{path}/rating")).bearer(&token).json(wrong).send().await;
        assert_eq!(refused.field_errors().len(), 3);
        let seen = desk.get(&format!("/api/v1/tickets/{id}/rating")).bearer(&desk.admin).send().await.json();
        assert_eq!(seen["score"], json!(4));
    }

    async fn an_upload_is_claimed_and_fetched(store: Store) {
        let desk = Desk::open(store).await;
        let upload = desk.post("/api/v1/public/uploads").file("发票 1.txt", b"paid 99.00").send().await;
        let file = upload.expecting(StatusCode::CREATED);
        assert_eq!((&file["name"], &file["size"]), (&json!("发票 1.txt"), &json!(10)));
        let request = json!({"subject": "s", "body": "b", "requester": {"email": EMAIL}, "attachments": [file["id"]]});
        let made = desk.post("/api/v1/public/tickets").json(request.clone()).send().await.expecting(StatusCode::CREATED);
        let again = desk.post("/api/v1/public/tickets").json(request).send().await;
        assert_eq!(again.field_errors()[0].0, "attachments[0]", "a file belongs to one message");
        let code = made["tracking_code"].as_str().unwrap();
        let token = desk.track_session(code, EMAIL).await;
        let tracked = desk.get(&format!("/api/v1/public/track/{code}")).bearer(&token).send().await.json();
        let href = tracked["content"]["messages"][0]["files"][0]["href"].as_str().unwrap().to_owned();
        let fetched = desk.get(&href).send().await;
        assert_eq!((fetched.status, fetched.body.as_slice()), (StatusCode::OK, b"paid 99.00".as_slice()));
        let named = fetched.header("content-disposition");
        assert!(named.starts_with("attachment;") && named.contains("filename*=UTF-8''%E5%8F%91%E7%A5%A8%201.txt"));
        assert!(fetched.header("content-security-policy").starts_with("sandbox"));
        assert_eq!(fetched.header("x-content-type-options"), "nosniff");
        assert_eq!(fetched.header("set-cookie"), "");
        let mut bent = href.clone();
        let last = if bent.pop() == Some('A') { 'B' } else { 'A' };
        bent.push(last);
        assert_eq!(desk.get(&bent).send().await.refused(404), "not_found");
        desk.advance(Span::minutes(6));
        assert_eq!(desk.get(&href).send().await.refused(404), "not_found", "the address is over");
    }

    async fn a_session_for_one_request_opens_no_other(store: Store) {
        let desk = Desk::open(store).await;
        let one = desk.submit("One", "one@mail.example").await;
        let two = desk.submit("Two", "two@mail.example").await;
        let token = desk.track_session(one["tracking_code"].as_str().unwrap(), "one@mail.example").await;
        let path = format!("/api/v1/public/track/{}", two["tracking_code"].as_str().unwrap());
        let seen = desk.get(&path).bearer(&token).send().await.expecting(StatusCode::OK);
        assert_eq!(seen["content"], Value::Null);
        for (method, rest) in [(Method::POST, "messages"), (Method::POST, "confirm"), (Method::POST, "rating")] {
            let refused = desk.ask(method, &format!("{path}/{rest}")).bearer(&token).json(json!({})).send().await;
            assert_eq!(refused.refused(401), "unauthenticated", "{rest}");
        }
    }

    async fn a_request_sent_twice_with_one_key_is_one_request(store: Store) {
        let desk = Desk::open(store).await;
        let body = json!({"subject": "s", "body": "b", "requester": {"email": EMAIL}});
        let ask = |body: &Value| desk.post("/api/v1/public/tickets").key("form-1").json(body.clone());
        let first = ask(&body).send().await.expecting(StatusCode::CREATED);
        assert_eq!(ask(&body).send().await.expecting(StatusCode::CREATED), first);
        let other = json!({"subject": "other", "body": "b", "requester": {"email": EMAIL}});
        assert_eq!(ask(&other).send().await.refused(409), "idempotency_conflict");
        let list = desk.get("/api/v1/tickets").bearer(&desk.admin).send().await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }
}
