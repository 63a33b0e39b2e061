//! Query strings, read as strictly as bodies: unknown names, wrong types and NUL are refused by name.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::body::{Scalars, read_value, text_pairs, value_from_pairs};
use crate::failure::Failure;
use crate::state::WebState;

/// The query as a `T`. Lists are written `a,b` or repeated; an empty value is an absent one.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<WebState> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Failure> {
        let pairs = text_pairs(parts.uri.query().unwrap_or_default())?;
        read_value(value_from_pairs(pairs), Scalars::Text)
            .map(Self)
            .map_err(Failure::fields)
    }
}

/// The query as pairs, for lists whose filters the application reads itself.
#[derive(Debug)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromRequestParts<WebState> for Pairs {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Failure> {
        text_pairs(parts.uri.query().unwrap_or_default()).map(Self)
    }
}
