//! The standard as a document: written, refused where it cannot be read, approved by two, in force from its instant.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use touchstone_app::reactions::react;
use touchstone_app::standard::standard_step;
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::Desk;

const SHIPPED: &str = "std_0000000000001";

/// Three quality managers.
async fn house(desk: &Desk) -> [String; 3] {
    let mut tokens = Vec::new();
    for name in ["Quality One", "Quality Two", "Quality Three"] {
        tokens.push(desk.user("quality_manager", name, &[]).await.1);
    }
    tokens.try_into().unwrap()
}

async fn act(desk: &Desk, by: &str, id: &str, action: &str, body: Value) -> crate::harness::Answer {
    desk.post(&format!("/api/v1/standards/{id}/actions/{action}"))
        .bearer(by)
        .json(body)
        .send()
        .await
}

/// What somebody was told of, as soon as it is anything.
async fn told(desk: &Desk, by: &str) -> Vec<String> {
    for _ in 0..200 {
        react(&desk.app).await.unwrap();
        let found = told_now(desk, by).await;
        if !found.is_empty() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Vec::new()
}

async fn told_now(desk: &Desk, by: &str) -> Vec<String> {
    let answer = desk.get("/api/v1/notifications").bearer(by).send().await;
    let found = answer.expecting(StatusCode::OK);
    let kinds = found["items"].as_array().unwrap().iter();
    kinds
        .map(|item| item["kind"].as_str().unwrap().to_owned())
        .collect()
}

async fn read(desk: &Desk, by: &str, id: &str) -> Value {
    desk.get(&format!("/api/v1/standards/{id}"))
        .bearer(by)
        .send()
        .await
        .expecting(StatusCode::OK)
}

/// A draft begun from the shipped version, with another text.
async fn draft(desk: &Desk, by: &str, from: &str, to: &str) -> String {
    let begun = desk
        .post("/api/v1/standards")
        .bearer(by)
        .json(json!({"from": SHIPPED}))
        .send()
        .await;
    let begun = begun.expecting(StatusCode::CREATED);
    let id = begun["id"].as_str().unwrap().to_owned();
    assert!(Standard::DEFAULT_PACK.contains(from));
    let text = Standard::DEFAULT_PACK.replacen(from, to, 1);
    put(desk, by, &id, &text, begun["version"].as_i64().unwrap())
        .await
        .expecting(StatusCode::OK);
    id
}

async fn put(desk: &Desk, by: &str, id: &str, text: &str, version: i64) -> crate::harness::Answer {
    let path = format!("/api/v1/standards/{id}");
    let put = desk
        .ask(http::Method::PUT, &path)
        .bearer(by)
        .if_match(&format!("\"{version}\""));
    put.json(json!({ "pack": text })).send().await
}

/// How long a complaint that comes now may take, as its clock says.
async fn resolution(desk: &Desk, subject: &str) -> (String, String) {
    desk.submit(subject, "li@mail.example").await;
    let list = desk
        .get("/api/v1/tickets?limit=1")
        .bearer(&desk.admin)
        .send()
        .await
        .json();
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    (target(desk, &id).await, id)
}

async fn target(desk: &Desk, ticket: &str) -> String {
    let ticket = desk
        .get(&format!("/api/v1/tickets/{ticket}"))
        .bearer(&desk.admin)
        .send()
        .await
        .json();
    let clocks = ticket["clocks"].as_array().unwrap();
    let clock = clocks
        .iter()
        .find(|clock| clock["metric"] == "resolution")
        .unwrap();
    clock["target"].as_str().unwrap().to_owned()
}

/// How often something of this kind happened.
async fn happened(desk: &Desk, kind: &str) -> usize {
    let found = desk
        .get(&format!("/api/v1/audit?kind={kind}"))
        .bearer(&desk.admin)
        .send()
        .await;
    found.expecting(StatusCode::OK)["items"].as_array().unwrap().len()
}

const FROM: &str = "resolution = \"PT48H\"           # completion target";
const TO: &str = "resolution = \"PT36H\"           # completion target";

both_engines! {
    async fn a_version_is_written_approved_by_two_and_judges_from_its_instant(store: Store) {
        let desk = Desk::open(store).await;
        let [one, two, three] = house(&desk).await;
        let id = draft(&desk, &one, FROM, TO).await;
        let conflict = act(&desk, &two, &id, "approve", json!({})).await;
        assert_eq!(conflict.expecting(StatusCode::CONFLICT)["code"], "standard_state");
        act(&desk, &one, &id, "submit", json!({})).await.expecting(StatusCode::OK);
        let alone = act(&desk, &one, &id, "approve", json!({})).await.expecting(StatusCode::CONFLICT);
        assert_eq!(alone["code"], "standard_only_author");
        act(&desk, &two, &id, "approve", json!({"note": "Good."})).await.expecting(StatusCode::OK);
        let again = act(&desk, &two, &id, "approve", json!({})).await.expecting(StatusCode::CONFLICT);
        assert_eq!(again["code"], "standard_approved_already");
        let approved = act(&desk, &three, &id, "approve", json!({})).await.expecting(StatusCode::OK);
        assert_eq!((approved["state"].as_str(), approved["approvals"].as_u64()), (Some("approved"), Some(2)));
        let past = act(&desk, &two, &id, "schedule", json!({"from": "2026-11-20T00:00:00Z"})).await;
        assert_eq!(past.expecting(StatusCode::UNPROCESSABLE_ENTITY)["errors"][0]["code"], "instant_past");
        let from = json!({"from": "2026-11-21T10:00:00Z"});
        let scheduled = act(&desk, &two, &id, "schedule", from).await.expecting(StatusCode::OK);
        assert_eq!(scheduled["state"], "scheduled");

        let (before, old) = resolution(&desk, "before").await;
        assert_eq!(before, "PT48H");
        assert!(!standard_step(&desk.app).await.unwrap(), "nothing has come into force yet");
        desk.advance(Span::hours(3));
        let (after, _) = resolution(&desk, "after").await;
        assert_eq!(after, "PT36H", "what arrives now is judged by the new version, told or not");
        assert_eq!(target(&desk, &old).await, "PT48H", "what arrived before keeps its version");
        assert!(standard_step(&desk.app).await.unwrap());
        assert!(!standard_step(&desk.app).await.unwrap());
        assert_eq!(happened(&desk, "standard.in_force").await, 1);
        assert_eq!(read(&desk, &one, &id).await["state"], "in_force");
        assert_eq!(read(&desk, &one, SHIPPED).await["state"], "superseded");
        let gone = act(&desk, &two, &id, "withdraw", json!({})).await.expecting(StatusCode::CONFLICT);
        assert_eq!(gone["code"], "standard_state");
    }

    async fn what_cannot_be_read_is_told_by_line_column_and_key(store: Store) {
        let desk = Desk::open(store).await;
        let [one, ..] = house(&desk).await;
        let id = draft(&desk, &one, FROM, TO).await;
        let text = Standard::DEFAULT_PACK.replacen("emergency_start = \"PT5M\"", "emergency_start = \"soon\"", 1);
        let line = 1 + text.split("emergency_start").next().unwrap().matches('\n').count();
        let refused = put(&desk, &one, &id, &text, 2).await.expecting(StatusCode::UNPROCESSABLE_ENTITY);
        let error = &refused["errors"][0];
        assert_eq!(error["code"], "pack_wrong");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&format!("line {line}, column 1")) && message.contains("clock[0].emergency_start"), "{message}");
        let stale = put(&desk, &one, &id, Standard::DEFAULT_PACK, 1).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let renamed = Standard::DEFAULT_PACK.replacen("id = \"ecommerce-cn\"", "id = \"other\"", 1);
        let refused = put(&desk, &one, &id, &renamed, 2).await.expecting(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused["errors"][0]["code"], "pack_key");
        assert!(read(&desk, &one, &id).await["pack"].as_str().unwrap().contains("PT36H"), "what was there stays");
    }

    async fn a_return_or_a_withdrawal_voids_what_was_approved(store: Store) {
        let desk = Desk::open(store).await;
        let [one, two, three] = house(&desk).await;
        let id = draft(&desk, &one, FROM, TO).await;
        act(&desk, &one, &id, "submit", json!({})).await.expecting(StatusCode::OK);
        act(&desk, &two, &id, "approve", json!({})).await.expecting(StatusCode::OK);
        let silent = act(&desk, &three, &id, "return", json!({"note": " "})).await;
        assert_eq!(silent.expecting(StatusCode::UNPROCESSABLE_ENTITY)["errors"][0]["code"], "required");
        let back = act(&desk, &three, &id, "return", json!({"note": "36 h is too short."})).await.expecting(StatusCode::OK);
        assert_eq!((back["state"].as_str(), back["approvals"].as_u64()), (Some("draft"), Some(0)));
        act(&desk, &one, &id, "submit", json!({})).await.expecting(StatusCode::OK);
        for by in [&two, &three] {
            act(&desk, by, &id, "approve", json!({})).await.expecting(StatusCode::OK);
        }
        let later = json!({"from": "2026-11-21T10:00:00Z"});
        act(&desk, &two, &id, "schedule", later).await.expecting(StatusCode::OK);
        let draft = act(&desk, &two, &id, "withdraw", json!({"note": "Not yet."})).await.expecting(StatusCode::OK);
        assert_eq!(draft["state"], "draft");
        desk.advance(Span::hours(3));
        assert_eq!(resolution(&desk, "after").await.0, "PT48H", "a withdrawn version judges nothing");
        let ended = act(&desk, &one, &id, "withdraw", json!({})).await.expecting(StatusCode::OK);
        assert_eq!(ended["state"], "withdrawn");
        let kinds: Vec<&str> = ended["remarks"].as_array().unwrap().iter().map(|r| r["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["approval", "return", "approval", "approval", "withdrawal", "withdrawal"]);
    }

    async fn versions_are_compared_and_taken_away(store: Store) {
        let desk = Desk::open(store).await;
        let [one, ..] = house(&desk).await;
        let id = draft(&desk, &one, FROM, TO).await;
        let path = format!("/api/v1/standards/{SHIPPED}/diff/{id}");
        let diff = desk.get(&path).bearer(&one).send().await.expecting(StatusCode::OK);
        let figure = json!({
            "family": "clock", "which": "kind = complaint", "name": "resolution", "before": "PT48H", "after": "PT36H",
        });
        assert_eq!(diff["figures"], json!([figure]));
        let page = desk.get(&format!("/quality/standards/{SHIPPED}/diff/{id}")).bearer(&one).send().await;
        assert!(page.text().contains("<del>") && page.text().contains("<ins>"), "{}", page.text());
        let file = desk.get(&format!("/api/v1/standards/{id}/file")).bearer(&one).send().await;
        assert_eq!(file.text(), Standard::DEFAULT_PACK.replacen(FROM, TO, 1));
        let list = desk.get("/api/v1/standards").bearer(&one).send().await.expecting(StatusCode::OK);
        let numbers: Vec<i64> = list["items"].as_array().unwrap().iter().map(|line| line["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [2, 1]);
    }

    async fn a_text_that_comes_back_has_lost_nothing(store: Store) {
        let desk = Desk::open(store).await;
        let [one, ..] = house(&desk).await;
        let id = draft(&desk, &one, FROM, TO).await;
        let path = format!("/quality/standards/{id}/edit");
        let answer = desk.post(&path).bearer(&one).file("pack.toml", "[pack]\nid = \"我的\"\n".as_bytes()).send().await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = answer.text();
        assert!(text.contains("我的"), "the text that was sent stands in the form");
        assert!(text.contains("aria-current=\"true\""), "the line that is wrong is shown");
    }

    async fn those_it_binds_confirm_the_version_in_force(store: Store) {
        let desk = Desk::open(store).await;
        let [one, two, three] = house(&desk).await;
        let team = desk.team("North").await;
        let (_, agent) = desk.user("agent", "Agent One", &[&team]).await;
        desk.user("agent", "Agent Two", &[&team]).await;
        let (_, executive) = desk.user("executive", "Chief", &[]).await;
        let duties = "/api/v1/standards/duties";
        let asked = desk.get(duties).bearer(&agent).send().await.expecting(StatusCode::OK);
        assert_eq!(asked["confirm"]["number"], 1);
        assert!(asked["review"].is_null(), "looking it over is for those who write");
        let page = desk.get("/desk").bearer(&agent).send().await.text();
        assert!(page.contains(SHIPPED), "the desk says so");
        let path = |id: &str| format!("/api/v1/standards/{id}/acknowledgement");
        let said = desk.post(&path(SHIPPED)).bearer(&agent).send().await.expecting(StatusCode::OK);
        desk.advance(Span::minutes(5));
        let again = desk.post(&path(SHIPPED)).bearer(&agent).send().await.expecting(StatusCode::OK);
        assert_eq!(said, again, "saying so again changes nothing");
        assert_eq!(happened(&desk, "standard.acknowledged").await, 1);
        let others = desk.post(&path(SHIPPED)).bearer(&executive).send().await;
        assert_eq!(others.expecting(StatusCode::CONFLICT)["code"], "standard_binds_others");
        let asked = desk.get(duties).bearer(&agent).send().await.expecting(StatusCode::OK);
        assert!(asked["confirm"].is_null());

        let list = |id: &str| format!("/api/v1/standards/{id}/acknowledgements");
        let found = desk.get(&list(SHIPPED)).bearer(&one).send().await.expecting(StatusCode::OK);
        let north = found["teams"].as_array().unwrap().iter().find(|counted| counted["name"] == "North").unwrap();
        assert_eq!((north["bound"].as_i64(), north["confirmed"].as_i64()), (Some(2), Some(1)));
        let missing: Vec<&str> = found["missing"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
        assert!(missing.contains(&"Agent Two") && !missing.contains(&"Agent One") && !missing.contains(&"Chief"), "{missing:?}");

        let id = draft(&desk, &one, FROM, TO).await;
        let early = desk.post(&path(&id)).bearer(&agent).send().await;
        assert_eq!(early.expecting(StatusCode::CONFLICT)["code"], "standard_not_in_force");
        act(&desk, &one, &id, "submit", json!({})).await.expecting(StatusCode::OK);
        for by in [&two, &three] {
            act(&desk, by, &id, "approve", json!({})).await.expecting(StatusCode::OK);
        }
        act(&desk, &two, &id, "schedule", json!({})).await.expecting(StatusCode::OK);
        desk.advance(Span::seconds(1));
        let asked = desk.get(duties).bearer(&agent).send().await.expecting(StatusCode::OK);
        assert_eq!(asked["confirm"]["number"], 2, "the next version asks again");
        assert_eq!(told(&desk, &agent).await, ["standard_in_force"], "it rings for those it binds");
        assert!(told_now(&desk, &executive).await.is_empty());
    }

    async fn a_version_is_called_for_review_once_and_counted_anew(store: Store) {
        let mut desk = Desk::open(store).await;
        house(&desk).await;
        let due = |desk: &Desk| desk.get("/api/v1/standards/duties").bearer(&desk.admin);
        let review = due(&desk).send().await.expecting(StatusCode::OK)["review"].clone();
        assert_eq!((review["due"].as_str(), review["state"].as_str()), (Some("2027-11-21T08:00:00Z"), Some("ahead")));
        standard_step(&desk.app).await.unwrap();
        assert_eq!(happened(&desk, "standard.review_due").await, 0);
        desk.advance(Span::days(340));
        desk.admin = desk.sign_in("admin@desk.example").await;
        for _ in 0..2 {
            standard_step(&desk.app).await.unwrap();
        }
        assert_eq!(happened(&desk, "standard.review_due").await, 1, "it is called for once");
        assert_eq!(due(&desk).send().await.json()["review"]["state"], "soon");
        let silent = act(&desk, &desk.admin, SHIPPED, "review", json!({"note": ""})).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        act(&desk, &desk.admin, SHIPPED, "review", json!({"note": "Stays."})).await.expecting(StatusCode::OK);
        let review = due(&desk).send().await.json()["review"].clone();
        assert_eq!(review["state"], "ahead");
        assert!(review["due"].as_str().unwrap().starts_with("2028-10-"), "{review}");
    }

    async fn the_public_sees_what_is_and_was_in_force_and_nothing_else(store: Store) {
        let desk = Desk::open(store).await;
        let [one, two, three] = house(&desk).await;
        let id = draft(&desk, &one, FROM, TO).await;
        let page = desk.get("/standards").language("en").send().await;
        assert_eq!(page.status, StatusCode::OK);
        for said in ["Ten times the price for a counterfeit", "Disputes about trade outside the platform", "Accepting complaints"] {
            assert!(page.text().contains(said), "{said}");
        }
        assert_eq!(desk.get("/standards/2").send().await.status, StatusCode::NOT_FOUND, "a draft is nobody's business");
        act(&desk, &one, &id, "submit", json!({})).await.expecting(StatusCode::OK);
        for by in [&two, &three] {
            act(&desk, by, &id, "approve", json!({})).await.expecting(StatusCode::OK);
        }
        act(&desk, &two, &id, "schedule", json!({"from": "2026-11-21T10:00:00Z"})).await.expecting(StatusCode::OK);
        assert_eq!(desk.get("/standards/2").send().await.status, StatusCode::NOT_FOUND, "neither is one that is only scheduled");
        desk.advance(Span::hours(3));
        assert_eq!(desk.get("/standards/2").send().await.status, StatusCode::OK);
        assert!(desk.get("/standards").send().await.text().contains("/standards/1"), "what was in force stays");
    }
}
