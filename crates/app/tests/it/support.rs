//! What several families of tests need: the product on a store, a clock that is moved by hand, and people to act.

use std::sync::Arc;

use touchstone_app::account::{self, SignIn, SignInInput, UserInput};
use touchstone_app::core::{AppConfig, Limits, ManualClock};
use touchstone_app::keys::KeyRing;
use touchstone_app::{Actor, App, AppError, Call, Caller};
use touchstone_channels::Mailer;
use touchstone_domain::access::Role;
use touchstone_domain::event::{EventBody, EventKind, Origin, Subject, SystemActor};
use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_render::Renderer;
use touchstone_store::blob::Blobs;
use touchstone_store::event::{HistoryOrder, event_history};
use touchstone_store::{Lane, Store};
use touchstone_testkit::engines::TestDirectory;

/// A password that is accepted.
pub const PASSWORD: &str = "correct horse battery";

/// When every test begins.
pub const START: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

/// The product of one test.
pub struct Desk {
    pub app: App,
    pub clock: Arc<ManualClock>,
    _files: TestDirectory,
}

impl Desk {
    pub fn on(store: Store) -> Self {
        Self::with(store, Limits::default(), None)
    }

    /// A product with other bounds, or with a mail server.
    pub fn with(store: Store, limits: Limits, mailer: Option<Arc<Mailer>>) -> Self {
        Self::keeping(store, KeyRing::generate(), limits, mailer)
    }

    /// A product with a key ring that is kept somewhere.
    pub fn with_keys(store: Store, keys: KeyRing) -> Self {
        Self::keeping(store, keys, Limits::default(), None)
    }

    fn keeping(store: Store, keys: KeyRing, limits: Limits, mailer: Option<Arc<Mailer>>) -> Self {
        let files = TestDirectory::new();
        let clock = Arc::new(ManualClock::new(START));
        let config = AppConfig {
            mail: touchstone_app::mail::MailIntake::default(),
            hooks: Default::default(),
            store,
            blobs: Blobs::directory(files.path()).expect("a directory for files"),
            keys,
            clock: Arc::clone(&clock) as _,
            renderer: Arc::new(Renderer::new(Default::default()).expect("templates")),
            mailer,
            fixed: Default::default(),
            public_url: "https://desk.example".to_owned(),
            limits,
            sign_on: None,
            backup: None,
        };
        Self {
            app: App::new(config),
            clock,
            _files: files,
        }
    }

    pub fn wait(&self, span: Span) {
        self.clock.advance(span);
    }

    /// A user of a role, made by the product itself, whose e-mail address is `name@example.com`.
    pub async fn user(&self, name: &str, role: Role, teams: &[TeamId]) -> UserId {
        let input = UserInput {
            name: name.to_owned(),
            email: format!("{name}@example.com"),
            language: Language::En,
            role: role.into(),
            teams: teams.to_vec(),
            password: Some(PASSWORD.to_owned().into()),
        };
        account::user_create(&self.app, &system(), input)
            .await
            .expect("a user is created")
            .id
    }

    /// A user of a role as they call when signed in.
    pub async fn staff(&self, name: &str, role: Role, teams: &[TeamId]) -> Call {
        self.user(name, role, teams).await;
        self.call_of(name).await
    }

    /// Signs a user in and answers how they call from then on.
    pub async fn call_of(&self, name: &str) -> Call {
        let (_, token) = self.signed_in(name).await;
        self.call_with(&token).await.expect("a session that works")
    }

    /// Signs a user in; their id and the session's token.
    pub async fn signed_in(&self, name: &str) -> (UserId, String) {
        match self.try_sign_in(name, PASSWORD, "203.0.113.7").await {
            SignIn::Opened(opened) => (opened.user, opened.token.reveal().to_owned()),
            other => panic!("{name} cannot sign in: {other:?}"),
        }
    }

    pub async fn try_sign_in(&self, name: &str, password: &str, address: &str) -> SignIn {
        let input = SignInInput {
            email: format!("{name}@example.com"),
            password: password.to_owned().into(),
            previous: None,
        };
        account::sign_in(&self.app, &public(address), input)
            .await
            .expect("an outcome")
    }

    /// How the holder of a session's token calls; nothing when it stands for nobody.
    pub async fn call_with(&self, token: &str) -> Option<Call> {
        let signed_in = account::actor_from_session(&self.app, token)
            .await
            .expect("a read")?;
        Some(Call::by(Caller {
            actor: Actor::User(signed_in.actor),
            ..desk_caller()
        }))
    }

    /// Kinds of the events of a subject, oldest first.
    pub async fn kinds(&self, subject: Subject) -> Vec<EventKind> {
        self.history(subject).await.iter().map(EventBody::kind).collect()
    }

    /// Events of a subject, oldest first.
    pub async fn history(&self, subject: Subject) -> Vec<EventBody> {
        let read = self.app.query(Lane::Fast, move |tx| {
            let rows = event_history(tx, subject, HistoryOrder::OldestFirst, None, 1000)?;
            rows.iter()
                .map(|row| Ok(row.parsed()?))
                .collect::<Result<Vec<_>, AppError>>()
        });
        read.await.expect("a history")
    }
}

fn desk_caller() -> Caller {
    Caller {
        actor: Actor::Public,
        origin: Origin::Desk,
        address: "203.0.113.7".parse().ok(),
        agent: Some("a test".to_owned()),
        language: Language::En,
    }
}

/// The product itself.
pub fn system() -> Call {
    Call::by(Caller::system(SystemActor::Setup, Origin::Setup))
}

/// Somebody who has shown nothing, from an address.
pub fn public(address: &str) -> Call {
    Call::by(Caller {
        address: address.parse().ok(),
        origin: Origin::PublicForm,
        ..desk_caller()
    })
}

/// The code of a refused call.
pub fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.expect_err("a refusal").code()
}

/// The refused fields of a call, as `field code`.
pub fn fields<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<String> {
    let error = result.expect_err("a refusal");
    error
        .fields()
        .iter()
        .map(|field| format!("{} {}", field.field, field.code))
        .collect()
}
