//! The desk: queues and lists, one ticket, a new one.

mod act;
pub(super) mod address;
mod bulk;
mod create;
mod duplicates;
mod export;
mod handovers;
pub(super) mod history;
mod list;
mod lists;
mod live;
mod mentions;
pub(in crate::pages) mod people;
mod related;
mod remedy;
mod reply;
mod reveal;
mod search;
mod service;
mod split;
mod templates;
mod ticket;
mod views;

pub(in crate::pages) use history::event_line;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/desk", list::desk),
        Route::get("/desk/export", export::list).carrying_files(),
        Route::get("/desk/people/export", export::people).carrying_files(),
        Route::get("/desk/search", search::search),
        Route::get("/desk/new", create::form),
        Route::post("/desk/new", create::create).carrying_files(),
        Route::post("/desk/new/duplicates", duplicates::duplicates_before),
        Route::get("/desk/bulk", bulk::list),
        Route::post("/desk/bulk", bulk::begin),
        Route::post("/desk/bulk/new", bulk::describe),
        Route::get("/desk/bulk/{id}", bulk::job),
        Route::post("/desk/bulk/{id}/cancel", bulk::cancel),
        Route::post("/desk/bulk/{id}/undo", bulk::undo),
        Route::get("/desk/mentions", mentions::list),
        Route::post("/desk/mentions/read", mentions::read),
        Route::post("/desk/mentions/{message}/open", mentions::open),
        Route::get("/desk/views", views::list),
        Route::get("/desk/views/new", views::form_new),
        Route::post("/desk/views/new", views::save_new),
        Route::get("/desk/views/{id}", views::form),
        Route::post("/desk/views/{id}", views::save),
        Route::post("/desk/views/{id}/up", views::up),
        Route::post("/desk/views/{id}/remove", views::remove),
        Route::get("/desk/templates", templates::list),
        Route::get("/desk/templates/new", templates::form_new),
        Route::post("/desk/templates/new", templates::save_new),
        Route::get("/desk/templates/{id}", templates::form),
        Route::post("/desk/templates/{id}", templates::save),
        Route::post("/desk/templates/{id}/archive", templates::archive),
        Route::post("/desk/templates/{id}/restore", templates::restore),
        Route::get("/desk/handovers", handovers::list),
        Route::post("/desk/handovers/{ticket}/accept", handovers::accept),
        Route::post("/desk/handovers/{ticket}/decline", handovers::decline),
        Route::get("/desk/tickets/{id}", ticket::ticket),
        Route::get("/desk/tickets/{id}/export", export::ticket).carrying_files(),
        Route::post("/desk/tickets/{id}/messages", reply::reply).carrying_files(),
        Route::post("/desk/tickets/{id}/template", templates::insert).carrying_files(),
        Route::post("/desk/tickets/{id}/actions/{action}", act::act),
        Route::post("/desk/tickets/{id}/pledges/{pledge}/remedy", remedy::remedy),
        Route::post("/desk/tickets/{id}/reveal", reveal::reveal),
        Route::post("/desk/tickets/{id}/service", service::service_set),
        Route::get("/desk/tickets/{id}/split", split::form),
        Route::post("/desk/tickets/{id}/split", split::split),
        Route::post("/desk/tickets/{id}/links", related::link_add),
        Route::post("/desk/tickets/{id}/links/remove", related::link_remove),
    ]
}
