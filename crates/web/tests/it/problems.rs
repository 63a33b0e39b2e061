//! Refusals are problem documents in the caller's language, whatever was sent.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::{Answer, Desk};

async fn team(desk: &Desk, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    desk.post("/api/v1/teams")
        .bearer(&desk.admin)
        .bytes(media_type, body)
        .send()
        .await
}

both_engines! {
    async fn bad_bodies_are_named_and_nothing_is_stored(store: Store) {
        let desk = Desk::open(store).await;
        let json = "application/json";
        assert_eq!(team(&desk, json, "{").await.refused(400), "malformed_json");
        assert_eq!(team(&desk, json, b"{\"name\": \"\xff\"}".to_vec()).await.refused(400), "malformed_utf8");
        assert_eq!(team(&desk, json, "[".repeat(5_000)).await.refused(400), "too_deep");
        assert_eq!(team(&desk, json, r#"{"name":"a","name":"b"}"#).await.refused(400), "malformed_json");
        assert_eq!(team(&desk, "text/plain", "{}").await.refused(415), "unsupported_media_type");
        let large = format!("{{\"name\": \"{}\"}}", "x".repeat(600 << 10));
        assert_eq!(team(&desk, json, large).await.refused(413), "too_large");
        let nul = team(&desk, json, r#"{"name": "a\u0000b"}"#).await;
        assert_eq!(nul.field_errors(), [("name".to_owned(), "control_character".to_owned())]);
        let odd = team(&desk, json, r#"{"name": 7, "colour": "red", "members": ["x"]}"#).await;
        let mut errors = odd.field_errors();
        errors.sort();
        let expected = [("colour", "unknown_field"), ("members[0]", "malformed"), ("name", "wrong_type")];
        assert_eq!(errors, expected.map(|(field, code)| (field.to_owned(), code.to_owned())));
        let teams = desk.get("/api/v1/teams").bearer(&desk.admin).send().await.json();
        assert_eq!(teams["items"], json!([]));
    }

    async fn the_language_of_a_problem_is_the_callers(store: Store) {
        let desk = Desk::open(store).await;
        let mut titles = Vec::new();
        for language in ["zh-CN", "en", "ja", "ko"] {
            let refused = desk.get("/api/v1/me").language(language).send().await;
            assert_eq!(refused.header("content-language"), language);
            titles.push(refused.json()["title"].as_str().unwrap().to_owned());
        }
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), 4, "{titles:?}");
        let fields = desk.post("/api/v1/teams").bearer(&desk.admin).language("ja").json(json!({})).send().await;
        let message = fields.json()["errors"][0]["message"].as_str().unwrap().to_owned();
        assert!(!message.is_ascii() && message != "required", "{message}");
        let own = desk.post("/api/v1/teams").bearer(&desk.admin).json(json!({})).send().await;
        assert_eq!(own.header("content-language"), "en", "the user's own setting");
    }

    async fn a_problem_says_nothing_about_the_inside(store: Store) {
        let desk = Desk::open(store).await;
        let problem = desk.ask(Method::POST, "/api/v1/teams").json(json!({})).send().await;
        assert_eq!(problem.refused(401), "unauthenticated");
        assert_eq!(problem.header("www-authenticate"), "Bearer");
        let body = problem.json();
        let names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        for name in &names {
            assert!(["type", "title", "status", "detail", "code", "request_id"].contains(name), "{name}");
        }
        assert_eq!(body["request_id"], Value::from(problem.header("x-request-id")));
        assert_eq!(body["status"], json!(401));
    }

    async fn ids_that_cannot_be_are_nowhere(store: Store) {
        let desk = Desk::open(store).await;
        for id in ["nonsense", "tem_0000000000000", "usr_zzzzzzzzzzzzz", "usr_0000000000000", "%FF", "%00", "..%2f.."] {
            let answer = desk.get(&format!("/api/v1/users/{id}")).bearer(&desk.admin).send().await;
            assert_eq!(answer.refused(404), "not_found", "{id}");
        }
        let empty = desk.get("/api/v1/users/").bearer(&desk.admin).send().await;
        assert_eq!(empty.status, StatusCode::NOT_FOUND);
    }
}
