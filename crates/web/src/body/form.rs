//! Forms without files, as pages send them.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::TEXT_BODY_BYTES;
use super::mark::{Envelope, KEY_FIELD, Mark, WriteBody};
use super::reading::{is_type, read_bytes, text_pairs, value_from_pairs, wrong_media};
use super::value::{Scalars, read_value};
use crate::access::CSRF_FIELD;
use crate::failure::Failure;
use crate::state::WebState;

const FORM: &str = "application/x-www-form-urlencoded";

/// A form read as a `T`. Empty inputs are absent values, `a.b` is field `b` of `a`, the fields `csrf`
/// and `idempotency_key` are taken out.
///
/// Misfits do not refuse the form but stand beside what was typed, so that the page can show both again.
#[derive(Debug)]
pub struct Form<T> {
    pub value: Result<T, Failure>,
    /// Everything that was typed, in order, without those two.
    pub typed: Vec<(String, String)>,
    mark: Mark,
}

impl<T> Form<T> {
    /// What was typed, as the application's field readers take it (`Fields::from_pairs`). A form of which nothing else
    /// is wanted is a `Form<Value>`.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.typed
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

impl<T> WriteBody for Form<T> {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl<T: DeserializeOwned> FromRequest<WebState> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Failure> {
        let mut envelope = Envelope::of(&request)?;
        let (parts, body) = request.into_parts();
        let bytes = read_bytes(&parts.headers, body, TEXT_BODY_BYTES).await?;
        if !bytes.is_empty() && !is_type(&parts.headers, FORM) {
            return Err(wrong_media(FORM));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| Failure::malformed("malformed_utf8"))?;
        let mut typed = text_pairs(text)?;
        let mut taken = |wanted| {
            typed
                .iter()
                .position(|(name, _)| name == wanted)
                .map(|at| typed.remove(at).1)
        };
        let (csrf, key) = (taken(CSRF_FIELD), taken(KEY_FIELD));
        envelope.check_csrf(csrf.as_deref())?;
        envelope.take_key(key.as_deref().unwrap_or_default())?;
        let value = read_value(value_from_pairs(typed.clone()), Scalars::Text).map_err(Failure::fields);
        let mark = envelope.mark_typed(&typed);
        Ok(Self { value, typed, mark })
    }
}
