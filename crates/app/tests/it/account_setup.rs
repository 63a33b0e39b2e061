//! The first administrator.

use touchstone_app::account::{self, SetupInput};
use touchstone_app::core::IdempotencyKey;
use touchstone_app::keys::SecretToken;
use touchstone_app::{App, AppError};
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventKind, Subject};
use touchstone_domain::language::Language;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::support::{Desk, PASSWORD, code, fields, public};

fn typed(token: &str) -> SetupInput {
    SetupInput {
        token: token.to_owned(),
        name: "First".to_owned(),
        email: "first@example.com".to_owned(),
        language: Language::ZhCn,
        password: PASSWORD.to_owned().into(),
        platform: Default::default(),
        mail: Default::default(),
        mail_tested: false,
    }
}

async fn complete(app: &App, input: SetupInput) -> Result<account::SessionOpened, AppError> {
    account::setup_complete(app, &public("203.0.113.7"), input).await
}

async fn begun(desk: &Desk) -> SecretToken {
    account::setup_begin(&desk.app)
        .await
        .unwrap()
        .expect("there is no user yet")
}

both_engines! {
    async fn the_token_lets_in_one_administrator_once(store: Store) {
        let desk = Desk::on(store);
        assert!(account::setup_pending(&desk.app).await.unwrap());
        let token = begun(&desk).await;
        let opened = complete(&desk.app, typed(token.reveal())).await.unwrap();
        assert_eq!(opened.role, Role::Administrator);
        let call = desk.call_with(opened.token.reveal()).await.unwrap();
        let me = account::me(&desk.app, &call).await.unwrap();
        assert_eq!(me.user.email.as_deref(), Some("first@example.com"));
        assert_eq!(desk.kinds(Subject::System).await, [EventKind::SetupCompleted]);
        assert_eq!(code(complete(&desk.app, typed(token.reveal())).await), "not_found");
        assert!(account::setup_begin(&desk.app).await.unwrap().is_none());
        assert!(!account::setup_pending(&desk.app).await.unwrap());
    }

    async fn starting_again_replaces_the_token(store: Store) {
        let desk = Desk::on(store);
        let before = begun(&desk).await;
        let after = begun(&desk).await;
        assert_eq!(code(complete(&desk.app, typed(before.reveal())).await), "not_found");
        complete(&desk.app, typed(after.reveal())).await.unwrap();
    }

    async fn a_token_ends_after_a_day(store: Store) {
        let desk = Desk::on(store);
        let token = begun(&desk).await;
        desk.wait(Span::hours(24));
        assert_eq!(code(complete(&desk.app, typed(token.reveal())).await), "not_found");
    }

    async fn wrong_input_does_not_use_the_token_up(store: Store) {
        let desk = Desk::on(store);
        let token = begun(&desk).await;
        let wrong = SetupInput {
            name: " ".to_owned(),
            email: "first".to_owned(),
            password: "short".to_owned().into(),
            ..typed(token.reveal())
        };
        let refused = fields(complete(&desk.app, wrong).await);
        assert_eq!(refused, ["name required", "email invalid_email", "password password_too_short"]);
        complete(&desk.app, typed(token.reveal())).await.unwrap();
    }

    async fn guessing_the_token_is_slowed_down(store: Store) {
        let desk = Desk::on(store);
        let token = begun(&desk).await;
        for _ in 0..9 {
            assert_eq!(code(complete(&desk.app, typed("guess")).await), "not_found");
        }
        assert_eq!(code(complete(&desk.app, typed("guess")).await), "rate_limited");
        assert_eq!(code(complete(&desk.app, typed(token.reveal())).await), "rate_limited");
        desk.wait(Span::minutes(5));
        complete(&desk.app, typed(token.reveal())).await.unwrap();
    }

    async fn of_two_at_once_one_gets_in(store: Store) {
        let desk = Desk::on(store);
        let token = begun(&desk).await;
        let second = SetupInput { email: "second@example.com".to_owned(), ..typed(token.reveal()) };
        let (a, b) = futures::future::join(
            complete(&desk.app, typed(token.reveal())),
            complete(&desk.app, second),
        )
        .await;
        assert_ne!(a.is_ok(), b.is_ok(), "{a:?} {b:?}");
    }

    async fn a_repeated_call_gets_the_same_session(store: Store) {
        let desk = Desk::on(store);
        let token = begun(&desk).await;
        let mut call = public("203.0.113.7");
        call.idempotency = Some(IdempotencyKey { key: "once".to_owned(), body_hash: [7; 32] });
        let first = account::setup_complete(&desk.app, &call, typed(token.reveal())).await.unwrap();
        let again = account::setup_complete(&desk.app, &call, typed(token.reveal())).await.unwrap();
        assert_eq!((again.user, &again.token), (first.user, &first.token));
    }
}
