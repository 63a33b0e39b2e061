//! The store from outside, on both engines.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod atomicity;
mod backups;
mod blobs;
mod commit;
mod copying;
mod counters;
mod events;
mod idempotency;
mod jobs;
mod opening;
mod plans;
mod portable;
mod readers;
mod schema;
mod statements;
mod support;
mod timers;
mod upgrade;
mod values;
