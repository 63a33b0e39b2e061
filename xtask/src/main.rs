//! Everything a developer runs that is more than one command: `cargo xtask test | bench | dist | vendor | dev`.
//!
//! It is part of the repository so that a fresh machine with Rust and a C compiler is enough: what a task needs
//! beside them it installs through the system's package manager, or it stops and says what to install. It builds
//! nothing of the product itself and knows nothing of its insides; it starts servers, runs cargo, and cleans up.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to a terminal"
)]

mod bench;
mod dev;
mod dist;
mod interrupt;
mod need;
mod repo;
mod server;
mod test;
mod vendor;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Developer tasks of Touchstone",
    max_term_width = 110
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run the tests against both database engines and a real browser, installing what they need
    Test(test::Arguments),
    /// Measure the product against its budgets and print a table
    Bench(bench::Arguments),
    /// Build the program as it is shipped, and hold its size against the budget
    Dist,
    /// Fetch the pinned front-end files of others from npm, or check them against their recorded hashes
    Vendor(vendor::Arguments),
    /// Serve the demo from the work tree: templates are read again on each request
    Dev(dev::Arguments),
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    interrupt::watch()?;
    match cli.task {
        Task::Test(arguments) => test::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Dist => dist::run(),
        Task::Vendor(arguments) => vendor::run(&arguments),
        Task::Dev(arguments) => dev::run(&arguments),
    }
}
