//! `/api/v1`: what outside programs rely on. One operation per file; what goes over the wire is declared beside it, apart
//! from the types of the application, so that those may change.

mod answer;
mod audit;
mod backtests;
mod backups;
mod board;
mod breaches;
mod bulk;
mod calendars;
mod conditions;
mod corrections;
mod docs;
mod exports;
mod identities;
mod imports;
mod intake;
mod invitations;
mod keys;
mod laws;
mod letters;
mod mail;
mod maintenance;
mod notifications;
mod openapi;
mod operation;
pub(crate) mod paging;
mod passkeys;
mod people;
mod pledges;
mod privacy;
mod public;
mod reference;
mod reply_templates;
mod retention;
mod roles;
mod schema;
mod search;
mod second_factor;
mod session;
mod settings;
mod standards;
mod stream;
mod suppressions;
mod table;
mod teams;
mod tickets;
mod tokens;
mod users;
mod views;
mod webhooks;
pub(crate) mod wire;

use crate::route::Route;

/// The operations of the API.
pub(crate) fn routes() -> Vec<Route> {
    [
        public::routes(),
        tickets::routes(),
        intake::routes(),
        views::routes(),
        maintenance::routes(),
        reply_templates::routes(),
        search::routes(),
        stream::routes(),
        people::routes(),
        privacy::routes(),
        retention::routes(),
        board::routes(),
        breaches::routes(),
        pledges::routes(),
        bulk::routes(),
        calendars::routes(),
        conditions::routes(),
        corrections::routes(),
        session::routes(),
        second_factor::routes(),
        passkeys::routes(),
        identities::routes(),
        users::routes(),
        invitations::routes(),
        roles::routes(),
        teams::routes(),
        tokens::routes(),
        reference::routes(),
        operation::routes(),
        audit::routes(),
        backtests::routes(),
        backups::routes(),
        exports::routes(),
        mail::routes(),
        notifications::routes(),
        suppressions::routes(),
        webhooks::routes(),
        settings::routes(),
        letters::routes(),
        keys::routes(),
        imports::routes(),
        standards::routes(),
        laws::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The description of the API and the page that shows it.
pub(crate) fn description_routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/openapi.json", openapi::openapi_json),
        Route::get("/api/docs", docs::docs),
    ]
}
