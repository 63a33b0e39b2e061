//! The shapes answers come in: one record with its version, a new record, a page of a list.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;
use crate::precondition::put_etag;

/// One record and its version, which goes into `ETag`.
#[derive(Debug)]
pub(crate) struct Record<T> {
    pub(crate) version: i64,
    pub(crate) body: T,
}

/// A record that was just made: 201, with its address.
#[derive(Debug)]
pub(crate) struct Created<T> {
    pub(crate) location: String,
    /// Absent for things that have no versions.
    pub(crate) version: Option<i64>,
    pub(crate) body: T,
}

/// Something that is done in the background: 202, with where to ask how far it is.
#[derive(Debug)]
pub(crate) struct Accepted<T> {
    pub(crate) location: String,
    pub(crate) body: T,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// Send it as `cursor` to get the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The same page of other items.
    pub(crate) fn map<U>(self, of: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(of).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

/// An answer that is neither a record nor a list.
#[derive(Debug)]
pub(crate) struct Plain<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Record<T> {
    fn into_response(self) -> Response {
        let mut response = json(StatusCode::OK, &self.body);
        put_etag(response.headers_mut(), self.version);
        response
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = json(StatusCode::CREATED, &self.body);
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(LOCATION, location);
        }
        if let Some(version) = self.version {
            put_etag(response.headers_mut(), version);
        }
        response
    }
}

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        let mut response = json(StatusCode::ACCEPTED, &self.body);
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(LOCATION, location);
        }
        response
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self)
    }
}

impl<T: Serialize> IntoResponse for Plain<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = (status, bytes).into_response();
            response
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(error) => Failure::internal(&format!("an answer cannot be written: {error}")).into_response(),
    }
}
