//! The product below its outside faces, on both engines.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod account_session;
mod account_setup;
mod account_sign_in;
mod account_team;
mod account_token;
mod account_user;
mod backtest;
mod board;
mod breach;
mod bulk;
mod calendar;
mod clock;
mod condition;
mod correction;
mod duplicate;
mod file;
mod handover;
mod keys_ring;
mod letter;
mod letter_burst;
mod letter_choice;
mod mention;
mod merge;
mod month;
mod notify;
mod person_code;
mod person_record;
mod person_reveal;
mod pledge;
mod privacy_list;
mod reply_template;
mod rotation;
mod routing;
mod saved_view;
mod search;
mod shared_clock;
mod split;
mod staff_mail;
mod staff_notice;
mod support;
mod ticket_command;
mod ticket_life;
mod ticket_list;
mod ticket_support;
mod track;
