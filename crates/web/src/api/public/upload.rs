use axum::extract::State;

use crate::access::PublicCaller;
use crate::api::answer::Created;
use crate::api::wire::{UploadBody, Uploaded, upload};
use crate::body::Upload;
use crate::failure::Failure;
use crate::state::WebState;

/// Takes in one file for a request or a message to come, up to 20 MiB. Its id is the right to name it; an upload that
/// nothing names vanishes after a day.
#[utoipa::path(post, path = "/api/v1/public/uploads", tag = "public",
    request_body(content = UploadBody, content_type = "multipart/form-data"),
    responses((status = 201, body = Uploaded)))]
pub(super) async fn public_upload(
    by: PublicCaller,
    State(state): State<WebState>,
    body: Upload,
) -> Result<Created<Uploaded>, Failure> {
    upload(&state, &by.call_with(&body), body).await
}
