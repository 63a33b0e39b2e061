//! The variable parts of a path. One that cannot be what it should be (`/tickets/nonsense`) names nothing: 404.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::failure::Failure;
use crate::state::WebState;

/// What the path names: an id, a code, or a tuple of them.
#[derive(Debug, Clone, Copy)]
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<WebState> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Failure> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(_) => Err(Failure::not_found()),
        }
    }
}
