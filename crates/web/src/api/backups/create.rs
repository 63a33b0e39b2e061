use axum::extract::State;
use touchstone_app::backup;

use super::Backup;
use crate::access::{Granted, may};
use crate::api::answer::Created;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::state::WebState;

/// Has a backup made now, in the background. Refused while another is under way (`backup_under_way`) and where no place
/// for backups is configured (`backup_not_configured`).
#[utoipa::path(post, path = "/api/v1/backups", tag = "operation", responses((status = 201, body = Backup)))]
pub(super) async fn backup_create(
    by: Granted<may::ManageBackups>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Created<Backup>, Failure> {
    let view = backup::backup_ask(&state.app, &by.call_with(&body)).await?;
    Ok(Created {
        location: format!("/api/v1/backups/{}", view.id),
        version: None,
        body: view.into(),
    })
}
