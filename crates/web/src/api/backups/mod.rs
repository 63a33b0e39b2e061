//! Backups of the installation.

mod create;
mod list;
mod read;

use serde::Serialize;
use touchstone_app::backup::BackupView;
use touchstone_domain::backup::{BackupCause, BackupState};
use touchstone_domain::id::BackupId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_backup_list, _, _>(list::backup_list),
        Route::api_read::<read::__path_backup_read, _, _>(read::backup_read),
        Route::api_write::<create::__path_backup_create, _, _>(create::backup_create),
    ]
}

/// A backup. The file itself is not to be had here.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Backup {
    #[schema(value_type = schema::BackupId)]
    id: BackupId,
    #[schema(value_type = schema::BackupState)]
    state: BackupState,
    #[schema(value_type = schema::BackupCause)]
    cause: BackupCause,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
    /// Of the step it is in, while it is made.
    percent: Option<u8>,
    /// Path of the file on the machine that made it.
    file: Option<String>,
    /// Bytes of the file.
    size: Option<u64>,
    rows: Option<u64>,
    files: Option<u64>,
    /// Why it failed.
    problem: Option<String>,
}

impl From<BackupView> for Backup {
    fn from(view: BackupView) -> Self {
        Self {
            id: view.id,
            state: view.state,
            cause: view.cause,
            created_at: view.created_at,
            ended_at: view.ended_at,
            percent: view.percent,
            file: view.file,
            size: view.size,
            rows: view.rows,
            files: view.files,
            problem: view.problem,
        }
    }
}
