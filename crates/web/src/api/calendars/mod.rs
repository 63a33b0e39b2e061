//! Calendars of working time and their versions.

mod days;
mod look;
mod set;
mod wire;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<look::__path_calendar_list, _, _>(look::calendar_list),
        Route::api_write::<set::__path_calendar_create, _, _>(set::calendar_create),
        Route::api_read::<look::__path_calendar_read, _, _>(look::calendar_read),
        Route::api_write::<set::__path_calendar_revise, _, _>(set::calendar_revise),
        Route::api_read::<days::__path_calendar_days, _, _>(days::calendar_days),
        Route::api_write::<days::__path_calendar_feed, _, _>(days::calendar_feed),
    ]
}
