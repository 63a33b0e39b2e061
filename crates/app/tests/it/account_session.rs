//! Sessions: how long they last, who sees and ends them.

use touchstone_app::account::{self, SESSION_IDLE, SESSION_LIFE, SignIn, SignInInput};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{Desk, PASSWORD, code, public};

both_engines! {
    async fn a_session_ends_when_it_is_not_used(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        let (_, token) = desk.signed_in("li").await;
        desk.wait(SESSION_IDLE);
        assert!(desk.call_with(&token).await.is_none());
    }

    async fn a_session_in_use_lasts_until_its_absolute_end(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        let (_, token) = desk.signed_in("li").await;
        let step = Span::hours(4);
        let mut used = Span::ZERO;
        while used + step < SESSION_LIFE {
            desk.wait(step);
            used += step;
            assert!(desk.call_with(&token).await.is_some(), "after {used}");
        }
        desk.wait(step);
        assert!(desk.call_with(&token).await.is_none());
    }

    async fn the_last_use_is_written_at_most_each_minute(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        let (_, token) = desk.signed_in("li").await;
        let opened = desk.app.clock.now();
        let mut call = None;
        for (seconds, seen) in [(30, 0), (29, 0), (1, 60), (59, 60)] {
            desk.wait(Span::seconds(seconds));
            call = desk.call_with(&token).await;
            let sessions = account::session_list(&desk.app, call.as_ref().unwrap(), id).await.unwrap();
            assert_eq!(sessions[0].last_seen_at, opened + Span::seconds(seen));
        }
        assert!(call.is_some());
    }

    async fn sessions_are_listed_and_ended_by_their_user(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        let (_, lost) = desk.signed_in("li").await;
        let (_, here) = desk.signed_in("li").await;
        let call = desk.call_with(&here).await.unwrap();
        let sessions = account::session_list(&desk.app, &call, id).await.unwrap();
        assert_eq!(sessions.iter().map(|session| session.current).collect::<Vec<_>>(), [true, false]);
        assert_eq!(sessions[0].address.as_deref(), Some("203.0.113.7"));
        account::session_revoke(&desk.app, &call, id, sessions[1].id).await.unwrap();
        assert!(desk.call_with(&lost).await.is_none());
        assert!(desk.call_with(&here).await.is_some());
        assert_eq!(desk.kinds(Subject::Session(sessions[1].id)).await, [EventKind::SessionRevoked]);
        let again = account::session_revoke(&desk.app, &call, id, sessions[1].id).await;
        assert_eq!(code(again), "not_found");
    }

    async fn other_people_s_sessions_are_for_those_who_manage_users(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let lead = desk.staff("lead", Role::TeamLead, &[]).await;
        let id = desk.user("li", Role::Agent, &[]).await;
        let (_, token) = desk.signed_in("li").await;
        let own = desk.call_with(&token).await.unwrap();
        let session = account::session_list(&desk.app, &own, id).await.unwrap()[0].id;
        assert_eq!(code(account::session_list(&desk.app, &lead, id).await), "forbidden");
        assert_eq!(code(account::session_revoke(&desk.app, &lead, id, session).await), "forbidden");
        assert_eq!(code(account::session_list(&desk.app, &public("203.0.113.7"), id).await), "unauthenticated");
        account::session_revoke(&desk.app, &root, id, session).await.unwrap();
        assert!(desk.call_with(&token).await.is_none());
    }

    async fn signing_in_again_replaces_the_browser_s_session(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        let (_, before) = desk.signed_in("li").await;
        let input = SignInInput {
            email: "li@example.com".to_owned(),
            password: PASSWORD.to_owned().into(),
            previous: Some(before.clone()),
        };
        let outcome = account::sign_in(&desk.app, &public("203.0.113.7"), input).await.unwrap();
        let SignIn::Opened(opened) = outcome else { panic!("the password is right") };
        assert_ne!(opened.token.reveal(), before);
        assert!(desk.call_with(&before).await.is_none());
    }

    async fn signing_out_ends_the_session_and_nothing_else(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        let (_, other) = desk.signed_in("li").await;
        let (_, token) = desk.signed_in("li").await;
        let call = desk.call_with(&token).await.unwrap();
        account::sign_out(&desk.app, &call, &token).await.unwrap();
        account::sign_out(&desk.app, &call, &token).await.unwrap();
        assert!(desk.call_with(&token).await.is_none());
        assert!(desk.call_with(&other).await.is_some());
        let kinds = desk.kinds(Subject::User(id)).await;
        assert_eq!(kinds.iter().filter(|kind| **kind == EventKind::UserSignedOut).count(), 1);
    }

    async fn what_is_no_token_stands_for_nobody(store: Store) {
        let desk = Desk::on(store);
        for token in ["", "x", "tsk_x", &"y".repeat(10_000), "\u{0}"] {
            assert!(account::actor_from_session(&desk.app, token).await.unwrap().is_none());
            assert!(account::actor_from_token(&desk.app, token).await.unwrap().is_none());
        }
    }

    async fn ended_sessions_are_cleared_away(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        let (_, old) = desk.signed_in("li").await;
        desk.try_sign_in("nobody", PASSWORD, "203.0.113.7").await;
        desk.wait(SESSION_IDLE);
        let (_, new) = desk.signed_in("li").await;
        assert_eq!(account::account_prune(&desk.app).await.unwrap(), 1, "the idle session; the counters still count");
        desk.wait(Span::hours(3 * 24));
        assert!(account::account_prune(&desk.app).await.unwrap() >= 3, "the other session and two counters");
        assert!(desk.call_with(&old).await.is_none());
        assert!(desk.call_with(&new).await.is_none());
    }
}
