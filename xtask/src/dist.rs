//! `cargo xtask dist`: the program as it is shipped, built by the profile `dist`, and its size held against the budget.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::{interrupt, repo};

/// The program is this large at most, in bytes.
const MOST: u64 = 60_000_000;

/// Two megabytes of relocations become some kilobytes. The C library reads them from glibc 2.36 on (Debian 12), so this is no
/// flag of builds that may run elsewhere.
const PACKED_RELOCATIONS: &str = "-C link-arg=-Wl,-z,pack-relative-relocs";

pub(crate) fn run() -> Result<ExitCode> {
    let mut flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    if cfg!(all(target_os = "linux", target_env = "gnu")) {
        flags = format!("{flags} {PACKED_RELOCATIONS}");
    }
    let mut command = repo::cargo();
    command.args([
        "build",
        "--locked",
        "--profile",
        "dist",
        "--package",
        "touchstone",
    ]);
    command.env("RUSTFLAGS", flags.trim());
    interrupt::run_well(&mut command)?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let program = repo::root().join(target).join("dist/touchstone");
    let size = program
        .metadata()
        .with_context(|| format!("cargo left no {}", program.display()))?
        .len();
    println!("{}: {:.1} MB", program.display(), size as f64 / 1e6);
    ensure!(size <= MOST, "the program is larger than {} MB", MOST / 1_000_000);
    Ok(ExitCode::SUCCESS)
}
