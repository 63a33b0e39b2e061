//! JSON bodies, and the absence of a body.

use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::TEXT_BODY_BYTES;
use super::mark::{Envelope, Mark, WriteBody};
use super::reading::{is_type, read_bytes, read_json, wrong_media};
use crate::failure::Failure;
use crate::state::WebState;

/// A JSON body, read strictly: unknown fields, wrong types, NUL, deep nesting are refused by name. No body at all is an
/// empty object.
#[derive(Debug)]
pub struct Json<T> {
    pub value: T,
    mark: Mark,
}

impl<T> WriteBody for Json<T> {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl<T: DeserializeOwned> FromRequest<WebState> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        let (parts, body) = request.into_parts();
        let bytes = read_bytes(&parts.headers, body, TEXT_BODY_BYTES).await?;
        let absent = bytes.is_empty() && !parts.headers.contains_key(CONTENT_TYPE);
        if !absent && !is_type(&parts.headers, "application/json") {
            return Err(wrong_media("application/json"));
        }
        let mark = envelope.settle(&bytes)?;
        let text: &[u8] = if absent { b"{}" } else { &bytes };
        Ok(Self {
            value: read_json(text)?,
            mark,
        })
    }
}

/// No body, or an empty JSON object.
#[derive(Debug)]
pub struct NoBody {
    mark: Mark,
}

impl WriteBody for NoBody {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl FromRequest<WebState> for NoBody {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        let (parts, body) = request.into_parts();
        let bytes = read_bytes(&parts.headers, body, TEXT_BODY_BYTES).await?;
        let mark = envelope.settle(&bytes)?;
        if !bytes.is_empty() {
            if !is_type(&parts.headers, "application/json") {
                return Err(wrong_media("application/json"));
            }
            read_json::<Nothing>(&bytes)?;
        }
        Ok(Self { mark })
    }
}
