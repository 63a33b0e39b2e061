//! The product below its outside faces, on both engines.

mod account_session;
mod account_setup;
mod account_sign_in;
mod account_team;
mod account_token;
mod account_user;
mod keys_ring;
mod person_code;
mod person_record;
mod person_reveal;
mod support;
mod ticket_life;
mod ticket_support;
