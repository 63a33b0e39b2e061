//! What the installation is told while it runs: its mail server, its name, its zone, its language, which team serves
//! which tier.

mod held;
mod mail;
mod platform;
mod routing;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<mail::__path_mail_read, _, _>(mail::mail_read),
        Route::api_replace::<mail::__path_mail_replace, _, _>(mail::mail_replace),
        Route::api_replace::<mail::__path_mail_clear, _, _>(mail::mail_clear),
        Route::api_write::<mail::__path_mail_test, _, _>(mail::mail_test),
        Route::api_write::<held::__path_held_release, _, _>(held::held_release),
        Route::api_write::<held::__path_held_drop, _, _>(held::held_drop),
        Route::api_read::<platform::__path_platform_read, _, _>(platform::platform_read),
        Route::api_replace::<platform::__path_platform_replace, _, _>(platform::platform_replace),
        Route::api_read::<routing::__path_routing_read, _, _>(routing::routing_read),
        Route::api_replace::<routing::__path_routing_replace, _, _>(routing::routing_replace),
    ]
}
