//! Versions of the service standard: written, compared, reviewed, approved, put in force.

mod act;
mod diff;
mod draft;
mod duty;
mod read;
mod wire;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<read::__path_standard_list, _, _>(read::standard_list),
        Route::api_write::<draft::__path_standard_draft, _, _>(draft::standard_draft),
        Route::api_read::<read::__path_standard_version, _, _>(read::standard_version),
        Route::api_update::<draft::__path_standard_replace, _, _>(draft::standard_replace),
        Route::api_read::<read::__path_standard_file, _, _>(read::standard_file),
        Route::api_read::<diff::__path_standard_diff, _, _>(diff::standard_diff),
        Route::api_write::<act::__path_standard_submit, _, _>(act::standard_submit),
        Route::api_write::<act::__path_standard_approve, _, _>(act::standard_approve),
        Route::api_write::<act::__path_standard_return, _, _>(act::standard_return),
        Route::api_write::<act::__path_standard_schedule, _, _>(act::standard_schedule),
        Route::api_write::<act::__path_standard_withdraw, _, _>(act::standard_withdraw),
        Route::api_write::<act::__path_standard_comment, _, _>(act::standard_comment),
        Route::api_read::<duty::__path_standard_duties, _, _>(duty::standard_duties),
        Route::api_write::<duty::__path_standard_acknowledge, _, _>(duty::standard_acknowledge),
        Route::api_read::<duty::__path_standard_readers, _, _>(duty::standard_readers),
        Route::api_write::<duty::__path_standard_reviewed, _, _>(duty::standard_reviewed),
    ]
}
