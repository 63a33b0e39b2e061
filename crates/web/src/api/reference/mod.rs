//! What does not belong to anybody: the category tree, the standard in force.

mod categories;
mod standard;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<categories::__path_category_list, _, _>(categories::category_list),
        Route::api_read::<standard::__path_standard_read, _, _>(standard::standard_read),
    ]
}
