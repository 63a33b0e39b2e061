//! The HTTP face, asked through its front door, on both engines.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod account;
mod agent_flow;
mod audit;
mod backtests;
mod bad_input;
mod bounces;
mod calendars;
mod clock_jump;
mod conditions;
mod coverage;
mod csrf;
mod demo_mail;
mod downloads;
mod export;
mod exports;
mod fetch;
mod handovers;
mod harness;
mod headers;
mod imports;
mod intake;
mod laws;
mod letter_files;
mod letters;
mod mail_in;
mod maintenance;
mod notifications;
mod openapi;
mod own_checks;
mod pages_admin;
mod pages_desk;
mod pages_public;
mod post;
mod privacy;
mod privacy_request;
mod problems;
mod public_flow;
mod rates;
mod reply_templates;
mod retention;
mod roles;
mod search;
mod senders;
mod standards;
mod stream;
mod together;
mod views;
mod webhooks;
mod wording;
