//! Who am I: signing in and out from a program, oneself, one's sessions.

mod close;
pub(super) mod list;
mod me;
mod open;
mod passkey;
mod password_reset;
mod password_set;
mod revoke;
mod second_step;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_write::<open::__path_session_open, _, _>(open::session_open),
        Route::api_write::<second_step::__path_session_second_factor, _, _>(
            second_step::session_second_factor,
        ),
        Route::api_write::<passkey::__path_session_passkey_begin, _, _>(passkey::session_passkey_begin),
        Route::api_write::<passkey::__path_session_passkey, _, _>(passkey::session_passkey),
        Route::api_write::<close::__path_session_close, _, _>(close::session_close),
        Route::api_write::<password_reset::__path_password_forgot, _, _>(password_reset::password_forgot),
        Route::api_write::<password_set::__path_password_set, _, _>(password_set::password_set),
        Route::api_read::<me::__path_me, _, _>(me::me),
        Route::api_replace::<me::__path_me_change, _, _>(me::me_change),
        Route::api_read::<list::__path_session_list, _, _>(list::session_list),
        Route::api_write::<revoke::__path_session_revoke, _, _>(revoke::session_revoke),
    ]
}
