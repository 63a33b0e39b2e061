//! The HTTP face, asked through its front door, on both engines.

mod account;
mod coverage;
mod csrf;
mod harness;
mod headers;
mod problems;
mod rates;
