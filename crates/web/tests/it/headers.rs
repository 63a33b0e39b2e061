//! What every answer carries, and how methods, paths and languages are negotiated.

use http::{Method, StatusCode};
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use touchstone_web::{WebSettings, asset_base};

use crate::harness::{Ask, Desk, settings};

both_engines! {
    async fn every_answer_is_guarded(store: Store) {
        let desk = Desk::open(store).await;
        for path in ["/healthz", "/api/v1/me", "/api/docs", "/nowhere", "/api/v1/nowhere"] {
            let answer = desk.get(path).send().await;
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
            assert!(!policy.contains("unsafe"), "{path}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert!(answer.header("strict-transport-security").contains("max-age"), "{path}");
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
        }
        let plain = desk.facing(WebSettings { public_url: "http://127.0.0.1:1".to_owned(), ..settings() });
        let answer = Ask::of(plain, Method::GET, "/healthz").send().await;
        assert_eq!(answer.header("strict-transport-security"), "", "no TLS is promised where there is none");
    }

    async fn methods_are_told(store: Store) {
        let desk = Desk::open(store).await;
        let refused = desk.ask(Method::PATCH, "/api/v1/teams").send().await;
        assert_eq!(refused.refused(405), "method_not_allowed");
        for name in ["GET", "HEAD", "POST"] {
            assert!(refused.header("allow").contains(name), "{}", refused.header("allow"));
        }
        let options = desk.ask(Method::OPTIONS, "/api/v1/teams").send().await;
        assert_eq!(options.status, StatusCode::NO_CONTENT);
        assert!(options.header("allow").contains("POST") && options.header("allow").contains("HEAD"));
        let head = desk.ask(Method::HEAD, "/healthz").send().await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
        assert_eq!(desk.get("/readyz").send().await.status, StatusCode::OK);
    }

    async fn assets_are_kept_for_ever_and_only_under_their_hash(store: Store) {
        let desk = Desk::open(store).await;
        let path = format!("{}/vendor/swagger-ui/swagger-ui.css", asset_base());
        let style = desk.get(&path).header("accept-encoding", "gzip").send().await;
        assert_eq!(style.status, StatusCode::OK);
        assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
        assert!(style.header("cache-control").contains("immutable"));
        assert_eq!(style.header("content-encoding"), "gzip");
        let plain = desk.get(&path).send().await;
        for (asked, coding) in [("gzip, br", "br"), ("gzip", "gzip")] {
            let packed = desk.get(&path).header("accept-encoding", asked).send().await;
            assert_eq!(packed.header("content-encoding"), coding);
            assert_eq!(packed.header("vary"), "accept-encoding");
            assert!(packed.body.len() < plain.body.len() / 3, "{} of {}", packed.body.len(), plain.body.len());
        }
        assert!(plain.headers.get("content-encoding").is_none());
        for wrong in [
            "/assets/0000000000000000/vendor/swagger-ui/swagger-ui.css".to_owned(),
            format!("{}/vendor.toml", asset_base()),
            format!("{}/../src/lib.rs", asset_base()),
            format!("{}/%2e%2e/Cargo.toml", asset_base()),
        ] {
            assert_eq!(desk.get(&wrong).send().await.refused(404), "not_found", "{wrong}");
        }
    }
}
