//! `cargo xtask bench`: the product's figures against its budgets.
//!
//! The measuring itself is done by bench programs of the crates, built for release; they say on standard output,
//! one JSON object a line, what they do and what they found. This task starts what they need, shows a progress bar,
//! and prints one table at the end. Its PostgreSQL waits for the disk at every commit, as production does.

mod report;

use crate::server::{Durability, Postgres};
use crate::{interrupt, need, repo};
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use report::{Line, Row};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Seconds each rate is measured for
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Only this program (requests, search, scale …), or only rows whose name contains this
    #[arg(long)]
    only: Option<String>,
    /// Engines that `scale` is measured on, when it is the only program
    #[arg(long)]
    engine: Option<String>,
    /// Numbers of tickets that `scale` is measured at, smallest first
    #[arg(long, value_delimiter = ',')]
    sizes: Vec<u64>,
    /// Where the directories that `scale` fills stay, to be found by the next run
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Exit with an error when a budget is missed
    #[arg(long)]
    strict: bool,
}

/// The bench programs, by crate and bench target.
const PROGRAMS: [(&str, &str); 8] = [
    ("touchstone", "requests"),
    ("touchstone", "imports"),
    ("touchstone", "clocks"),
    ("touchstone", "search"),
    ("touchstone", "backtest"),
    ("touchstone", "webhooks"),
    ("touchstone", SCALE),
    ("touchstone", "mail"),
];

/// The program that fills whole installations, and takes arguments of its own.
const SCALE: &str = "scale";

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    need::provide(&[need::POSTGRES])?;
    let programs = chosen(arguments.only.as_deref());
    for (package, bench) in &programs {
        build(package, bench)?;
    }
    let postgres = Postgres::start(Durability::Synced)?;
    let mut rows = Vec::new();
    for (package, bench) in programs {
        rows.extend(measure(program(package, bench, arguments, &postgres))?);
    }
    print!("{}", report::table(&rows));
    let missed = rows.iter().any(Row::missed);
    Ok(if missed && arguments.strict {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The programs to run: the one that is named, or all of them, which then look for the rows that are meant.
fn chosen(only: Option<&str>) -> Vec<(&'static str, &'static str)> {
    let named: Vec<_> = PROGRAMS
        .into_iter()
        .filter(|(_, bench)| only == Some(*bench))
        .collect();
    if named.is_empty() {
        PROGRAMS.to_vec()
    } else {
        named
    }
}

/// Built apart, so that cargo's own progress is not mixed with ours.
fn build(package: &str, bench: &str) -> Result<()> {
    interrupt::run_well(repo::cargo().args(["bench", "--no-run", "-p", package, "--bench", bench]))
}

fn program(package: &str, bench: &str, arguments: &Arguments, postgres: &Postgres) -> Command {
    let mut command = repo::cargo();
    command.args(["bench", "--quiet", "-p", package, "--bench", bench, "--"]);
    command.args(["--seconds", &arguments.seconds.to_string()]);
    match &arguments.only {
        Some(only) if only == bench => {
            command.args(arguments.engine.iter().flat_map(|engine| ["--only", engine]));
        }
        Some(only) => {
            command.args(["--only", only]);
        }
        None => {}
    }
    if bench == SCALE {
        if !arguments.sizes.is_empty() {
            let sizes: Vec<String> = arguments.sizes.iter().map(u64::to_string).collect();
            command.args(["--sizes", &sizes.join(",")]);
        }
        if let Some(keep) = &arguments.keep {
            // Cargo runs it in its own package's directory.
            let keep = std::path::absolute(keep).unwrap_or_else(|_| keep.clone());
            command.arg("--keep").arg(keep);
        }
    }
    // The name under which the tests know it: the benches share their fixtures.
    command.env("TOUCHSTONE_TEST_POSTGRES", postgres.url());
    command
}

/// Runs one program, showing what it says it does, and collects its rows.
fn measure(mut command: Command) -> Result<Vec<Row>> {
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template(
        "{spinner} {bar:30} {pos}/{len} {wide_msg}",
    )?);
    bar.enable_steady_tick(Duration::from_millis(120));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo bench")?;
    let said = BufReader::new(child.stdout.take().context("no output to read")?);
    let mut rows = Vec::new();
    for line in said.lines() {
        interrupt::check()?;
        match Line::parse(&line?) {
            Some(Line::Working { what, done, of }) => {
                bar.set_length(of);
                bar.set_position(done);
                bar.set_message(what);
            }
            Some(Line::Row(row)) => rows.push(row),
            // The harness's own chatter.
            None => {}
        }
    }
    bar.finish_and_clear();
    let status = child.wait()?;
    if !status.success() {
        bail!("{} failed: {status}", interrupt::shown(&command));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_named_or_rows_of_all_are_looked_for() {
        assert_eq!(chosen(Some(SCALE)), [("touchstone", SCALE)]);
        assert_eq!(chosen(Some("sqlite")).len(), PROGRAMS.len());
        assert_eq!(chosen(None).len(), PROGRAMS.len());
    }
}
