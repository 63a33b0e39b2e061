//! What needs no login: sending a request in, and following one by its tracking code.

mod confirm;
mod letters;
mod message;
mod object;
mod otp;
mod privacy;
mod rate;
mod session;
mod session_end;
mod submit;
mod track;
mod upload;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_write::<submit::__path_ticket_submit, _, _>(submit::ticket_submit),
        Route::api_write::<upload::__path_public_upload, _, _>(upload::public_upload).carrying_files(),
        Route::api_read::<track::__path_track_read, _, _>(track::track_read),
        Route::api_write::<otp::__path_track_otp, _, _>(otp::track_otp),
        Route::api_write::<session::__path_track_session, _, _>(session::track_session),
        Route::api_write::<session_end::__path_track_session_end, _, _>(session_end::track_session_end),
        Route::api_write::<message::__path_track_message, _, _>(message::track_message),
        Route::api_write::<confirm::__path_track_confirm, _, _>(confirm::track_confirm),
        Route::api_write::<object::__path_track_object, _, _>(object::track_object),
        Route::api_read::<privacy::__path_own_privacy_list, _, _>(privacy::own_privacy_list),
        Route::api_write::<privacy::__path_own_privacy_ask, _, _>(privacy::own_privacy_ask),
        Route::api_write::<privacy::__path_own_privacy_withdraw, _, _>(privacy::own_privacy_withdraw),
        Route::api_read::<privacy::__path_own_privacy_package, _, _>(privacy::own_privacy_package),
        Route::api_read::<letters::__path_own_letters_read, _, _>(letters::own_letters_read),
        Route::api_write::<letters::__path_own_letters_put, _, _>(letters::own_letters_put),
        Route::api_write::<rate::__path_track_rate, _, _>(rate::track_rate),
    ]
}
