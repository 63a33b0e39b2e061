//! A body as it came, byte for byte, for who checks a signature over it.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::HeaderMap;

use super::mark::{Envelope, Mark, WriteBody};
use super::reading::read_bytes;
use crate::failure::Failure;
use crate::state::WebState;

/// A body of at most `LIMIT` bytes and of any type, with the headers that speak about it.
#[derive(Debug)]
pub struct Whole<const LIMIT: usize> {
    pub headers: HeaderMap,
    pub bytes: Bytes,
    mark: Mark,
}

impl<const LIMIT: usize> WriteBody for Whole<LIMIT> {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl<const LIMIT: usize> FromRequest<WebState> for Whole<LIMIT> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Failure> {
        let envelope = Envelope::of(&request)?;
        let (parts, body) = request.into_parts();
        let bytes = read_bytes(&parts.headers, body, LIMIT).await?;
        let mark = envelope.settle(&bytes)?;
        Ok(Self {
            headers: parts.headers,
            bytes,
            mark,
        })
    }
}
