//! Versions of records in HTTP: `ETag` on every answer that is one record, `If-Match` on every change of one.

use axum::extract::FromRequestParts;
use http::header::{ETAG, IF_MATCH};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use touchstone_app::core::AppError;

use crate::failure::Failure;
use crate::state::WebState;

/// The version the caller has seen. Without the header the call is refused with 428; a tag that is not one of ours can
/// match no version and is refused with 412, as a stale one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub i64);

impl FromRequestParts<WebState> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Failure> {
        if_match(&parts.headers).map(Self)
    }
}

fn if_match(headers: &HeaderMap) -> Result<i64, Failure> {
    let tag = headers.get(IF_MATCH).ok_or(AppError::PreconditionRequired)?;
    let stale = || Failure::new(http::StatusCode::PRECONDITION_FAILED, "version_conflict");
    let text = tag.to_str().map_err(|_| stale())?.trim();
    // `*` would match whatever is there: no protection, so it counts as no precondition.
    if text == "*" {
        return Err(AppError::PreconditionRequired.into());
    }
    // Proxies that compress on the way mark tags as weak; the version in them is still ours.
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let digits = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or_else(stale)?;
    digits.parse().map_err(|_| stale())
}

/// Puts the version of a record on an answer.
pub fn put_etag(headers: &mut HeaderMap, version: i64) {
    if let Ok(value) = HeaderValue::from_str(&format!("\"{version}\"")) {
        headers.insert(ETAG, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: Option<&str>) -> Result<i64, u16> {
        let mut headers = HeaderMap::new();
        if let Some(tag) = tag {
            headers.insert(IF_MATCH, tag.parse().unwrap());
        }
        if_match(&headers).map_err(|failure| failure.status().as_u16())
    }

    #[test]
    fn tags_are_versions() {
        assert_eq!(read(Some("\"7\"")), Ok(7));
        assert_eq!(read(Some("W/\"7\"")), Ok(7));
        assert_eq!(read(None), Err(428));
        assert_eq!(read(Some("*")), Err(428));
        assert_eq!(read(Some("7")), Err(412));
        assert_eq!(read(Some("\"abc\"")), Err(412));
        let mut headers = HeaderMap::new();
        put_etag(&mut headers, 12);
        assert_eq!(headers[ETAG], "\"12\"");
    }
}
