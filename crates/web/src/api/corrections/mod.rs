//! Corrections that reach running work in bulk: begun, watched, cancelled.

mod begin;
mod read;
mod wire;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<read::__path_correction_list, _, _>(read::correction_list),
        Route::api_write::<begin::__path_correction_begin, _, _>(begin::correction_begin),
        Route::api_read::<read::__path_correction_get, _, _>(read::correction_get),
        Route::api_read::<read::__path_correction_tickets, _, _>(read::correction_tickets),
        Route::api_write::<begin::__path_correction_cancel, _, _>(begin::correction_cancel),
        Route::api_write::<begin::__path_standard_correct, _, _>(begin::standard_correct),
    ]
}
