//! What every body carries besides its content.

use axum::extract::Request;
use http::header::HeaderName;
use http::{HeaderMap, Method};
use sha2::{Digest, Sha256};
use touchstone_app::core::{AppError, IdempotencyKey};

use crate::access::CsrfProof;
use crate::failure::Failure;

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const KEY_CHARS: usize = 255;
/// Field of a form that holds what programs send in the header.
pub(super) const KEY_FIELD: &str = "idempotency_key";

/// Proof that a body was read the proper way; holds the key under which a repetition gets the same answer.
#[derive(Debug, Clone)]
pub struct Mark(Option<IdempotencyKey>);

/// A body whose CSRF proof was checked while it was read. Only the extractors of [`crate::body`] can make a [`Mark`].
pub trait WriteBody {
    fn mark(&self) -> &Mark;
}

impl Mark {
    /// Of a body whose repetitions are settled otherwise.
    pub(super) const fn none() -> Self {
        Self(None)
    }

    /// The key of the call, if the caller sent one.
    pub fn idempotency(&self) -> Option<IdempotencyKey> {
        self.0.clone()
    }
}

/// What must be known of a request before its body is taken apart.
pub(super) struct Envelope {
    method: Method,
    path: String,
    key: Option<String>,
    proof: CsrfProof,
}

impl Envelope {
    pub(super) fn of(request: &Request) -> Result<Self, Failure> {
        let proof = request
            .extensions()
            .get::<CsrfProof>()
            .cloned()
            .ok_or_else(|| Failure::internal("a body was read before the caller was known"))?;
        Ok(Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            key: idempotency_key(request.headers())?,
            proof,
        })
    }

    /// Settles a body that cannot hold a CSRF field.
    pub(super) fn settle(self, body: &[u8]) -> Result<Mark, Failure> {
        self.proof.settle(None)?;
        Ok(self.mark(body))
    }

    /// Whether the proof must come in a field of the form.
    pub(super) fn needs_csrf_field(&self) -> bool {
        self.proof.needs_field()
    }

    /// Checks the CSRF field of a form.
    pub(super) fn check_csrf(&self, field: Option<&str>) -> Result<(), Failure> {
        self.proof.settle(field)
    }

    /// Takes the key of a form from its field; an empty one is none.
    pub(super) fn take_key(&mut self, text: &str) -> Result<(), Failure> {
        if !text.is_empty() {
            self.key = Some(usable_key(KEY_FIELD, text)?);
        }
        Ok(())
    }

    /// The mark of a form by what was typed into it.
    pub(super) fn mark_typed(&self, typed: &[(String, String)]) -> Mark {
        let mut body = Vec::new();
        for part in typed.iter().flat_map(|(name, text)| [name, text]) {
            body.extend_from_slice(part.as_bytes());
            body.push(0);
        }
        self.mark(&body)
    }

    /// The mark of a body whose CSRF field was checked.
    pub(super) fn mark(&self, body: &[u8]) -> Mark {
        Mark(self.key.as_ref().map(|key| {
            let mut hash = Sha256::new();
            for part in [self.method.as_str().as_bytes(), self.path.as_bytes()] {
                hash.update(part);
                hash.update([0]);
            }
            hash.update(body);
            IdempotencyKey {
                key: key.clone(),
                body_hash: hash.finalize().into(),
            }
        }))
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(value) = headers.get(&IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    usable_key("Idempotency-Key", value.to_str().unwrap_or_default()).map(Some)
}

fn usable_key(field: &str, text: &str) -> Result<String, Failure> {
    let usable = !text.is_empty() && text.len() <= KEY_CHARS && text.bytes().all(|b| b.is_ascii_graphic());
    if usable {
        Ok(text.to_owned())
    } else {
        Err(AppError::field(field, "malformed").into())
    }
}
