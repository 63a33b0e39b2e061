//! Calendars of working time: the list, one with its year, the form for another version.

mod form;
mod look;
mod set;

use crate::route::Route;

const PATH: &str = "/admin/calendars";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, look::list),
        Route::post(PATH, set::create),
        Route::get("/admin/calendars/new", set::new),
        Route::get("/admin/calendars/{code}", look::one),
        Route::post("/admin/calendars/{code}", set::revise),
    ]
}
