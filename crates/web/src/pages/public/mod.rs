//! What consumers see: the front page, the request form and its receipt, and the page of their own request.
//!
//! Whoever has a tracking code sees progress. What was written, and every form of the tracking page, is for who has
//! shown that the request is theirs, or has just sent it in from the same browser.

mod answer;
mod find;
mod home;
mod kept;
mod letter_end;
mod letters;
pub(super) mod maintenance;
mod message;
mod ownership;
mod privacy;
mod rate;
mod receipt;
mod session;
mod standards;
mod steps;
mod submit;
mod track;

pub(crate) use letter_end::LETTER_END;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/", home::home),
        Route::get("/standards", standards::current),
        Route::get("/standards/{version}", standards::version),
        Route::get("/maintenance", maintenance::announced),
        Route::get("/maintenance.ics", maintenance::feed),
        Route::get("/submit", submit::form),
        Route::post("/submit", submit::submit).carrying_files(),
        Route::get("/track", find::find),
        Route::get("/track/{code}", track::track),
        Route::get("/track/{code}/receipt", receipt::receipt),
        Route::post("/track/{code}/otp", ownership::code_send),
        Route::post("/track/{code}/session", ownership::code_check),
        Route::post("/track/{code}/session/end", ownership::lock),
        Route::post("/track/{code}/messages", message::message).carrying_files(),
        Route::post("/track/{code}/confirm", answer::confirm),
        Route::post("/track/{code}/object", answer::object),
        Route::post("/track/{code}/rating", rate::rate),
        Route::get("/track/{code}/letters", letters::letters),
        Route::post("/track/{code}/letters", letters::choose),
        Route::get("/letters/{token}", letter_end::offered),
        Route::post("/letters/{token}", letter_end::switched),
        Route::get("/track/{code}/privacy", privacy::privacy),
        Route::post("/track/{code}/privacy", privacy::ask),
        Route::post("/track/{code}/privacy/{id}/withdraw", privacy::withdraw),
        Route::get("/track/{code}/privacy/{id}/package", privacy::package),
    ]
}
