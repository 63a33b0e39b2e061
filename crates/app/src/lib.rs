//! What may happen: commands and queries, authorisation, reactions, jobs and reconcilers.
//!
//! A command is a plain function over [`core::Cx`]: it reads, asks whether the actor may, lets a pure rule of
//! `touchstone-domain` decide, saves, and records what happened. One executor ([`core::App::command`]) runs it in
//! one transaction with its idempotency key and version precondition. Nothing here knows of HTTP, pages or SQL.

pub mod account;
pub mod audit;
pub mod background;
pub mod backtest;
pub mod backup;
pub mod board;
pub mod breach;
pub mod bulk;
pub mod calendar;
pub mod clockwork;
pub mod condition;
pub mod core;
pub mod correction;
pub mod export;
pub mod figures;
pub mod housekeeping;
pub mod import;
pub mod intake;
pub mod keys;
pub mod law;
pub mod letter;
pub mod live;
pub mod mail;
pub mod maintenance;
pub mod notify;
pub mod person;
pub mod pledge;
pub mod presence;
pub mod privacy;
pub mod reactions;
pub mod reply_template;
pub mod retention;
pub mod rotation;
pub mod saved_view;
pub mod search;
pub mod settings;
pub mod staff_notice;
pub mod standard;
pub mod ticket;
pub mod webhook;
pub mod work;

pub use crate::core::{Actor, App, AppError, Call, Caller};
