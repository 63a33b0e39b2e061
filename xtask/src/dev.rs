//! `cargo xtask dev`: the demo, served from the work tree for someone who is changing it.
//!
//! Templates and words are read from the work tree at each request, so a page is changed by saving its file and
//! reloading. Code is built with the debug profile; stop with Ctrl-C and start again after changing it. The data
//! directory is kept under `target/` between runs.

use crate::{interrupt, repo};
use anyhow::Result;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Passed on to `touchstone demo`, for instance `--listen 127.0.0.1:8080`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let root = repo::root();
    let mut command = repo::cargo();
    command.args(["run", "--package", "touchstone", "--", "demo"]);
    command
        .arg("--data-dir")
        .arg(root.join("target").join("dev-data"));
    command
        .arg("--reload-from")
        .arg(root.join("crates").join("render"));
    command.args(&arguments.rest);
    let status = interrupt::run(&mut command)?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
