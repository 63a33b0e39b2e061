//! What people ask about their own data, and the grades of data.

mod act;
mod classes;
mod create;
mod list;
mod package;
mod read;
mod wire;

pub(in crate::api) use wire::PrivacyRequest;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_privacy_list, _, _>(list::privacy_list),
        Route::api_write::<create::__path_privacy_create, _, _>(create::privacy_create),
        Route::api_read::<read::__path_privacy_read, _, _>(read::privacy_read),
        Route::api_read::<read::__path_privacy_events, _, _>(read::privacy_events),
        Route::api_write::<act::__path_privacy_act, _, _>(act::privacy_act),
        Route::api_read::<package::__path_privacy_package, _, _>(package::privacy_package),
        Route::api_read::<classes::__path_privacy_classes, _, _>(classes::privacy_classes),
    ]
}
