//! What the caller was told of.

mod choice;
mod list;
mod read;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_notification_list, _, _>(list::notification_list),
        Route::api_read::<list::__path_notifications_unread, _, _>(list::notifications_unread),
        Route::api_write::<read::__path_notifications_read, _, _>(read::notifications_read),
        Route::api_read::<choice::__path_notification_choice, _, _>(choice::notification_choice),
        Route::api_replace::<choice::__path_notification_choice_put, _, _>(choice::notification_choice_put),
        Route::api_read::<choice::__path_notification_preview, _, _>(choice::notification_preview),
    ]
}
