//! What does not belong to anybody: roles, the category tree, the standard in force.

mod categories;
mod roles;
mod standard;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<roles::__path_role_list, _, _>(roles::role_list),
        Route::api_read::<categories::__path_category_list, _, _>(categories::category_list),
        Route::api_read::<standard::__path_standard_read, _, _>(standard::standard_read),
    ]
}
