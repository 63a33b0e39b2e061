//! Conditions on tickets, tried out before something is built on them.

mod count;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::api_write::<count::__path_condition_count, _, _>(
        count::condition_count,
    )]
}
