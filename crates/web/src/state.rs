//! What every handler shares, and what an operator may set about the HTTP face.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use touchstone_app::App;
use touchstone_app::webhook::HookInbox;
use touchstone_render::Renderer;
use touchstone_render::view::DemoLogin;

use crate::address::Network;
use crate::figures::HttpFigures;
use crate::limits::{RateLimits, Rates};

/// Settings of the HTTP face.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// Where browsers reach this installation, e.g. `https://service.example`; without a trailing slash. An `https`
    /// address makes cookies `Secure` and sends HSTS.
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    pub rates: Rates,
    /// A demonstration: its outbox page is open to everybody.
    pub demo: bool,
    /// Accounts that the sign-in page of a demonstration offers.
    pub demo_logins: Vec<DemoLogin>,
    /// What the other system of a demonstration receives.
    pub demo_inbox: HookInbox,
    /// How long an ordinary call may take.
    pub time_limit: Duration,
    /// How long a call that carries files may take.
    pub upload_time_limit: Duration,
    /// How long a request's body may pause.
    pub body_pause: Duration,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            trusted_proxies: Vec::new(),
            rates: Rates::default(),
            demo: false,
            demo_logins: Vec::new(),
            demo_inbox: HookInbox::default(),
            time_limit: Duration::from_secs(30),
            upload_time_limit: Duration::from_secs(300),
            body_pause: Duration::from_secs(20),
        }
    }
}

impl WebSettings {
    /// Whether browsers reach this installation through TLS.
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What [`WebState`] points to.
pub struct WebParts {
    pub app: App,
    pub renderer: Arc<Renderer>,
    pub settings: WebSettings,
    pub limits: RateLimits,
    pub figures: HttpFigures,
    /// Tells the requests of this process from those of others in the log.
    pub(crate) boot: u64,
}

/// A cheap handle to what every handler shares.
#[derive(Clone)]
pub struct WebState(Arc<WebParts>);

impl WebState {
    pub fn new(app: App, settings: WebSettings) -> Self {
        let renderer = Arc::clone(&app.renderer);
        let limits = RateLimits::new(&settings.rates);
        let mut boot = [0; 8];
        // Only a label for the log: without randomness all processes would share one.
        let _ = getrandom::fill(&mut boot);
        Self(Arc::new(WebParts {
            app,
            renderer,
            settings,
            limits,
            figures: HttpFigures::default(),
            boot: u64::from_le_bytes(boot),
        }))
    }
}

/// The zone in which days begin here.
pub(crate) fn platform_zone(state: &WebState) -> TimeZone {
    let local = state.renderer.local(state.app.clock.now());
    local.map_or(TimeZone::UTC, |local| local.time_zone().clone())
}

impl Deref for WebState {
    type Target = WebParts;

    fn deref(&self) -> &WebParts {
        &self.0
    }
}
