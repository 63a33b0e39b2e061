//! The rules of a request from outside: what its standard demands, how its clocks run, what time does to it.

mod clocks;
mod deadlines;
mod facts;
mod pack;
mod pack_errors;
mod stages;
mod support;
mod walk;
mod walk_check;
