//! What is right: ids, times, the stages of a request, its clocks, what the service standard demands, who may do
//! what, which events there are. Everything here is a pure function of its arguments: no waiting, no SQL, no HTTP,
//! no clock on the wall, no randomness.

#[macro_use]
pub mod codes;

pub mod access;
pub mod account_link;
pub mod backtest;
pub mod backup;
pub mod bulk;
pub mod calendar;
pub mod category;
pub mod clock;
pub mod condition;
pub mod contact;
pub mod correction;
pub mod data_class;
pub mod deadline;
pub mod event;
pub mod export;
pub mod figure;
pub mod id;
pub mod import;
pub mod keys;
pub mod language;
pub mod law;
pub mod letter_burst;
pub mod letter_choice;
pub mod letter_files;
pub mod letter_template;
pub mod list_group;
pub mod live;
pub mod mail;
pub mod maintenance;
pub mod mention;
pub mod network;
pub mod presence;
pub mod privacy;
pub mod rating;
pub mod reply_template;
pub mod retention;
pub mod role;
pub mod saved_view;
pub mod search;
pub mod sign_on;
pub mod staff_notice;
pub mod stage;
pub mod standard;
pub mod template;
pub mod text;
pub mod ticket;
pub mod time;
pub mod webhook;
