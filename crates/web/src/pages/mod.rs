//! Pages for people: see the crate's documentation for how one is added.

mod account;
mod admin;
mod again;
mod demo;
mod demo_mail;
mod demo_webhooks;
mod desk;
mod forgot;
mod local;
mod notifications;
mod ops;
mod outbox_line;
mod passkey;
mod password_link;
mod preferences;
mod public;
mod quality;
mod second_step;
mod setup;
mod shared;
mod sign_in;
mod sign_on;
mod staff;
mod token_form;

pub use demo_webhooks::RECEIVER;
pub(crate) use public::LETTER_END;

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(public::routes());
    routes.extend(sign_in::routes());
    routes.extend(second_step::routes());
    routes.extend(passkey::routes());
    routes.extend(sign_on::routes());
    routes.extend(setup::routes());
    routes.extend(forgot::routes());
    routes.extend(password_link::routes());
    routes.extend(preferences::routes());
    routes.extend(account::routes());
    routes.extend(admin::routes());
    routes.extend(demo::routes());
    routes.extend(demo_mail::routes());
    routes.extend(demo_webhooks::routes());
    routes.extend(desk::routes());
    routes.extend(notifications::routes());
    routes.extend(ops::routes());
    routes.extend(quality::routes());
    routes
}
