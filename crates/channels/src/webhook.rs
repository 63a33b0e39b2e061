//! One call to another system: signed by the Standard Webhooks scheme, bounded in time and size, to a judged address.

use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Url;
use sha2::Sha256;
use tokio::time::Instant;
use touchstone_domain::webhook::DeliveryProblem;
use tracing::Instrument as _;
use zeroize::Zeroizing;

use crate::http::{OutboundError, TRACE, built, client_builder};
use crate::target::{Guard, TargetRefused, Targets, Unresolved};

/// Longest time for a whole call, unless the operator says otherwise.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read; what comes behind is left.
const ANSWER_BYTES: usize = 4096;
/// The media type of a structured CloudEvent in JSON.
const CLOUD_EVENT: &str = "application/cloudevents+json; charset=utf-8";
/// What stands before a symmetric signature.
pub(crate) const VERSION: &str = "v1,";

/// What is sent.
#[derive(Debug)]
pub struct Hook<'a> {
    pub url: &'a str,
    /// The same for every try.
    pub id: &'a str,
    /// Seconds since 1970, of this try.
    pub timestamp: i64,
    pub body: &'a [u8],
    /// Key bytes; the call carries a signature of each.
    pub keys: &'a [Zeroizing<Vec<u8>>],
}

/// What the other system answered.
#[derive(Debug, Clone)]
pub struct HookAnswer {
    pub status: u16,
    pub retry_after: Option<String>,
    /// The beginning of its answer, as text.
    pub excerpt: String,
    pub took: Duration,
}

/// No answer came.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{detail}")]
pub struct HookProblem {
    pub problem: DeliveryProblem,
    pub detail: String,
    pub took: Duration,
}

/// Calls other systems. Goes through no proxy: a proxy would look names up itself, behind the check.
#[derive(Debug, Clone)]
pub struct HookSender {
    targets: Targets,
    patience: Duration,
    /// Made with the first call: whoever tells nobody has nothing to pay for it.
    client: Arc<OnceLock<reqwest::Client>>,
}

impl Default for HookSender {
    fn default() -> Self {
        Self::new(Targets::default(), PATIENCE)
    }
}

impl HookSender {
    /// `patience` is the longest time for a whole call.
    pub fn new(targets: Targets, patience: Duration) -> Self {
        Self {
            targets,
            patience,
            client: Arc::default(),
        }
    }

    fn client(&self) -> Result<&reqwest::Client, OutboundError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = built(
            client_builder(CONNECT.min(self.patience), self.patience)?
                .no_proxy()
                .pool_max_idle_per_host(16)
                .dns_resolver(Guard(self.targets.clone())),
        )?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Whether an address may be called, as far as can be said beforehand.
    pub fn judge(&self, url: &str) -> Result<Url, TargetRefused> {
        self.targets.judge(url)
    }

    /// Makes the call.
    pub async fn send(&self, hook: &Hook<'_>) -> Result<HookAnswer, HookProblem> {
        let begun = Instant::now();
        let unsent = |problem, detail| HookProblem {
            problem,
            detail,
            took: Duration::ZERO,
        };
        let url = self.targets.judge(hook.url);
        let url = url.map_err(|refused| unsent(DeliveryProblem::AddressRefused, refused.to_string()))?;
        let client = self.client();
        let client = client.map_err(|error| unsent(DeliveryProblem::Tls, error.to_string()))?;
        let span = tracing::trace_span!(
            target: TRACE,
            "webhook.call",
            "otel.kind" = "client",
            "server.address" = url.host_str(),
            "http.response.status_code" = tracing::field::Empty,
        );
        let request = client
            .post(url)
            .header("content-type", CLOUD_EVENT)
            .header("webhook-id", hook.id)
            .header("webhook-timestamp", hook.timestamp)
            .header("webhook-signature", signatures(hook))
            .body(hook.body.to_vec());
        let answer = answer(request, begun).instrument(span.clone()).await;
        if let Ok(answer) = &answer {
            span.record("http.response.status_code", answer.status);
        }
        answer
    }
}

async fn answer(request: reqwest::RequestBuilder, begun: Instant) -> Result<HookAnswer, HookProblem> {
    let failed = |error: reqwest::Error| HookProblem {
        problem: problem_of(&error),
        detail: told(&error),
        took: begun.elapsed(),
    };
    let mut response = request.send().await.map_err(failed)?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after");
    let retry_after = retry_after.and_then(|value| Some(value.to_str().ok()?.to_owned()));
    let mut read = Vec::new();
    // The status is the answer. What does not come of the rest is missed by nobody.
    while read.len() < ANSWER_BYTES {
        match response.chunk().await {
            Ok(Some(part)) => read.extend_from_slice(&part[..part.len().min(ANSWER_BYTES - read.len())]),
            Ok(None) | Err(_) => break,
        }
    }
    Ok(HookAnswer {
        status,
        retry_after,
        excerpt: String::from_utf8_lossy(&read).into_owned(),
        took: begun.elapsed(),
    })
}

/// `v1,` and the HMAC-SHA-256 of id, timestamp and body, for each key.
fn signatures(hook: &Hook<'_>) -> String {
    let timestamp = hook.timestamp.to_string();
    let signed = hook.keys.iter().filter_map(|key| {
        let mac = signing(key, (hook.id, &timestamp), hook.body)?;
        Some(format!(
            "{VERSION}{}",
            BASE64.encode(&mac.finalize().into_bytes())
        ))
    });
    signed.collect::<Vec<_>>().join(" ")
}

/// What a call with this id at this time is signed with.
pub(crate) fn signing(key: &[u8], (id, timestamp): (&str, &str), body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Some(mac)
}

/// What kind of trouble it was; the causes are looked through from the outside in.
fn problem_of(error: &reqwest::Error) -> DeliveryProblem {
    if error.is_timeout() {
        return DeliveryProblem::Timeout;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<TargetRefused>() {
            return DeliveryProblem::AddressRefused;
        }
        if inner.is::<Unresolved>() {
            return DeliveryProblem::Unresolved;
        }
        let io = inner.downcast_ref::<std::io::Error>();
        // rustls reports through I/O errors, whose own cause is inside.
        let hidden = io.and_then(std::io::Error::get_ref);
        if inner.is::<rustls::Error>() || hidden.is_some_and(|hidden| hidden.is::<rustls::Error>()) {
            return DeliveryProblem::Tls;
        }
        cause = inner.source();
    }
    if error.is_connect() {
        DeliveryProblem::Unreachable
    } else {
        DeliveryProblem::Broken
    }
}

/// The causes without the address, which may hold a secret of the other system.
fn told(error: &reqwest::Error) -> String {
    let mut texts = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        texts.push(inner.to_string());
        cause = inner.source();
    }
    texts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification_has_its_signature() {
        // The test vector of the reference libraries of Standard Webhooks.
        let key = BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let hook = Hook {
            url: "https://hooks.example/",
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: br#"{"test": 2432232314}"#,
            keys: &[Zeroizing::new(key.clone()), Zeroizing::new(key)],
        };
        let one = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signatures(&hook), format!("{one} {one}"));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_when_it_is_looked_up() {
        let sender = HookSender::default();
        let hook = Hook {
            url: "https://localhost:9/",
            id: "evt_1",
            timestamp: 0,
            body: b"{}",
            keys: &[],
        };
        let refused = sender.send(&hook).await.unwrap_err();
        assert_eq!(refused.problem, DeliveryProblem::AddressRefused, "{refused}");
    }

    #[tokio::test]
    async fn who_is_not_there_is_unreachable_and_who_has_no_name_unresolved() {
        let rules = vec!["localhost".parse().unwrap(), "nowhere.invalid".parse().unwrap()];
        let sender = HookSender::new(Targets::new(rules), Duration::from_secs(5));
        let hook = |url| Hook {
            url,
            id: "evt_1",
            timestamp: 0,
            body: b"{}",
            keys: &[],
        };
        let problem = sender.send(&hook("http://localhost:1/")).await.unwrap_err();
        assert_eq!(problem.problem, DeliveryProblem::Unreachable, "{problem}");
        let problem = sender.send(&hook("http://nowhere.invalid/")).await.unwrap_err();
        assert_eq!(problem.problem, DeliveryProblem::Unresolved, "{problem}");
    }
}
