//! A desk under test: the whole product behind its router, asked in process, on one of the two engines.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use touchstone_app::App;
use touchstone_app::account::setup_begin;
use touchstone_app::core::{AppConfig, Limits, ManualClock};
use touchstone_app::keys::KeyRing;
use touchstone_app::notify::{OutboxQuery, outbox_open};
use touchstone_domain::time::Span;
use touchstone_render::{Options, Renderer};
use touchstone_store::Store;
use touchstone_store::blob::Blobs;
use touchstone_testkit::engines::TestDirectory;
use touchstone_web::limits::Rates;
use touchstone_web::{WebSettings, WebState, asset_base, router};
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const URL: &str = "https://desk.example";

/// The product with an administrator in it.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    /// Bearer token of the administrator's session.
    pub(crate) admin: String,
    router: Router,
    stored: TestDirectory,
}

/// Rates that no test reaches by accident.
pub(crate) fn generous() -> Rates {
    let many = NonZeroU32::new(1_000_000).unwrap();
    Rates {
        reads: many,
        writes: many,
        credentials: many,
        staff: many,
        ..Rates::default()
    }
}

pub(crate) fn settings() -> WebSettings {
    WebSettings {
        public_url: URL.to_owned(),
        rates: generous(),
        ..WebSettings::default()
    }
}

impl Desk {
    pub(crate) async fn open(store: Store) -> Self {
        Self::with(store, settings()).await
    }

    pub(crate) async fn with(store: Store, settings: WebSettings) -> Self {
        let files = TestDirectory::new();
        let clock = Arc::new(ManualClock::new("2026-11-21T08:00:00Z".parse().unwrap()));
        let renderer = Renderer::new(Options {
            asset_base: asset_base(),
            ..Options::default()
        })
        .unwrap();
        let app = App::new(AppConfig {
            mail: touchstone_app::mail::MailIntake::default(),
            hooks: Default::default(),
            store,
            blobs: Blobs::directory(files.path()).unwrap(),
            keys: KeyRing::generate(),
            clock: Arc::clone(&clock) as _,
            renderer: Arc::new(renderer),
            mailer: settings
                .demo
                .then(|| Arc::new(touchstone_testkit::app::catching(&files.path().join("letters")))),
            fixed: Default::default(),
            public_url: URL.to_owned(),
            limits: Limits::default(),
            sign_on: None,
            backup: Some(touchstone_testkit::app::backups_in(files.path())),
        });
        touchstone_app::standard::standard_begin(&app).await.unwrap();
        let router = router(WebState::new(app.clone(), settings));
        let mut desk = Self {
            app,
            clock,
            admin: String::new(),
            router,
            stored: files,
        };
        desk.admin = desk.first_administrator().await;
        desk
    }

    async fn first_administrator(&self) -> String {
        let token = setup_begin(&self.app).await.unwrap().unwrap();
        let input = touchstone_app::account::SetupInput {
            token: token.reveal().to_owned(),
            name: "Ada Administrator".to_owned(),
            email: "admin@desk.example".to_owned(),
            language: touchstone_domain::language::Language::En,
            password: PASSWORD.to_owned().into(),
            platform: Default::default(),
            mail: Default::default(),
            mail_tested: false,
        };
        let call = touchstone_app::Call::by(touchstone_app::Caller::system(
            touchstone_domain::event::SystemActor::Setup,
            touchstone_domain::event::Origin::Setup,
        ));
        let opened = touchstone_app::account::setup_complete(&self.app, &call, input)
            .await
            .unwrap();
        opened.token.reveal().to_owned()
    }

    /// The same desk behind other settings.
    pub(crate) fn facing(&self, settings: WebSettings) -> Router {
        router(WebState::new(self.app.clone(), settings))
    }

    /// Makes a user and signs them in; answers their id and their session's token.
    pub(crate) async fn user(&self, role: &str, name: &str, teams: &[&str]) -> (String, String) {
        let email = format!("{}@desk.example", name.to_lowercase().replace(' ', "."));
        let made = self
            .post("/api/v1/users")
            .bearer(&self.admin)
            .json(json!({"name": name, "email": email, "role": role, "language": "en", "teams": teams, "password": PASSWORD}))
            .send()
            .await
            .expecting(StatusCode::CREATED);
        let id = made["id"].as_str().unwrap().to_owned();
        (id, self.sign_in(&email).await)
    }

    pub(crate) async fn sign_in(&self, email: &str) -> String {
        let opened = self
            .post("/api/v1/session")
            .json(json!({"email": email, "password": PASSWORD}))
            .send()
            .await
            .expecting(StatusCode::CREATED);
        opened["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn team(&self, name: &str) -> String {
        let made = self
            .post("/api/v1/teams")
            .bearer(&self.admin)
            .json(json!({ "name": name }))
            .send()
            .await;
        made.expecting(StatusCode::CREATED)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The directory files are kept in.
    pub(crate) fn files(&self) -> &std::path::Path {
        self.stored.path()
    }

    pub(crate) fn advance(&self, span: Span) {
        self.clock.advance(span);
    }

    /// Sends a request in as a consumer; answers number, tracking code and the rest of the receipt.
    pub(crate) async fn submit(&self, subject: &str, email: &str) -> Value {
        let request = json!({
            "subject": subject, "body": "It has not arrived.", "kind": "complaint", "category": "refund-delay",
            "requester": {"name": "Li Na", "email": email, "phone": "13800138000", "language": "en"},
        });
        self.post("/api/v1/public/tickets")
            .json(request)
            .send()
            .await
            .expecting(StatusCode::CREATED)
    }

    /// The one-time code last sent to an address.
    pub(crate) async fn one_time_code(&self, address: &str) -> String {
        let page = outbox_open(
            &self.app,
            OutboxQuery {
                limit: 200,
                ..OutboxQuery::default()
            },
        )
        .await
        .unwrap();
        let letters = page
            .entries
            .into_iter()
            .filter(|entry| entry.to.as_deref() == Some(address));
        let codes = letters.filter_map(|entry| {
            let (_, text) = entry.letter?;
            text.split(|c: char| !c.is_ascii_digit())
                .find(|run| run.len() == 6)
                .map(str::to_owned)
        });
        codes.into_iter().next().expect("a code was sent")
    }

    /// Shows that a request is the consumer's; answers the token of the tracking session.
    pub(crate) async fn track_session(&self, code: &str, email: &str) -> String {
        let path = format!("/api/v1/public/track/{code}");
        let sent = self
            .post(&format!("{path}/otp"))
            .json(json!({"way": "email"}))
            .send()
            .await;
        sent.expecting(StatusCode::OK);
        let digits = self.one_time_code(email).await;
        let opened = self
            .post(&format!("{path}/session"))
            .json(json!({ "code": digits }))
            .send()
            .await;
        opened.expecting(StatusCode::CREATED)["token"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> Ask {
        self.ask(Method::POST, path)
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> Ask {
        Ask::of(self.router.clone(), method, path)
    }
}

/// A request being put together.
pub(crate) struct Ask {
    router: Router,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
    from: IpAddr,
}

impl Ask {
    pub(crate) fn of(router: Router, method: Method, path: &str) -> Self {
        let from = IpAddr::from([198, 51, 100, 7]);
        Self {
            router,
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            from,
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(name, value.parse().unwrap());
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header(
            AUTHORIZATION.as_str().to_owned().leak(),
            &format!("Bearer {token}"),
        )
    }

    pub(crate) fn cookie(self, name: &str, value: &str) -> Self {
        self.header(COOKIE.as_str().to_owned().leak(), &format!("{name}={value}"))
    }

    pub(crate) fn if_match(self, tag: &str) -> Self {
        self.header("if-match", tag)
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn language(self, language: &str) -> Self {
        self.header("accept-language", language)
    }

    pub(crate) fn at_address(mut self, from: &str) -> Self {
        self.from = from.parse().unwrap();
        self
    }

    pub(crate) fn json(self, body: Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    pub(crate) fn form(self, body: &str) -> Self {
        self.bytes("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn bytes(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
        self.body = body.into();
        self
    }

    /// One file in the part `file`.
    pub(crate) fn file(self, name: &str, content: &[u8]) -> Self {
        let mut body = Vec::new();
        body.extend_from_slice(b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"");
        body.extend_from_slice(name.as_bytes());
        body.extend_from_slice(b"\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.bytes("multipart/form-data; boundary=edge", body)
    }

    pub(crate) async fn send(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        *request.headers_mut().unwrap() = self.headers;
        let mut request = request.body(Body::from(self.body)).unwrap();
        request
            .headers_mut()
            .entry("host")
            .or_insert("desk.example".parse().unwrap());
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(self.from, 40_000)));
        let response = self.router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let endless = parts
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream");
        let body = if endless {
            Vec::new()
        } else {
            axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec()
        };
        Answer {
            asked: self.path,
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    asked: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} is not JSON: {}", self.asked, self.text()))
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn expecting(&self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        if self.body.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// The problem's code of an answer that must be a refusal of this status.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, self.text());
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.asked
        );
        self.json()["code"].as_str().unwrap().to_owned()
    }

    /// Fields and codes of a validation problem.
    #[track_caller]
    pub(crate) fn field_errors(&self) -> Vec<(String, String)> {
        assert_eq!(self.refused(422), "validation_failed");
        let problem = self.json();
        let errors = problem["errors"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        errors
            .iter()
            .map(|error| (text(&error["field"]), text(&error["code"])))
            .collect()
    }
}
