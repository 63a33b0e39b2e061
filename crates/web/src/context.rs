//! What is known of a request before anybody asks who sent it, shared by everything that touches the request:
//! its id for the log, the caller's address and program, the language of the answer.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use http::header::USER_AGENT;
use http::request::Parts;
use parking_lot::Mutex;
use touchstone_domain::id::UserId;
use touchstone_domain::language::Language;
use touchstone_render::view::Theme;

use crate::address::caller_address;
use crate::cookies;
use crate::failure::Failure;
use crate::language::Wish;
use crate::state::WebState;

/// Who an answer is worded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A program: problems are JSON.
    Api,
    /// A person: problems are pages.
    Page,
}

impl Face {
    pub(crate) fn of(path: &str) -> Self {
        let machine = ["/api/", "/files/", "/assets/", "/healthz", "/readyz"];
        if machine.iter().any(|prefix| path.starts_with(prefix)) {
            Self::Api
        } else {
            Self::Page
        }
    }
}

/// The circumstances of one request.
#[derive(Debug)]
pub struct RequestContext {
    pub id: RequestId,
    pub face: Face,
    pub address: Option<IpAddr>,
    /// `User-Agent`, cut to 200 characters.
    pub agent: Option<String>,
    /// Path and query, as asked for. Holds tracking codes: for pages and redirects, never for logs.
    pub target: String,
    /// Light, dark, or as the device says.
    pub theme: Theme,
    wish: Wish,
    /// The installation's language, for those of whom nothing is known.
    usual: Language,
    settled: Mutex<Settled>,
}

#[derive(Debug, Clone, Copy)]
struct Settled {
    language: Language,
    user: Option<UserId>,
    unread: u32,
}

impl RequestContext {
    /// Reads a request as it arrives.
    pub fn of(request: &Request, state: &WebState) -> Self {
        let headers = request.headers();
        let peer = request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let path = request.uri().path();
        let face = Face::of(path);
        let wish = Wish::of(headers, face == Face::Api);
        let usual = state.app.settings.language();
        let agent = headers.get(USER_AGENT).map(|agent| {
            let text = String::from_utf8_lossy(agent.as_bytes());
            text.chars().filter(|c| !c.is_control()).take(200).collect()
        });
        Self {
            id: RequestId::next(state),
            face,
            address: caller_address(peer, headers, &state.settings.trusted_proxies),
            agent,
            target: request
                .uri()
                .path_and_query()
                .map_or_else(|| path.to_owned(), ToString::to_string),
            theme: cookies::cookie_value(headers, cookies::THEME).map_or(Theme::Auto, Theme::from_code),
            wish,
            usual,
            settled: Mutex::new(Settled {
                language: wish.settle(None, usual),
                user: None,
                unread: 0,
            }),
        }
    }

    /// The language of the answer, as far as known by now.
    pub fn language(&self) -> Language {
        self.settled.lock().language
    }

    /// The member of staff who turned out to call.
    pub fn user(&self) -> Option<UserId> {
        self.settled.lock().user
    }

    /// What that member of staff was told and has not read.
    pub fn unread(&self) -> u32 {
        self.settled.lock().unread
    }

    /// Called by the access extractors once they know the caller.
    pub(crate) fn settle(&self, user: UserId, setting: Option<Language>, unread: u32) {
        *self.settled.lock() = Settled {
            language: self.wish.settle(setting, self.usual),
            user: Some(user),
            unread,
        };
    }
}

/// Names one request in the log and in the answer (`X-Request-Id`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(u128);

impl RequestId {
    fn next(state: &WebState) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let high = u128::from(state.boot) << 64;
        Self(high | u128::from(COUNT.fetch_add(1, Ordering::Relaxed)))
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}-{:x}", self.0 >> 64, self.0 & u128::from(u64::MAX))
    }
}

/// The context as an extractor.
#[derive(Debug, Clone)]
pub struct Context(pub Arc<RequestContext>);

impl Context {
    /// The context the outermost layer put there.
    pub(crate) fn take(parts: &Parts) -> Result<Arc<RequestContext>, Failure> {
        parts
            .extensions
            .get::<Arc<RequestContext>>()
            .cloned()
            .ok_or_else(|| Failure::internal("a handler ran outside the router's layers"))
    }
}

impl FromRequestParts<WebState> for Context {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Failure> {
        Self::take(parts).map(Self)
    }
}
