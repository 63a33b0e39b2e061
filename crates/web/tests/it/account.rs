//! Users, teams, tokens and sessions through the API.

use http::{Method, StatusCode};
use serde_json::json;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::{Desk, PASSWORD};

both_engines! {
    async fn a_session_is_opened_used_and_closed(store: Store) {
        let desk = Desk::open(store).await;
        let (id, token) = desk.user("agent", "Ben Agent", &[]).await;
        let me = desk.get("/api/v1/me").bearer(&token).send().await.expecting(StatusCode::OK);
        assert_eq!(me["id"], json!(id));
        assert_eq!(me["email"], json!("ben.agent@desk.example"));
        assert_eq!(me["grants"]["ticket.read"], json!("team"));
        let sessions = desk.get("/api/v1/me/sessions").bearer(&token).send().await.expecting(StatusCode::OK);
        assert_eq!(sessions["items"][0]["current"], json!(true));
        let closed = desk.ask(Method::DELETE, "/api/v1/session").bearer(&token).send().await;
        assert_eq!(closed.status, StatusCode::NO_CONTENT);
        assert_eq!(desk.get("/api/v1/me").bearer(&token).send().await.refused(401), "unauthenticated");
    }

    async fn a_wrong_password_is_refused_and_then_locked(store: Store) {
        let desk = Desk::open(store).await;
        desk.user("agent", "Ben Agent", &[]).await;
        let attempt = |password: &str| {
            desk.post("/api/v1/session").json(json!({"email": "ben.agent@desk.example", "password": password}))
        };
        let first = attempt("wrong").send().await;
        assert_eq!(first.refused(401), "sign_in_refused");
        let unknown = desk
            .post("/api/v1/session")
            .json(json!({"email": "nobody@desk.example", "password": "wrong"}))
            .send()
            .await;
        assert_eq!(unknown.refused(401), "sign_in_refused");
        for _ in 0..6 {
            attempt("wrong").send().await;
        }
        let locked = attempt(PASSWORD).send().await;
        assert_eq!(locked.refused(429), "rate_limited");
        assert!(locked.header("retry-after").parse::<u64>().unwrap() > 0);
        desk.advance(Span::hours(2));
        assert_eq!(attempt(PASSWORD).send().await.status, StatusCode::CREATED);
    }

    async fn a_session_left_alone_ends(store: Store) {
        let desk = Desk::open(store).await;
        desk.advance(Span::hours(9));
        assert_eq!(desk.get("/api/v1/me").bearer(&desk.admin).send().await.refused(401), "unauthenticated");
    }

    async fn an_api_token_carries_its_scopes_and_no_more(store: Store) {
        let desk = Desk::open(store).await;
        let made = desk
            .post("/api/v1/tokens")
            .bearer(&desk.admin)
            .json(json!({"name": "export", "scopes": ["user.read"], "days": 30}))
            .send()
            .await
            .expecting(StatusCode::CREATED);
        let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
        assert!(secret.starts_with("tsk_"));
        assert_eq!(desk.get("/api/v1/users").bearer(secret).send().await.status, StatusCode::OK);
        assert_eq!(desk.get("/api/v1/outbox").bearer(secret).send().await.refused(404), "not_found");
        let refused = desk
            .post("/api/v1/users")
            .bearer(secret)
            .json(json!({"name": "x", "email": "x@desk.example", "role": "agent"}))
            .send()
            .await;
        assert_eq!(refused.refused(403), "forbidden");
        let listed = desk.get("/api/v1/tokens").bearer(&desk.admin).send().await;
        assert!(!listed.text().contains(secret), "the secret is shown once");
        let gone = desk.ask(Method::DELETE, &format!("/api/v1/tokens/{id}")).bearer(&desk.admin).send().await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        assert_eq!(desk.get("/api/v1/users").bearer(secret).send().await.refused(401), "unauthenticated");
    }

    async fn a_user_is_replaced_only_by_who_saw_the_newest_version(store: Store) {
        let desk = Desk::open(store).await;
        let (id, _) = desk.user("agent", "Ben Agent", &[]).await;
        let path = format!("/api/v1/users/{id}");
        let read = desk.get(&path).bearer(&desk.admin).send().await;
        let tag = read.header("etag").to_owned();
        let content = |name: &str| {
            json!({"name": name, "email": "ben.agent@desk.example", "role": "team_lead", "language": "ja"})
        };
        let put = |name: &str| desk.ask(Method::PUT, &path).bearer(&desk.admin).json(content(name));
        assert_eq!(put("Benno").send().await.refused(428), "precondition_required");
        let changed = put("Benno").if_match(&tag).send().await;
        assert_eq!(changed.expecting(StatusCode::OK)["name"], json!("Benno"));
        assert_ne!(changed.header("etag"), tag);
        let stale = put("Bennet").if_match(&tag).send().await;
        assert_eq!(stale.refused(412), "version_conflict");
        let now = desk.get(&path).bearer(&desk.admin).send().await.json();
        assert_eq!((now["name"].as_str(), now["language"].as_str()), (Some("Benno"), Some("ja")));
        assert_eq!(put("x").if_match("\"nonsense\"").send().await.refused(412), "version_conflict");
    }

    async fn the_last_administrator_stays(store: Store) {
        let desk = Desk::open(store).await;
        let me = desk.get("/api/v1/me").bearer(&desk.admin).send().await.json();
        let path = format!("/api/v1/users/{}", me["id"].as_str().unwrap());
        let archived = desk.ask(Method::DELETE, &path).bearer(&desk.admin).if_match("\"1\"").send().await;
        assert_eq!(archived.refused(409), "last_administrator");
    }

    async fn archiving_a_user_ends_what_they_had(store: Store) {
        let desk = Desk::open(store).await;
        let (id, token) = desk.user("agent", "Ben Agent", &[]).await;
        let path = format!("/api/v1/users/{id}");
        let tag = desk.get(&path).bearer(&desk.admin).send().await.header("etag").to_owned();
        let archived = desk.ask(Method::DELETE, &path).bearer(&desk.admin).if_match(&tag).send().await;
        assert!(archived.expecting(StatusCode::OK)["archived_at"].is_string());
        assert_eq!(desk.get("/api/v1/me").bearer(&token).send().await.refused(401), "unauthenticated");
    }

    async fn lists_walk_without_loss_or_repetition(store: Store) {
        let desk = Desk::open(store).await;
        for n in 0..23 {
            desk.team(&format!("Team {n:02}")).await;
        }
        let mut seen = Vec::new();
        let mut path = "/api/v1/teams?limit=5".to_owned();
        loop {
            let page = desk.get(&path).bearer(&desk.admin).send().await.expecting(StatusCode::OK);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 5);
            seen.extend(items.iter().map(|team| team["name"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(cursor) => path = format!("/api/v1/teams?limit=5&cursor={cursor}"),
                None => break,
            }
        }
        let expected: Vec<_> = (0..23).map(|n| format!("Team {n:02}")).collect();
        assert_eq!(seen, expected);
        for wrong in ["limit=0", "limit=201", "limit=x", "cursor=%25%25", "colour=red"] {
            let refused = desk.get(&format!("/api/v1/teams?{wrong}")).bearer(&desk.admin).send().await;
            assert_eq!(refused.field_errors().len(), 1, "{wrong}");
        }
    }

    async fn a_repeated_creation_is_one_creation(store: Store) {
        let desk = Desk::open(store).await;
        let ask = |name: &str| desk.post("/api/v1/teams").bearer(&desk.admin).key("k-1").json(json!({"name": name}));
        let first = ask("North").send().await;
        let second = ask("North").send().await;
        assert_eq!(first.expecting(StatusCode::CREATED), second.expecting(StatusCode::CREATED));
        assert_eq!((first.header("etag"), first.header("location")), (second.header("etag"), second.header("location")));
        assert_eq!(ask("South").send().await.refused(409), "idempotency_conflict");
        let teams = desk.get("/api/v1/teams").bearer(&desk.admin).send().await.json();
        assert_eq!(teams["items"].as_array().unwrap().len(), 1);
        for wrong in ["", "with space", &"x".repeat(300)] {
            let refused = desk.post("/api/v1/teams").bearer(&desk.admin).key(wrong).json(json!({"name": "W"}));
            assert_eq!(refused.send().await.field_errors()[0].0, "Idempotency-Key");
        }
    }
}
