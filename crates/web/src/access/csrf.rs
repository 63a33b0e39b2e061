//! Proof that a write authenticated by a cookie was sent by one of our own pages: a value derived from the session's
//! secret, carried by the form or a header. Beside it, a layer refuses writes that browsers mark as coming from other
//! sites.

use http::header::HeaderName;
use http::request::Parts;
use touchstone_app::account::csrf_matches;
use touchstone_app::keys::KeyRing;

use crate::failure::Failure;

/// Field of a form that holds the value.
pub const CSRF_FIELD: &str = "csrf";
/// Header that holds the value where there is no form.
pub static CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// What is known of a write's origin before its body is read.
#[derive(Clone)]
pub(crate) enum CsrfProof {
    /// No cookie vouches for the caller, so no foreign page can borrow one.
    NotNeeded,
    /// The header held the right value.
    Shown,
    /// The body must hold the value that belongs to this session's secret.
    Expected { keys: KeyRing, secret: String },
}

impl CsrfProof {
    /// Judges a request authenticated by a cookie with this secret.
    pub(super) fn of_cookie(parts: &Parts, keys: &KeyRing, secret: &str) -> Self {
        let shown = parts
            .headers
            .get(&CSRF_HEADER)
            .and_then(|value| value.to_str().ok());
        match shown {
            Some(value) if csrf_matches(keys, secret, value) => Self::Shown,
            _ => Self::Expected {
                keys: keys.clone(),
                secret: secret.to_owned(),
            },
        }
    }

    /// Refuses unless the proof is there by now.
    pub(crate) fn settle(&self, field: Option<&str>) -> Result<(), Failure> {
        match (self, field) {
            (Self::NotNeeded | Self::Shown, _) => Ok(()),
            (Self::Expected { keys, secret }, Some(value)) if csrf_matches(keys, secret, value) => Ok(()),
            (Self::Expected { .. }, _) => Err(Failure::csrf()),
        }
    }

    pub(crate) fn needs_field(&self) -> bool {
        matches!(self, Self::Expected { .. })
    }
}

#[cfg(test)]
mod tests {
    use touchstone_app::account::csrf_value;

    use super::*;

    #[test]
    fn only_the_sessions_own_value_settles() {
        let keys = KeyRing::generate();
        let proof = CsrfProof::Expected {
            keys: keys.clone(),
            secret: "a".to_owned(),
        };
        assert!(proof.settle(Some(&csrf_value(&keys, "a"))).is_ok());
        assert!(proof.settle(Some(&csrf_value(&keys, "b"))).is_err());
        assert!(proof.settle(Some("")).is_err());
        assert!(proof.settle(None).is_err());
        assert!(CsrfProof::NotNeeded.settle(None).is_ok());
    }
}
