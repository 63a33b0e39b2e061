//! What is kept: all SQL, the schema, the two engines behind one waist, and the machinery everything stands on (event
//! log, readers, timers, jobs, counters, blobs).
//!
//! It does not decide: no rule of the domain, no authorisation, no wall clock. Everything above works through
//! [`Store::write`] and [`Store::read`] with functions over [`Tx`].

// So that record modules write `sql!` and `record!` the same way as everything that lives here.
#[doc(hidden)]
pub use inventory;

mod engine;
mod error;
mod record;
pub mod sql;

pub mod backlog;
pub mod backoff;
pub mod backup;
pub mod blob;
pub mod breach;
pub mod correction;
pub mod counter;
mod directory;
pub mod event;
pub mod export;
pub mod idempotency;
pub mod identity;
pub mod job;
pub mod migrate;
mod node;
pub mod pledge;
pub mod portable;
pub mod reader;
pub mod sequence;
mod sequencer;
pub mod shared_time;
pub mod timer;

pub mod account_link;
pub mod audit;
pub mod backtest;
pub mod bulk;
pub mod calendar;
pub mod clock;
pub mod draft;
pub mod duplicate;
pub mod erasure;
pub mod event_origin;
pub mod figure;
pub mod file;
pub mod guard;
pub mod handover;
pub mod hold;
pub mod import;
pub mod import_row;
pub mod intake;
pub mod key_check;
pub mod key_rotation;
pub mod key_use;
pub mod law;
pub mod letter;
pub mod letter_choice;
pub mod mail;
pub mod mail_source;
pub mod maintenance;
pub mod mention;
pub mod message;
pub mod notice_choice;
pub mod notification;
pub mod otp;
pub mod passkey;
pub mod person;
pub mod presence;
pub mod privacy_package;
pub mod privacy_request;
pub mod rating;
pub mod reference;
pub mod removal;
pub mod reply_template;
pub mod retention;
pub mod reveal;
pub mod role;
pub mod role_setting;
pub mod saved_view;
pub mod search;
pub mod search_build;
pub mod second_factor;
pub mod session;
pub mod setting;
pub mod split;
pub mod staff_notice;
pub mod standard;
pub mod standard_document;
pub mod standard_reader;
pub mod suggestion;
pub mod suppression;
pub mod team;
pub mod ticket;
pub mod together;
pub mod token;
pub mod track_session;
pub mod user;
pub mod webhook;

pub use crate::engine::{
    Durability, EngineConfig, EngineKind, FromValue, Lane, Row, Store, StoreConfig, StoreFigures, ToValue,
    Tx, Value,
};
pub use crate::error::{OpenError, StoreError};
pub use crate::record::Locked;
pub use crate::sql::Sql;
