use axum::extract::State;
use axum::response::Response;
use touchstone_app::privacy::package::package_take;
use touchstone_domain::id::PrivacyRequestId;

use crate::access::{Granted, may};
use crate::failure::Failure;
use crate::path::At;
use crate::privacy::package_response;
use crate::state::WebState;

/// The copy of a person's data as a ZIP archive: `index.html` to read, `data.json` for programs, files, and a manifest with
/// SHA-256 of each. Every download is an event. 404 as long as it is not made, and once its seven days are over.
#[utoipa::path(get, path = "/api/v1/privacy/requests/{id}/package", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>)))]
pub(super) async fn privacy_package(
    by: Granted<may::ManagePrivacy>,
    At(id): At<PrivacyRequestId>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    Ok(package_response(package_take(&state.app, &by.call(), id).await?))
}
