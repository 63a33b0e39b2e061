use axum::extract::State;
use serde::Deserialize;
use touchstone_app::backup;

use super::Backup;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BackupFilter {
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Backups, newest first: made, under way, failed, and those that newer ones replaced.
#[utoipa::path(get, path = "/api/v1/backups", tag = "operation", params(BackupFilter),
    responses((status = 200, body = Page<Backup>)))]
pub(super) async fn backup_list(
    by: Granted<may::ManageBackups>,
    Query(filter): Query<BackupFilter>,
    State(state): State<WebState>,
) -> Result<Page<Backup>, Failure> {
    let page = backup::backups(&state.app, &by.caller, filter.limit, filter.cursor.as_deref()).await?;
    Ok(Page {
        items: page.items.into_iter().map(Backup::from).collect(),
        next_cursor: page.next_cursor,
    })
}
