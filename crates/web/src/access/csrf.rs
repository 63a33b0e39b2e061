//! Proof that a write authenticated by a cookie was sent by one of our own pages.
//!
//! The token is a keyed hash of the session's own secret: it needs no storage, changes with every session, and says
//! nothing about the secret. Beside it, a layer refuses writes that browsers mark as coming from other sites.

use data_encoding::BASE32_NOPAD;
use http::header::HeaderName;
use http::request::Parts;
use subtle::ConstantTimeEq;
use touchstone_app::keys::{KeyRing, Purpose};

use crate::failure::Failure;

/// Field of a form that holds the token.
pub const CSRF_FIELD: &str = "csrf";
/// Header that holds the token where there is no form.
pub static CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// What is known of a write's origin before its body is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CsrfProof {
    /// No cookie vouches for the caller, so no foreign page can borrow one.
    NotNeeded,
    /// The header held the right token.
    Shown,
    /// The body must hold this token.
    Expected(String),
}

impl CsrfProof {
    /// Judges a request authenticated by a cookie with this secret.
    pub(super) fn of_cookie(parts: &Parts, keys: &KeyRing, secret: &str) -> Self {
        let expected = csrf_token(keys, secret);
        match parts.headers.get(&CSRF_HEADER) {
            Some(shown) if same(shown.as_bytes(), &expected) => Self::Shown,
            _ => Self::Expected(expected),
        }
    }

    /// Refuses unless the proof is there by now.
    pub(crate) fn settle(&self, field: Option<&str>) -> Result<(), Failure> {
        match (self, field) {
            (Self::NotNeeded | Self::Shown, _) => Ok(()),
            (Self::Expected(token), Some(field)) if same(field.as_bytes(), token) => Ok(()),
            (Self::Expected(_), _) => Err(Failure::csrf()),
        }
    }
}

/// The token that pages of the session with this secret carry.
pub fn csrf_token(keys: &KeyRing, secret: &str) -> String {
    let mut token = BASE32_NOPAD.encode(&keys.mac(Purpose::Csrf, &[secret.as_bytes()]));
    token.truncate(32);
    token
}

fn same(shown: &[u8], expected: &str) -> bool {
    !expected.is_empty() && bool::from(shown.ct_eq(expected.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sessions_own_token_settles() {
        let keys = KeyRing::generate();
        let proof = CsrfProof::Expected(csrf_token(&keys, "secret-a"));
        assert!(proof.settle(Some(&csrf_token(&keys, "secret-a"))).is_ok());
        assert!(proof.settle(Some(&csrf_token(&keys, "secret-b"))).is_err());
        assert!(proof.settle(Some(&csrf_token(&KeyRing::generate(), "secret-a"))).is_err());
        assert!(proof.settle(Some("")).is_err());
        assert!(proof.settle(None).is_err());
        assert!(CsrfProof::NotNeeded.settle(None).is_ok());
    }
}
