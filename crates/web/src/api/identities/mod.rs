//! Which identity providers vouch for a user.

mod list;
mod unlink;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_identity_list, _, _>(list::identity_list),
        Route::api_write::<unlink::__path_identity_unlink, _, _>(unlink::identity_unlink),
    ]
}
