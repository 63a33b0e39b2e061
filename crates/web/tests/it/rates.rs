//! One address that calls too much without signing in is slowed; signed-in people behind it are not.

use std::num::NonZeroU32;

use http::{Method, StatusCode};
use serde_json::json;
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use touchstone_web::WebSettings;
use touchstone_web::limits::Rates;

use crate::harness::{Ask, Desk, generous, settings};

fn few(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap()
}

both_engines! {
    async fn guessing_is_slowed_per_address(store: Store) {
        let desk = Desk::open(store).await;
        let rates = Rates { credentials: few(3), ..generous() };
        let router = desk.facing(WebSettings { rates, ..settings() });
        let guess = |from: &str| {
            Ask::of(router.clone(), Method::GET, "/api/v1/me").bearer("tsk_guess").at_address(from)
        };
        for _ in 0..3 {
            assert_eq!(guess("203.0.113.5").send().await.refused(401), "unauthenticated");
        }
        let slowed = guess("203.0.113.5").send().await;
        assert_eq!(slowed.refused(429), "rate_limited");
        assert!((1..=60).contains(&slowed.header("retry-after").parse::<u64>().unwrap()));
        assert_eq!(guess("203.0.113.6").send().await.refused(401), "unauthenticated");
        assert_eq!(guess("2001:db8::1").send().await.refused(401), "unauthenticated");
        let own = Ask::of(router.clone(), Method::GET, "/api/v1/me").bearer(&desk.admin).at_address("203.0.113.5");
        assert_eq!(own.send().await.status, StatusCode::OK, "a valid token is not slowed by its neighbours");
    }

    async fn a_header_moves_nobody_to_another_address(store: Store) {
        let desk = Desk::open(store).await;
        let rates = Rates { credentials: few(1), ..generous() };
        let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        let router = desk.facing(WebSettings { rates, trusted_proxies, ..settings() });
        let guess = |from: &str, forwarded: &str| {
            Ask::of(router.clone(), Method::POST, "/api/v1/session")
                .at_address(from)
                .header("x-forwarded-for", forwarded)
                .json(json!({"email": "a@desk.example", "password": "x"}))
        };
        assert_eq!(guess("203.0.113.5", "1.1.1.1").send().await.refused(401), "sign_in_refused");
        assert_eq!(guess("203.0.113.5", "2.2.2.2").send().await.refused(429), "rate_limited");
        assert_eq!(guess("10.0.0.1", "198.51.100.1").send().await.refused(401), "sign_in_refused");
        assert_eq!(guess("10.0.0.2", "198.51.100.1").send().await.refused(429), "rate_limited");
        assert_eq!(guess("10.0.0.2", "198.51.100.2").send().await.refused(401), "sign_in_refused");
    }
}
