//! What does not belong to anybody: roles, the category tree, the standard in force.

mod roles;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::api_read::<roles::__path_role_list, _, _>(roles::role_list)]
}
