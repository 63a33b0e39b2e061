//! A form without files, in either of the encodings that forms have: programs of others choose the one they like.

use axum::extract::{FromRequest, Request};
use serde_json::Value;
use touchstone_app::core::AppError;

use super::multipart::{FormParts, MULTIPART};
use super::reading::is_type;
use super::{Form, MULTIPART_SLACK_BYTES, Mark, TEXT_BODY_BYTES, WriteBody};
use crate::failure::Failure;
use crate::state::WebState;

/// What was typed into it, in order.
#[derive(Debug)]
pub struct AnyForm {
    pub typed: Vec<(String, String)>,
    mark: Mark,
}

impl WriteBody for AnyForm {
    fn mark(&self) -> &Mark {
        &self.mark
    }
}

impl FromRequest<WebState> for AnyForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Failure> {
        if !is_type(request.headers(), MULTIPART) {
            let form = Form::<Value>::from_request(request, state).await?;
            let mark = form.mark().clone();
            return Ok(Self {
                typed: form.typed,
                mark,
            });
        }
        let bytes = TEXT_BODY_BYTES as u64 + MULTIPART_SLACK_BYTES;
        let mut form = FormParts::within(request, bytes).await?;
        if form.next_file().await?.is_some() {
            return Err(AppError::field("file", "unknown_field").into());
        }
        let mark = form.mark().clone();
        Ok(Self {
            typed: form.typed,
            mark,
        })
    }
}
