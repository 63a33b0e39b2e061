//! From the wire to a value: bounded bytes, valid UTF-8, bounded depth, no NUL.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::error::Error;
use touchstone_app::core::{AppError, FieldError};
use tower_http::timeout::TimeoutError;

use super::scan::scan;
use super::strict::Strict;
use super::value::{Scalars, nul_fields, read_value};
use crate::failure::Failure;

/// Levels of nesting in a JSON body. No request of this API needs more than five.
const DEPTH: usize = 32;

/// Reads a body whole, up to `limit` bytes.
pub(super) async fn read_bytes(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Failure> {
    let too_large = || Failure::from(AppError::TooLarge { limit: limit as u64 });
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit as u64) {
        return Err(too_large());
    }
    let mut stream = body.into_data_stream();
    let mut read = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| unfinished(&error, "body_incomplete"))?;
        if read.len() + chunk.len() > limit {
            return Err(too_large());
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.freeze())
}

/// The refusal of a body that did not arrive whole: its sender paused for too long, or what came is `otherwise`.
pub(super) fn unfinished(error: &(dyn Error + 'static), otherwise: &'static str) -> Failure {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<TimeoutError>() {
            return Failure::new(StatusCode::REQUEST_TIMEOUT, "body_timeout");
        }
        cause = error.source();
    }
    Failure::malformed(otherwise)
}

/// Whether the body says it is of this type (parameters such as `charset` aside).
pub(super) fn is_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|media| media.trim().eq_ignore_ascii_case(wanted))
}

/// The refusal of a body of another type.
pub(super) fn wrong_media(wanted: &'static str) -> Failure {
    Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type").with("expected", wanted)
}

/// Reads a JSON text as a `T`.
pub(super) fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| Failure::malformed("malformed_utf8"))?;
    let seen = scan(text);
    if seen.depth > DEPTH {
        return Err(Failure::malformed("too_deep").with("limit", DEPTH));
    }
    let Strict(value) = serde_json::from_str(text).map_err(|error| {
        Failure::malformed("malformed_json")
            .with("line", error.line())
            .with("column", error.column())
    })?;
    let nul = if seen.nul { nul_fields(&value) } else { Vec::new() };
    if !nul.is_empty() {
        return Err(Failure::fields(nul));
    }
    read_value(value, Scalars::Typed).map_err(Failure::fields)
}

/// Splits `a=1&b=2`, decoded. Refuses what is not UTF-8 and NUL.
pub(crate) fn text_pairs(encoded: &str) -> Result<Vec<(String, String)>, Failure> {
    let decode = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_decode_str(&spaced)
            .decode_utf8()
            .map(|text| text.into_owned())
            .map_err(|_| Failure::malformed("malformed_utf8"))
    };
    let mut pairs = Vec::new();
    let mut nul = Vec::new();
    for pair in encoded.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (key, value) = (decode(key)?, decode(value)?);
        if key.contains('\0') || value.contains('\0') {
            nul.push(FieldError::new(key.replace('\0', ""), "control_character"));
        }
        pairs.push((key, value));
    }
    if nul.is_empty() {
        Ok(pairs)
    } else {
        Err(Failure::fields(nul))
    }
}

/// The pairs as one object: a name that repeats becomes a list, `a.b` becomes `b` inside `a`.
pub(crate) fn value_from_pairs(pairs: Vec<(String, String)>) -> Value {
    let mut whole = Map::new();
    for (name, text) in pairs {
        match name.split_once('.') {
            Some((outer, inner)) => {
                let nested = whole.entry(outer).or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(members) = nested {
                    insert(members, inner.to_owned(), text);
                }
            }
            None => insert(&mut whole, name, text),
        }
    }
    Value::Object(whole)
}

fn insert(map: &mut Map<String, Value>, name: String, text: String) {
    match map.get_mut(&name) {
        Some(Value::Array(items)) => items.push(text.into()),
        Some(first) => *first = Value::Array(vec![first.take(), text.into()]),
        None => {
            map.insert(name, text.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Note {
        text: String,
    }

    fn refused(bytes: &[u8]) -> &'static str {
        read_json::<Note>(bytes).unwrap_err().code()
    }

    #[test]
    fn each_kind_of_bad_json_has_its_name() {
        assert_eq!(refused(b"{\"text\": \"\xff\"}"), "malformed_utf8");
        assert_eq!(refused(b"{\"text\": "), "malformed_json");
        assert_eq!(refused("[".repeat(100_000).as_bytes()), "too_deep");
        assert_eq!(refused(br#"{"text": "a\u0000b"}"#), "validation_failed");
        assert_eq!(refused(br#"{"text": "a", "text": "b"}"#), "malformed_json");
        assert_eq!(refused(br#"{"text": "a", "more": 1}"#), "validation_failed");
        assert_eq!(read_json::<Note>(br#"{"text": "a"}"#).unwrap().text, "a");
    }

    #[test]
    fn pairs_are_decoded_strictly() {
        assert_eq!(
            text_pairs("a=%E9%87%8D+x&b").unwrap(),
            [
                ("a".to_owned(), "重 x".to_owned()),
                ("b".to_owned(), String::new())
            ]
        );
        assert_eq!(text_pairs("a=%FF").unwrap_err().code(), "malformed_utf8");
        assert_eq!(text_pairs("a=%00").unwrap_err().code(), "validation_failed");
    }

    #[test]
    fn names_with_dots_nest_and_repeated_names_list() {
        let pairs = text_pairs("r.name=n&r.email=e&f=1&f=2").unwrap();
        let value = value_from_pairs(pairs);
        assert_eq!(
            value,
            serde_json::json!({"r": {"name": "n", "email": "e"}, "f": ["1", "2"]})
        );
    }
}
