//! Webhooks: other systems that are told of events, what is on its way to them, and what is sent again.

mod act;
mod create;
mod deliveries;
mod list;
mod read;
mod remove;
mod replace;
mod replays;
mod rotate;
mod wire;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_webhook_list, _, _>(list::webhook_list),
        Route::api_write::<create::__path_webhook_create, _, _>(create::webhook_create),
        Route::api_read::<read::__path_webhook_read, _, _>(read::webhook_read),
        Route::api_update::<replace::__path_webhook_replace, _, _>(replace::webhook_replace),
        Route::api_update::<remove::__path_webhook_remove, _, _>(remove::webhook_remove),
        Route::api_write::<rotate::__path_webhook_rotate, _, _>(rotate::webhook_rotate),
        Route::api_write::<act::__path_webhook_pause, _, _>(act::webhook_pause),
        Route::api_write::<act::__path_webhook_resume, _, _>(act::webhook_resume),
        Route::api_write::<act::__path_webhook_test, _, _>(act::webhook_test),
        Route::api_read::<deliveries::__path_delivery_list, _, _>(deliveries::delivery_list),
        Route::api_write::<deliveries::__path_delivery_resend, _, _>(deliveries::delivery_resend),
        Route::api_write::<deliveries::__path_delivery_resend_dead, _, _>(deliveries::delivery_resend_dead),
        Route::api_read::<replays::__path_replay_list, _, _>(replays::replay_list),
        Route::api_write::<replays::__path_replay_create, _, _>(replays::replay_create),
        Route::api_write::<replays::__path_replay_cancel, _, _>(replays::replay_cancel),
    ]
}
