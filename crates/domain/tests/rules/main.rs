//! The rules of a request from outside: what its standard demands, how its clocks run, what time does to it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise, helpers included"
)]

mod clauses;
mod clocks;
mod deadlines;
mod facts;
mod pack;
mod pack_errors;
mod shop;
mod stages;
mod support;
mod walk;
mod walk_check;
