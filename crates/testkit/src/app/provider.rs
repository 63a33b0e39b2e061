//! An identity provider in software: one ES256 key, one client, codes that work once. It says of whoever comes what the test
//! tells it to say, and may be told to say it wrongly. (OpenID Connect Core 1.0 and Discovery 1.0.)
#![expect(
    clippy::unwrap_used,
    reason = "what this provider cannot do fails the test that asks it"
)]

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use touchstone_domain::time::{Span, Timestamp};

/// The client this provider knows, and its secret.
pub const CLIENT: (&str, &str) = ("touchstone", "provider-secret");

type Fields = HashMap<String, String>;

/// What the provider says next.
pub struct Saying {
    /// Claims of the ID token beside those the protocol needs.
    pub claims: Value,
    /// Claims it tells only when asked for user information.
    pub user_info: Value,
    /// Whose token it is said to be; the client's, unless told otherwise.
    pub audience: String,
    pub at: Timestamp,
    /// Answered in place of the question's nonce.
    pub nonce: Option<String>,
    /// Signs with a key it does not publish.
    pub forge: bool,
}

struct Inner {
    address: SocketAddr,
    key: SigningKey,
    /// Goes up with every change of keys.
    key_number: u32,
    saying: Saying,
    /// Code → what was asked with it.
    codes: HashMap<String, Fields>,
}

/// A running provider; it ends with the test.
pub struct Provider {
    inner: Arc<Mutex<Inner>>,
    served: JoinHandle<()>,
}

impl Provider {
    pub async fn start(at: Timestamp) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let inner = Arc::new(Mutex::new(Inner {
            address: listener.local_addr().unwrap(),
            key: key(),
            key_number: 1,
            saying: Saying {
                claims: json!({}),
                user_info: json!({}),
                audience: CLIENT.0.to_owned(),
                at,
                nonce: None,
                forge: false,
            },
            codes: HashMap::new(),
        }));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/me", get(user_info))
            .with_state(Arc::clone(&inner));
        let served = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { inner, served }
    }

    pub fn issuer(&self) -> String {
        self.inner.lock().unwrap().issuer()
    }

    /// Changes what it says next.
    pub fn say(&self, change: impl FnOnce(&mut Saying)) {
        change(&mut self.inner.lock().unwrap().saying);
    }

    /// Signs with another key from now on, and publishes that one alone.
    pub fn keys_change(&self) {
        let mut inner = self.inner.lock().unwrap();
        inner.key = key();
        inner.key_number += 1;
    }

    /// Answers no more.
    pub fn stop(&self) {
        self.served.abort();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.served.abort();
    }
}

type Shared = State<Arc<Mutex<Inner>>>;

impl Inner {
    fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    fn id_token(&self, asked: &Fields) -> String {
        let seconds = |at: Timestamp| at.as_micros() / 1_000_000;
        let saying = &self.saying;
        let mut claims = json!({
            "iss": self.issuer(),
            "sub": "subject-1",
            "aud": saying.audience,
            "iat": seconds(saying.at),
            "exp": seconds(saying.at + Span::minutes(5)),
            "nonce": saying.nonce.as_ref().or_else(|| asked.get("nonce")),
        });
        for (name, value) in saying.claims.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let head = json!({"alg": "ES256", "typ": "JWT", "kid": self.key_number.to_string()});
        let encoded = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
        let signed = format!("{}.{}", encoded(&head), encoded(&claims));
        let key = if saying.forge { &key() } else { &self.key };
        let signature: Signature = key.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()))
    }
}

async fn configuration(State(inner): Shared) -> Json<Value> {
    let issuer = inner.lock().unwrap().issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn keys(State(inner): Shared) -> Json<Value> {
    let inner = inner.lock().unwrap();
    let point = inner.key.verifying_key().to_sec1_point(false);
    let part = |range: std::ops::Range<usize>| BASE64URL_NOPAD.encode(&point.as_bytes()[range]);
    Json(json!({"keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": inner.key_number.to_string(),
        "x": part(1..33), "y": part(33..65),
    }]}))
}

/// Whoever comes is signed in already, and sent back with a code.
async fn authorize(State(inner): Shared, Query(asked): Query<Fields>) -> Response {
    let mut inner = inner.lock().unwrap();
    let whole = asked.get("client_id").map(String::as_str) == Some(CLIENT.0)
        && asked.get("code_challenge_method").map(String::as_str) == Some("S256")
        && asked
            .get("scope")
            .is_some_and(|scope| scope.split(' ').any(|one| one == "openid"));
    let (Some(back), Some(state), true) = (asked.get("redirect_uri"), asked.get("state"), whole) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let code = format!("code-{}", inner.codes.len() + 1);
    let address = format!("{back}?code={code}&state={state}&session_state=x");
    inner.codes.insert(code, asked);
    Redirect::to(&address).into_response()
}

/// A token for a code: once, for the client that shows its secret and the verifier the challenge was made of.
async fn token(State(inner): Shared, headers: HeaderMap, Form(given): Form<Fields>) -> Response {
    let mut inner = inner.lock().unwrap();
    let basic = data_encoding::BASE64.encode(format!("{}:{}", CLIENT.0, CLIENT.1).as_bytes());
    let shown = headers.get("authorization").and_then(|value| value.to_str().ok());
    if shown != Some(&format!("Basic {basic}")) {
        return refusal("invalid_client");
    }
    let Some(asked) = given.get("code").and_then(|code| inner.codes.remove(code)) else {
        return refusal("invalid_grant");
    };
    let verifier = given.get("code_verifier").map(String::as_str).unwrap_or_default();
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(verifier));
    if asked.get("code_challenge") != Some(&challenge)
        || asked.get("redirect_uri") != given.get("redirect_uri")
    {
        return refusal("invalid_grant");
    }
    let token = inner.id_token(&asked);
    Json(json!({"access_token": "access-1", "token_type": "Bearer", "expires_in": 300, "id_token": token}))
        .into_response()
}

async fn user_info(State(inner): Shared) -> Json<Value> {
    let mut claims = inner.lock().unwrap().saying.user_info.clone();
    claims["sub"] = json!("subject-1");
    Json(claims)
}

fn refusal(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response()
}

fn key() -> SigningKey {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    SigningKey::from_slice(&seed).unwrap()
}
