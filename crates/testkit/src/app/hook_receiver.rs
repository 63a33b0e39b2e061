//! Another system that is told of events: it takes calls on a free port, answers as a test wants, and checks signatures by
//! itself, from the text of the specification of Standard Webhooks.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use parking_lot::Mutex;
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// One call as it came.
#[derive(Debug, Clone)]
pub struct HookCall {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Calls under way when it came, itself included.
    pub under_way: usize,
}

impl HookCall {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// `webhook-id`.
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON: {error}"))
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().to_owned()
    }

    pub fn subject(&self) -> String {
        self.json()["subject"].as_str().unwrap_or_default().to_owned()
    }

    /// The place in the log.
    pub fn sequence(&self) -> i64 {
        let text = self.json()["sequence"].as_str().unwrap_or_default().to_owned();
        text.parse().unwrap_or_else(|_| panic!("no sequence: {text}"))
    }

    /// Whether one of its signatures was made with this secret (`whsec_…`).
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = secret.strip_prefix("whsec_").expect("a secret");
        let key = BASE64.decode(key.as_bytes()).expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length");
        mac.update(format!("{}.{}.", self.id(), self.header("webhook-timestamp")).as_bytes());
        mac.update(&self.body);
        let expected = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
        self.header("webhook-signature")
            .split(' ')
            .any(|signature| signature == expected)
    }
}

/// How a call is answered.
#[derive(Debug, Clone)]
pub struct HookReply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub after: Duration,
}

impl HookReply {
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
            after: Duration::ZERO,
        }
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    #[must_use]
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.after = wait;
        self
    }
}

type Manner = Box<dyn Fn(&HookCall) -> HookReply + Send + Sync>;

struct Shared {
    calls: Mutex<Vec<HookCall>>,
    manner: Mutex<Manner>,
    under_way: AtomicUsize,
}

/// The running system. It ends when dropped.
pub struct HookReceiver {
    address: SocketAddr,
    shared: Arc<Shared>,
    served: JoinHandle<()>,
}

impl HookReceiver {
    /// Takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("the port");
        let shared = Arc::new(Shared {
            calls: Mutex::default(),
            manner: Mutex::new(Box::new(|_| HookReply::status(204))),
            under_way: AtomicUsize::new(0),
        });
        let router = Router::new().fallback(taken).with_state(Arc::clone(&shared));
        let served = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the receiver runs");
        });
        Self {
            address,
            shared,
            served,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    /// Answers like this from now on.
    pub fn answer(&self, manner: impl Fn(&HookCall) -> HookReply + Send + Sync + 'static) {
        *self.shared.manner.lock() = Box::new(manner);
    }

    /// Everything that came, in the order it came.
    pub fn calls(&self) -> Vec<HookCall> {
        self.shared.calls.lock().clone()
    }

    /// The same, and forgets it.
    pub fn take(&self) -> Vec<HookCall> {
        std::mem::take(&mut *self.shared.calls.lock())
    }
}

impl Drop for HookReceiver {
    fn drop(&mut self) {
        self.served.abort();
    }
}

async fn taken(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let under_way = shared.under_way.fetch_add(1, Ordering::SeqCst) + 1;
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let call = HookCall {
        headers: head.headers,
        body: body.to_vec(),
        under_way,
    };
    let reply = (shared.manner.lock())(&call);
    shared.calls.lock().push(call);
    tokio::time::sleep(reply.after).await;
    shared.under_way.fetch_sub(1, Ordering::SeqCst);
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).expect("a response")
}
