use axum::extract::State;

use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::api::wire::{UploadBody, Uploaded, upload};
use crate::body::Upload;
use crate::failure::Failure;
use crate::state::WebState;

/// Takes in one file for a message or a ticket of the desk, up to 20 MiB. Whoever uploads it names it; an upload that
/// nothing names vanishes after a day.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "tickets",
    request_body(content = UploadBody, content_type = "multipart/form-data"),
    responses((status = 201, body = Uploaded)))]
pub(super) async fn file_upload(
    by: Granted<may::WriteNotes>,
    State(state): State<WebState>,
    body: Upload,
) -> Result<Created<Uploaded>, Failure> {
    upload(&state, &by.call_with(&body), body).await
}
