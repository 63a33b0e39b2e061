//! Signing in, being refused, being locked out, changing the password.

use touchstone_app::account::{self, SignIn, SignInInput};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{Desk, PASSWORD, code, fields, public};

const WRONG: &str = "wrong horse battery";
const HOME: &str = "203.0.113.7";

fn refused(outcome: &SignIn) -> bool {
    matches!(outcome, SignIn::Refused)
}

fn locked(outcome: &SignIn) -> bool {
    matches!(outcome, SignIn::Locked { .. })
}

both_engines! {
    async fn the_right_password_opens_a_session_and_is_told(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        let (signed_in, token) = desk.signed_in("li").await;
        assert_eq!(signed_in, id);
        assert!(desk.call_with(&token).await.is_some());
        assert_eq!(desk.kinds(Subject::User(id)).await, [EventKind::UserCreated, EventKind::UserSignedIn]);
    }

    async fn an_address_is_recognised_however_it_is_typed(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        for email in [" LI@example.com", "ｌｉ@Example.COM "] {
            let input = SignInInput { email: email.to_owned(), password: PASSWORD.to_owned().into(), previous: None };
            let outcome = account::sign_in(&desk.app, &public(HOME), input).await.unwrap();
            assert!(matches!(outcome, SignIn::Opened(_)), "{email}");
        }
    }

    async fn a_wrong_password_is_refused_and_remembered(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        assert!(refused(&desk.try_sign_in("li", WRONG, HOME).await));
        assert_eq!(desk.kinds(Subject::User(id)).await, [EventKind::UserCreated, EventKind::UserSignInRefused]);
    }

    async fn five_wrong_ones_lock_the_account_even_for_the_right_one(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        for _ in 0..4 {
            assert!(refused(&desk.try_sign_in("li", WRONG, HOME).await));
        }
        assert!(locked(&desk.try_sign_in("li", WRONG, HOME).await));
        assert!(locked(&desk.try_sign_in("li", PASSWORD, "198.51.100.1").await), "from anywhere");
        assert!(desk.kinds(Subject::User(id)).await.contains(&EventKind::UserLocked));
        desk.wait(Span::minutes(1));
        assert!(matches!(desk.try_sign_in("li", PASSWORD, HOME).await, SignIn::Opened(_)));
    }

    async fn an_account_that_does_not_exist_locks_just_the_same(store: Store) {
        let desk = Desk::on(store);
        for _ in 0..4 {
            assert!(refused(&desk.try_sign_in("nobody", WRONG, HOME).await));
        }
        assert!(locked(&desk.try_sign_in("nobody", WRONG, HOME).await));
        desk.wait(Span::minutes(1));
        for _ in 0..4 {
            assert!(refused(&desk.try_sign_in("nobody", WRONG, HOME).await));
        }
        let SignIn::Locked { until } = desk.try_sign_in("nobody", WRONG, HOME).await else { panic!("locked again") };
        assert_eq!(until, desk.app.clock.now() + Span::minutes(5), "the second wait is longer");
    }

    async fn an_address_that_tries_many_accounts_is_locked_out(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        for n in 0..19 {
            assert!(refused(&desk.try_sign_in(&format!("guess{n}"), WRONG, HOME).await));
        }
        assert!(locked(&desk.try_sign_in("guess19", WRONG, HOME).await));
        assert!(locked(&desk.try_sign_in("li", PASSWORD, HOME).await));
        assert!(matches!(desk.try_sign_in("li", PASSWORD, "198.51.100.1").await, SignIn::Opened(_)), "others go on");
    }

    async fn a_success_forgets_the_failures_before_it(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        for _ in 0..3 {
            for _ in 0..4 {
                assert!(refused(&desk.try_sign_in("li", WRONG, HOME).await));
            }
            assert!(matches!(desk.try_sign_in("li", PASSWORD, HOME).await, SignIn::Opened(_)));
        }
    }

    async fn guesses_made_at_once_are_all_counted(store: Store) {
        let desk = Desk::on(store);
        desk.user("li", Role::Agent, &[]).await;
        let guesses = (0..12).map(|_| desk.try_sign_in("li", WRONG, HOME));
        let outcomes = futures::future::join_all(guesses).await;
        assert_eq!(outcomes.iter().filter(|outcome| refused(outcome)).count(), 4, "{outcomes:?}");
        assert!(locked(&desk.try_sign_in("li", PASSWORD, HOME).await));
    }

    async fn the_password_is_changed_with_the_current_one_and_ends_every_session(store: Store) {
        let desk = Desk::on(store);
        let id = desk.user("li", Role::Agent, &[]).await;
        let (_, elsewhere) = desk.signed_in("li").await;
        let (_, here) = desk.signed_in("li").await;
        let call = desk.call_with(&here).await.unwrap();
        let change = |current: &str, new: &str| {
            account::password_change(&desk.app, &call, current.to_owned().into(), new.to_owned().into())
        };
        assert!(refused(&change(WRONG, "another long sentence").await.unwrap()));
        assert_eq!(fields(change(PASSWORD, "short").await), ["new_password password_too_short"]);
        let SignIn::Opened(opened) = change(PASSWORD, "another long sentence").await.unwrap() else {
            panic!("the password is changed")
        };
        assert!(desk.call_with(&elsewhere).await.is_none());
        assert!(desk.call_with(&here).await.is_none());
        assert!(desk.call_with(opened.token.reveal()).await.is_some());
        assert!(refused(&desk.try_sign_in("li", PASSWORD, HOME).await));
        assert!(matches!(desk.try_sign_in("li", "another long sentence", HOME).await, SignIn::Opened(_)));
        assert!(desk.kinds(Subject::User(id)).await.contains(&EventKind::PasswordChanged));
    }

    async fn an_archived_user_cannot_sign_in(store: Store) {
        let desk = Desk::on(store);
        let root = desk.staff("root", Role::Administrator, &[]).await;
        let id = desk.user("li", Role::Agent, &[]).await;
        account::user_archive(&desk.app, &root, id).await.unwrap();
        assert!(refused(&desk.try_sign_in("li", PASSWORD, HOME).await));
    }

    async fn nobody_without_a_session_changes_a_password(store: Store) {
        let desk = Desk::on(store);
        let (anyone, password) = (public(HOME), || PASSWORD.to_owned().into());
        let change = account::password_change(&desk.app, &anyone, password(), password()).await;
        assert_eq!(code(change), "unauthenticated");
    }
}
