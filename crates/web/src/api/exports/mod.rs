//! The whole archive as a file: wanted, made in the background, fetched, destroyed.

mod create;
mod file;
mod list;
mod read;
mod remove;

use serde::Serialize;
use touchstone_app::export::ExportView;
use touchstone_domain::export::ExportState;
use touchstone_domain::id::ExportId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::wire::NamedUser;
use crate::api::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_export_list, _, _>(list::export_list),
        Route::api_write::<create::__path_export_create, _, _>(create::export_create),
        Route::api_read::<read::__path_export_read, _, _>(read::export_read),
        Route::api_read::<file::__path_export_file, _, _>(file::export_file).carrying_files(),
        Route::api_write::<remove::__path_export_remove, _, _>(remove::export_remove),
    ]
}

/// An export of the whole archive.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Export {
    #[schema(value_type = schema::ExportId)]
    id: ExportId,
    #[schema(value_type = schema::ExportState)]
    state: ExportState,
    /// Contacts of requesters and staff are in clear.
    contacts: bool,
    /// Why they are; empty when they are not.
    reason: String,
    /// `null` when it was wanted by the product itself.
    asked_by: Option<NamedUser>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    /// While it is made.
    percent: Option<u8>,
    /// The instant whose state it holds: everything acknowledged before it is in.
    #[schema(value_type = Option<schema::Time>)]
    of_at: Option<Timestamp>,
    /// Lines of all its members.
    records: Option<u64>,
    /// Bytes of the file.
    size: Option<u64>,
    /// Of the file, hexadecimal.
    sha256: Option<String>,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
    /// When the file is destroyed by itself.
    #[schema(value_type = Option<schema::Time>)]
    expires_at: Option<Timestamp>,
    downloads: u64,
    /// Why it failed: `storage_full`, `files_missing`, `interrupted` or `internal`.
    problem: Option<String>,
}

impl From<ExportView> for Export {
    fn from(view: ExportView) -> Self {
        Self {
            id: view.id,
            state: view.state,
            contacts: view.contacts,
            reason: view.reason,
            asked_by: view.asked_by.map(NamedUser::from),
            created_at: view.created_at,
            percent: view.percent,
            of_at: view.of_at,
            records: view.records,
            size: view.size,
            sha256: view.sha256,
            ended_at: view.ended_at,
            expires_at: view.expires_at,
            downloads: view.downloads,
            problem: view.problem,
        }
    }
}
