//! Writes that a cookie vouches for need proof that our own page sent them.

use http::StatusCode;
use serde_json::json;
use touchstone_app::account::csrf_value;
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use touchstone_web::cookies::SESSION;

use crate::harness::{Desk, URL};

both_engines! {
    async fn a_cookie_alone_reads_but_does_not_write(store: Store) {
        let desk = Desk::open(store).await;
        let value = csrf_value(&desk.app.keys, &desk.admin);
        let ask = || desk.post("/api/v1/teams").cookie(SESSION, &desk.admin).json(json!({"name": "North"}));
        assert_eq!(desk.get("/api/v1/me").cookie(SESSION, &desk.admin).send().await.status, StatusCode::OK);
        assert_eq!(ask().send().await.refused(403), "csrf_refused");
        assert_eq!(ask().header("x-csrf-token", "guess").send().await.refused(403), "csrf_refused");
        let foreign = ask().header("x-csrf-token", &value).header("origin", "https://evil.example").send().await;
        assert_eq!(foreign.refused(403), "csrf_refused");
        let marked = ask().header("x-csrf-token", &value).header("sec-fetch-site", "cross-site").send().await;
        assert_eq!(marked.refused(403), "csrf_refused");
        let teams = desk.get("/api/v1/teams").bearer(&desk.admin).send().await.json();
        assert_eq!(teams["items"], json!([]), "nothing was stored");
        let own = ask().header("x-csrf-token", &value).header("origin", URL).header("sec-fetch-site", "same-origin");
        assert_eq!(own.send().await.status, StatusCode::CREATED);
    }

    async fn a_bearer_token_needs_no_proof_and_beats_the_cookie(store: Store) {
        let desk = Desk::open(store).await;
        let written = desk.post("/api/v1/teams").bearer(&desk.admin).json(json!({"name": "North"})).send().await;
        assert_eq!(written.status, StatusCode::CREATED);
        let wrong = desk.get("/api/v1/me").cookie(SESSION, &desk.admin).bearer("tsk_wrong").send().await;
        assert_eq!(wrong.refused(401), "unauthenticated");
    }
}
