//! Service requests, as the desk and outside programs handle them.

mod act;
mod clocks;
mod create;
mod draft;
mod duplicates;
mod events;
mod export;
mod handovers;
mod hold;
mod links;
mod list;
mod mentions;
mod messages;
mod patch;
mod presence;
mod queues;
mod rating;
mod read;
mod reply;
mod upload;

use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_write::<create::__path_ticket_create, _, _>(create::ticket_create),
        Route::api_read::<list::__path_ticket_list, _, _>(list::ticket_list),
        Route::api_read::<read::__path_ticket_read, _, _>(read::ticket_read),
        Route::api_update::<patch::__path_ticket_patch, _, _>(patch::ticket_patch),
        Route::api_read::<messages::__path_message_list, _, _>(messages::message_list),
        Route::api_write::<reply::__path_message_add, _, _>(reply::message_add),
        Route::api_read::<draft::__path_draft_read, _, _>(draft::draft_read),
        Route::api_write::<draft::__path_draft_save, _, _>(draft::draft_save),
        Route::api_write::<presence::__path_presence_put, _, _>(presence::presence_put),
        Route::api_read::<presence::__path_presence_read, _, _>(presence::presence_read),
        Route::api_read::<events::__path_event_list, _, _>(events::event_list),
        Route::api_write::<act::__path_ticket_act, _, _>(act::ticket_act),
        Route::api_read::<clocks::__path_ticket_clocks, _, _>(clocks::ticket_clocks),
        Route::api_read::<rating::__path_rating_read, _, _>(rating::rating_read),
        Route::api_read::<hold::__path_ticket_holds, _, _>(hold::ticket_holds),
        Route::api_write::<hold::__path_ticket_hold, _, _>(hold::ticket_hold),
        Route::api_write::<hold::__path_ticket_hold_lift, _, _>(hold::ticket_hold_lift),
        Route::api_write::<duplicates::__path_duplicate_find, _, _>(duplicates::duplicate_find),
        Route::api_read::<duplicates::__path_duplicate_list, _, _>(duplicates::duplicate_list),
        Route::api_read::<links::__path_link_list, _, _>(links::link_list),
        Route::api_write::<links::__path_link_add, _, _>(links::link_add),
        Route::api_write::<links::__path_link_remove, _, _>(links::link_remove),
        Route::api_read::<handovers::__path_handover_list, _, _>(handovers::handover_list),
        Route::api_write::<handovers::__path_handover_accept, _, _>(handovers::handover_accept),
        Route::api_write::<handovers::__path_handover_decline, _, _>(handovers::handover_decline),
        Route::api_read::<mentions::__path_mention_list, _, _>(mentions::mention_list),
        Route::api_write::<mentions::__path_mentions_read, _, _>(mentions::mentions_read),
        Route::api_read::<mentions::__path_mentionable, _, _>(mentions::mentionable),
        Route::api_write::<upload::__path_file_upload, _, _>(upload::file_upload).carrying_files(),
        Route::api_read::<export::__path_tickets_export, _, _>(export::tickets_export).carrying_files(),
        Route::api_read::<export::__path_ticket_export, _, _>(export::ticket_export).carrying_files(),
        Route::api_read::<queues::__path_queue_list, _, _>(queues::queue_list),
    ]
}
