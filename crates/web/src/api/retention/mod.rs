//! How long what was written is kept: rules, their approval, runs.

mod policy;
mod runs;
mod wire;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<policy::__path_retention_read, _, _>(policy::retention_read),
        Route::api_write::<policy::__path_retention_set, _, _>(policy::retention_set),
        Route::api_write::<policy::__path_retention_approve, _, _>(policy::retention_approve),
        Route::api_read::<runs::__path_retention_runs, _, _>(runs::retention_runs),
        Route::api_write::<runs::__path_retention_start, _, _>(runs::retention_start),
        Route::api_read::<runs::__path_retention_run, _, _>(runs::retention_run),
        Route::api_write::<runs::__path_retention_cancel, _, _>(runs::retention_cancel),
    ]
}
