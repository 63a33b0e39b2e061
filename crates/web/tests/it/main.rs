//! The HTTP face, asked through its front door, on both engines.

mod account;
mod coverage;
mod csrf;
mod harness;
mod headers;
mod pages_admin;
mod problems;
mod rates;
