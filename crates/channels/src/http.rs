//! Calls to other programs over HTTP: bounded in time and size, and never led elsewhere by a redirect.

use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::ClientConfig;
use rustls::RootCertStore;
use tracing::Instrument as _;

/// Of spans that are made to be exported: never an address with its query, never a body.
pub(crate) const TRACE: &str = "touchstone::trace";
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest wait for a whole answer.
const ANSWER: Duration = Duration::from_secs(15);
/// Bytes of an answer that are read.
pub const ANSWER_MAX: usize = 1 << 20;

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    #[error("outgoing HTTP cannot be set up: {0}")]
    Configuration(String),
    #[error("no answer: {0}")]
    NoAnswer(String),
    #[error("the answer is longer than {ANSWER_MAX} bytes")]
    TooLarge,
}

/// A client that trusts the certificates the machine trusts, waits no longer than this, and follows no redirect.
pub fn client(connect: Duration, answer: Duration) -> Result<reqwest::Client, OutboundError> {
    built(client_builder(connect, answer)?)
}

/// What such a client is made of.
pub(crate) fn client_builder(
    connect: Duration,
    answer: Duration,
) -> Result<reqwest::ClientBuilder, OutboundError> {
    let configuration = |error: &dyn std::fmt::Display| OutboundError::Configuration(error.to_string());
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = rustls::crypto::ring::default_provider();
    let tls = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(|error| configuration(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .connect_timeout(connect)
        .timeout(answer)
        .user_agent(concat!("Touchstone/", env!("CARGO_PKG_VERSION"))))
}

pub(crate) fn built(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, OutboundError> {
    builder
        .build()
        .map_err(|error| OutboundError::Configuration(error.to_string()))
}

/// Calls out. Trusts the certificates the machine trusts, and goes through the proxy that the environment names.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: reqwest::Client,
}

impl Outbound {
    pub fn new() -> Result<Self, OutboundError> {
        let client = client(CONNECT, ANSWER)?;
        Ok(Self { client })
    }

    /// Sends a request and reads the whole answer, whatever its status.
    pub async fn call(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, OutboundError> {
        let request = reqwest::Request::try_from(request).map_err(|error| no_answer(&error))?;
        let span = tracing::trace_span!(
            target: TRACE,
            "http.call",
            "otel.kind" = "client",
            "http.request.method" = %request.method(),
            "server.address" = request.url().host_str(),
            "http.response.status_code" = tracing::field::Empty,
        );
        let answer = self.answer(request).instrument(span.clone()).await?;
        span.record("http.response.status_code", answer.status().as_u16());
        Ok(answer)
    }

    async fn answer(&self, request: reqwest::Request) -> Result<http::Response<Vec<u8>>, OutboundError> {
        let mut answer = self
            .client
            .execute(request)
            .await
            .map_err(|error| no_answer(&error))?;
        let mut whole = http::Response::new(Vec::new());
        *whole.status_mut() = answer.status();
        std::mem::swap(whole.headers_mut(), answer.headers_mut());
        while let Some(part) = answer.chunk().await.map_err(|error| no_answer(&error))? {
            if whole.body().len() + part.len() > ANSWER_MAX {
                return Err(OutboundError::TooLarge);
            }
            whole.body_mut().extend_from_slice(&part);
        }
        Ok(whole)
    }
}

/// With its causes, which the outer error keeps to itself.
fn no_answer(error: &reqwest::Error) -> OutboundError {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    OutboundError::NoAnswer(text)
}
