//! How Touchstone is run: its command line, its configuration, the parts put together. It decides nothing about the
//! business; every error ends as one sentence on the standard error and a non-zero exit code.

mod backup;
mod cli;
mod config;
mod control;
mod copy;
mod demo;
mod export;
mod import;
mod journal;
mod keys;
mod mail_in;
mod metrics;
mod migrate;
mod refusal;
mod restore;
mod rollback;
mod say;
mod serve;
mod server;
mod shelf;
mod sla;
mod telemetry;
mod user;
mod wiring;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Requests are made of many small pieces that one thread asks for and another gives back. The C library's allocator takes longer
/// for them and keeps more of what it was given back.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            say::complain(&format!("touchstone: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
