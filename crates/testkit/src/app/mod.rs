//! The whole product, for tests that come in through the front door: real routes on a loopback port, either engine, a
//! clock moved by hand.
//!
//! Nothing runs in the background. [`TestApp::settle`] carries out what is due, reacts to what happened and sends what
//! is queued, until nothing is left; [`TestApp::advance`] moves the clock and settles. So a test never waits, and what
//! it sees next is all there will be.
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a fixture that cannot be had fails its test"
)]

mod authenticator;
mod cast;
mod client;
mod hook_receiver;
mod listener;
mod mail_server;
mod name_server;
mod outbox;
mod provider;
mod s3;

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve;
use tokio::net::TcpListener;
use tokio::sync::{OnceCell, oneshot};
use tokio::task::JoinHandle;
use touchstone_app::account::SignOn;
use touchstone_app::background::jobs_step;
use touchstone_app::backup::{BackupSettings, Shelf};
use touchstone_app::clockwork::clockwork_drive;
use touchstone_app::core::{AppConfig, Fixed, Limits, ManualClock};
use touchstone_app::keys::KeyRing;
use touchstone_app::mail::{MailIntake, mail_step};
use touchstone_app::reactions::react;
use touchstone_app::staff_notice::staff_mail_step;
use touchstone_app::standard::standard_begin;
use touchstone_app::{App, AppError};
use touchstone_channels::{HookInbox, HookSender, MailCatcher, Mailer, Targets};
use touchstone_domain::time::{Clock, Span, Timestamp};
use touchstone_render::view::DemoLogin;
use touchstone_render::{Options, Renderer};
use touchstone_store::blob::Blobs;
use touchstone_store::event::events_unplaced;
use touchstone_store::{Store, StoreConfig};
use touchstone_web::limits::Rates;
use touchstone_web::{WebSettings, WebState, asset_base, router};

pub use self::authenticator::Authenticator;
pub use self::cast::{Member, PASSWORD};
pub use self::client::{Answer, Client, Request, trust_ring};
pub use self::hook_receiver::{HookCall, HookReceiver, HookReply};
pub use self::listener::{Heard, Listener};
pub use self::mail_server::{MailServer, Temper};
pub use self::name_server::NameServer;
pub use self::outbox::Letter;
pub use self::provider::{CLIENT, Provider, Saying};
pub use self::s3::{S3_BUCKET, S3_KEY_ID, S3_REGION, S3_SECRET, S3Mood, S3Server};
use crate::engines::{TestDatabase, TestDirectory, block_on};

/// When every test begins: a Monday, 09:00 in Shanghai.
pub const START: Timestamp = Timestamp::from_micros(1_772_413_200_000_000);

/// The address that every test takes mail for.
pub const MAILBOX: &str = "care@shop.example";

/// What a test may want otherwise.
pub struct TestSettings {
    /// Calls per minute; far more than a test makes, unless the limit is what it tests.
    pub rates: Rates,
    /// Whether it is a demonstration, with its open outbox; its letters are caught.
    pub demo: bool,
    /// Accounts its sign-in page offers.
    pub demo_logins: Vec<DemoLogin>,
    /// What the other system of a demonstration receives.
    pub demo_inbox: HookInbox,
    pub limits: Limits,
    /// An identity provider that vouches for staff.
    pub sign_on: Option<SignOn>,
    pub fixed: Fixed,
    /// Which mail it takes.
    pub mail: MailIntake,
    /// Calls other systems; those of this machine, too.
    pub hooks: HookSender,
    /// Where its backups go, instead of a directory of its own.
    pub shelf: Option<Shelf>,
}

impl Default for TestSettings {
    fn default() -> Self {
        let plenty = NonZeroU32::new(1_000_000).expect("not zero");
        let rates = Rates {
            reads: plenty,
            writes: plenty,
            credentials: plenty,
            staff: plenty,
            ..Rates::default()
        };
        Self {
            rates,
            demo: false,
            demo_logins: Vec::new(),
            demo_inbox: HookInbox::default(),
            sign_on: None,
            limits: Limits {
                mail_test_patience: Duration::from_millis(400),
                ..Limits::default()
            },
            fixed: Fixed::default(),
            mail: MailIntake {
                mailboxes: vec![MAILBOX.parse().expect("a mailbox")],
                bounces: Some(MAILBOX.to_owned()),
                checked_by: Some("mx.shop.example".to_owned()),
                // What is said on different occasions stands in letters of its own, without waiting.
                burst: Span::ZERO,
                ..MailIntake::default()
            },
            hooks: HookSender::new(
                Targets::new(vec!["127.0.0.0/8".parse().expect("a network")]),
                Duration::from_secs(2),
            ),
            shelf: None,
        }
    }
}

/// The product of one test. It is served until the test's runtime ends.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<ManualClock>,
    address: SocketAddr,
    cast: OnceCell<cast::Cast>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
    _files: TestDirectory,
    backups: TestDirectory,
}

impl TestApp {
    /// Opens the product on a store and serves it, with the shipped standards pack in force.
    pub async fn start(config: StoreConfig, settings: TestSettings) -> TestApp {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("the port");
        let (files, backups) = (TestDirectory::new(), TestDirectory::new());
        let clock = Arc::new(ManualClock::new(START));
        let app = App::new(AppConfig {
            mail: settings.mail,
            hooks: settings.hooks,
            store: blocking(move || Store::open(config).expect("the store opens")).await,
            blobs: Blobs::directory(files.path()).expect("a directory for files"),
            keys: KeyRing::generate(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            renderer: Arc::new(renderer()),
            mailer: settings
                .demo
                .then(|| Arc::new(catching(&files.path().join("letters")))),
            fixed: settings.fixed,
            public_url: format!("http://{address}"),
            limits: settings.limits,
            sign_on: settings.sign_on.map(Arc::new),
            backup: Some(backups_on(settings.shelf, backups.path())),
        });
        standard_begin(&app).await.expect("the shipped standard");
        let web = WebSettings {
            public_url: format!("http://{address}"),
            rates: settings.rates,
            demo: settings.demo,
            demo_logins: settings.demo_logins,
            demo_inbox: settings.demo_inbox,
            ..WebSettings::default()
        };
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(serve_until(listener, WebState::new(app.clone(), web), stopped));
        let (stop, served) = (Some(stop), Some(served));
        TestApp {
            app,
            clock,
            address,
            cast: OnceCell::new(),
            stop,
            served,
            _files: files,
            backups,
        }
    }

    /// Where its backups go, which [`touchstone_app::backup::backup_step`] makes.
    pub fn backups(&self) -> &Path {
        self.backups.path()
    }

    /// Where a browser reaches it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody who has shown nothing: a consumer, a visitor. Each call is another one, with cookies of their own.
    pub fn public(&self) -> Client {
        Client::new(self.address)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock and carries out what became due. Long spans pass timer by timer, so that each acts at its time.
    pub async fn advance(&self, span: Span) {
        self.settle().await;
        let until = self.now() + span;
        while let Some(due) = self.next_timer().await.filter(|due| *due <= until) {
            // What was late already is done now.
            self.clock.set(due.max(self.now()));
            self.settle().await;
        }
        self.clock.set(until);
        self.settle().await;
    }

    /// Timers, reactions and jobs until nothing is left to do now.
    pub async fn settle(&self) {
        for _ in 0..100 {
            self.events_placed().await;
            while mail_step(&self.app).await.expect("mail") {}
            self.events_placed().await;
            let fired = clockwork_drive(&self.app).await.expect("timers");
            let reacted = react(&self.app).await.expect("reactions");
            while staff_mail_step(&self.app).await.expect("mails to staff") {}
            let mut more = jobs_step(&self.app).await.expect("jobs");
            while more {
                more = jobs_step(&self.app).await.expect("jobs");
            }
            if fired == 0 && reacted.events == 0 {
                return;
            }
        }
        panic!("timers and reactions keep setting each other off");
    }

    /// Ends the service and closes the store; what is dropped without is ended with the test's runtime.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.app.live.end();
        if let Some(served) = self.served.take() {
            served.await.expect("the service ends");
        }
        let store = self.app.store.clone();
        blocking(move || store.close()).await;
    }

    /// Waits until readers can see everything committed: PostgreSQL's sequencer has its own pace.
    async fn events_placed(&self) {
        let unplaced = || {
            self.app.query(touchstone_store::Lane::Fast, |tx| {
                Ok::<_, AppError>(events_unplaced(tx)?)
            })
        };
        while unplaced().await.expect("the order of events") {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn next_timer(&self) -> Option<Timestamp> {
        let next = self.app.query(touchstone_store::Lane::Fast, |tx| {
            Ok::<_, AppError>(touchstone_store::timer::timer_next(tx)?)
        });
        next.await.expect("a timer")
    }
}

/// One backup a day, the newest of three days and two weeks kept.
pub fn backups_in(dir: &Path) -> BackupSettings {
    backups_on(None, dir)
}

fn backups_on(shelf: Option<Shelf>, dir: &Path) -> BackupSettings {
    BackupSettings {
        shelf: shelf.unwrap_or_else(|| Shelf::Directory(dir.join("backups"))),
        every: Span::days(1),
        keep_daily: 3,
        keep_weekly: 2,
        key: None,
    }
}

async fn serve_until(listener: TcpListener, state: WebState, stopped: oneshot::Receiver<()>) {
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let until = async {
        let _ = stopped.await;
    };
    serve(listener, service)
        .with_graceful_shutdown(until)
        .await
        .expect("the service runs");
}

/// The way out of a demonstration: letters stay in a directory.
pub fn catching(directory: &Path) -> Mailer {
    let catcher = MailCatcher::open(directory).expect("a directory for letters");
    Mailer::catching(&format!("Touchstone <{MAILBOX}>"), Arc::new(catcher)).expect("a sender")
}

/// Strict: a missing word fails the test that shows it.
fn renderer() -> Renderer {
    let options = Options {
        strict: true,
        asset_base: asset_base(),
        ..Options::default()
    };
    Renderer::new(options).expect("templates")
}

/// Work that must not be done in an async task.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .expect("blocking work ends")
}

/// Runs a test's body on embedded SQLite.
pub fn on_sqlite(body: impl AsyncFnOnce(&TestApp)) {
    let place = TestDirectory::new();
    run(StoreConfig::sqlite(place.path()), body);
}

/// Runs a test's body on PostgreSQL.
pub fn on_postgres(body: impl AsyncFnOnce(&TestApp)) {
    let schema = touchstone_store::migrate::fingerprint();
    let place = TestDatabase::create(&schema, |url| {
        Store::migrate(&StoreConfig::postgres(url)).expect("the schema is made");
    });
    run(StoreConfig::postgres(place.url()), body);
}

fn run(config: StoreConfig, body: impl AsyncFnOnce(&TestApp)) {
    block_on(async {
        let app = TestApp::start(config, TestSettings::default()).await;
        body(&app).await;
        app.stop().await;
    });
}

/// Makes `name::sqlite` and `name::postgres` of each body, which is given the running product.
///
/// ```ignore
/// with_app! {
///     async fn a_stranger_sends_in_a_request(app: &TestApp) { … }
/// }
/// ```
#[macro_export]
macro_rules! with_app {
    () => {};
    ($(#[$meta:meta])* async fn $name:ident($app:ident : &TestApp) $body:block $($rest:tt)*) => {
        mod $name {
            use super::*;
            async fn body($app: &$crate::app::TestApp) $body
            $(#[$meta])*
            #[test]
            fn sqlite() {
                $crate::app::on_sqlite(body);
            }
            $(#[$meta])*
            #[test]
            fn postgres() {
                $crate::app::on_postgres(body);
            }
        }
        $crate::with_app! { $($rest)* }
    };
}
