//! Actions on many tickets at once: counted, begun, watched, ended, taken back.

mod act;
mod begin;
mod read;
mod wire;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_write::<begin::__path_bulk_count, _, _>(begin::bulk_count),
        Route::api_write::<begin::__path_bulk_begin, _, _>(begin::bulk_begin),
        Route::api_read::<read::__path_bulk_list, _, _>(read::bulk_list),
        Route::api_read::<read::__path_bulk_get, _, _>(read::bulk_get),
        Route::api_read::<read::__path_bulk_tickets, _, _>(read::bulk_tickets),
        Route::api_write::<act::__path_bulk_cancel, _, _>(act::bulk_cancel),
        Route::api_write::<act::__path_bulk_undo, _, _>(act::bulk_undo),
    ]
}
