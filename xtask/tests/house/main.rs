//! The rules of the house that no compiler checks: which crate may see which, how files are kept, what the
//! documentation claims.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail by panicking"
)]

mod container;
mod coverage;
mod files;
mod text;
mod walls;
