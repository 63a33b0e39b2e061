//! `cargo xtask test`: both engines, a real browser, every test.
//!
//! Tests learn of the servers through the environment: `TOUCHSTONE_TEST_POSTGRES` (address of a superuser),
//! `TOUCHSTONE_TEST_CHROMEDRIVER` (address of the driver) and `TOUCHSTONE_TEST_CHROMIUM` (the browser). What is
//! set already is used as it is, so that a developer may keep a server running. A test that needs one of them and
//! does not find it fails; none skips itself.

use crate::server::{Chromedriver, Durability, Postgres};
use crate::{interrupt, need, repo};
use anyhow::Result;
use std::process::{Command, ExitCode, Stdio};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Passed on to the test runner, for instance `-p touchstone-store` or a part of a test's name
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    selection: Vec<String>,
}

const POSTGRES: &str = "TOUCHSTONE_TEST_POSTGRES";
const CHROMEDRIVER: &str = "TOUCHSTONE_TEST_CHROMEDRIVER";
const CHROMIUM: &str = "TOUCHSTONE_TEST_CHROMIUM";

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    need::provide(&[
        need::POSTGRES,
        need::BROWSER,
        need::CJK_FONTS,
        need::STRACE,
        need::MAIL_SERVERS,
    ])?;
    let postgres = std::env::var_os(POSTGRES)
        .is_none()
        .then(|| Postgres::start(Durability::Unsynced))
        .transpose()?;
    let chromedriver = std::env::var_os(CHROMEDRIVER)
        .is_none()
        .then(Chromedriver::start)
        .transpose()?;
    let mut commands = runner(&arguments.selection);
    for command in &mut commands {
        if let Some(server) = &postgres {
            command.env(POSTGRES, server.url());
        }
        if let Some(server) = &chromedriver {
            command.env(CHROMEDRIVER, server.url());
        }
        if let Some(browser) = need::chromium() {
            command.env(CHROMIUM, browser);
        }
    }
    let mut passed = true;
    for command in &mut commands {
        eprintln!("$ {}", interrupt::shown(command));
        passed &= interrupt::run(command)?.success();
    }
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The test runner's commands: nextest where it is installed, cargo's own runner elsewhere. Nextest runs no
/// examples in documentation, so those go first, and its closing line comes last.
fn runner(selection: &[String]) -> Vec<Command> {
    let whole = !selection
        .iter()
        .any(|word| word == "-p" || word.starts_with("--package"));
    let scope: &[&str] = if whole { &["--workspace"] } else { &[] };
    if !has_nextest() {
        let mut all = repo::cargo();
        all.args(["test", "--no-fail-fast"]).args(scope).args(selection);
        return vec![all];
    }
    let mut all = repo::cargo();
    all.args(["nextest", "run"]).args(scope).args(selection);
    if !selection.is_empty() {
        return vec![all];
    }
    let mut documentation = repo::cargo();
    documentation.args(["test", "--doc", "--quiet", "--workspace"]);
    vec![documentation, all]
}

fn has_nextest() -> bool {
    let answer = repo::cargo()
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    answer.is_ok_and(|status| status.success())
}
