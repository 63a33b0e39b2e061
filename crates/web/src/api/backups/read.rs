use axum::extract::State;
use touchstone_app::backup;
use touchstone_domain::id::BackupId;

use super::Backup;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One backup.
#[utoipa::path(get, path = "/api/v1/backups/{id}", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, body = Backup)))]
pub(super) async fn backup_read(
    by: Granted<may::ManageBackups>,
    At(id): At<BackupId>,
    State(state): State<WebState>,
) -> Result<Plain<Backup>, Failure> {
    let view = backup::backup(&state.app, &by.caller, id).await?;
    Ok(Plain(view.into()))
}
