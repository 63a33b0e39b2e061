//! A throw-away PostgreSQL cluster: C collation, loopback only, gone when the task ends.
//!
//! PostgreSQL refuses to run as root, so root runs it as the user `postgres` that its package makes.

use super::{Server, command, free_port};
use crate::{interrupt, need};
use anyhow::{Context, Result};
use rustix::process::Signal;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// As in production: what a measurement needs.
    Synced,
    /// Nothing is synced. Enough for tests, none of which pulls the plug on PostgreSQL itself, and much faster.
    Unsynced,
}

/// A running cluster with one superuser, `postgres`.
pub(crate) struct Postgres {
    url: String,
    // Order matters: the server stops before its files go.
    _server: Server,
    _folder: TempDir,
}

impl Postgres {
    pub(crate) fn start(durability: Durability) -> Result<Postgres> {
        let user = rustix::process::geteuid().is_root().then_some("postgres");
        let folder = tempfile::Builder::new()
            .prefix("touchstone-postgres-")
            .tempdir()?;
        let password = random_word()?;
        let data = make_cluster(folder.path(), user, &password)?;
        let port = free_port()?;
        let program = need::postgres_program("postgres").context("postgres is not installed")?;
        let mut run = command(&program, user, "INT")?;
        run.current_dir(folder.path())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path());
        run.args([
            "-p",
            &port.to_string(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "max_connections=300",
        ]);
        if durability == Durability::Unsynced {
            for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] {
                run.args(["-c", setting]);
            }
        }
        let log = folder.path().join("postgres.log");
        let mut server = Server::start("PostgreSQL", run, &log, Signal::INT)?;
        server.wait_for(|said| said.contains("ready to accept connections").then_some(()))?;
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        Ok(Postgres {
            url,
            _server: server,
            _folder: folder,
        })
    }

    /// Where its superuser connects.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// `initdb` in a sub-folder that `user` owns.
fn make_cluster(folder: &Path, user: Option<&str>, password: &str) -> Result<std::path::PathBuf> {
    let data = folder.join("data");
    let password_file = folder.join("password");
    std::fs::write(&password_file, password)?;
    if let Some(user) = user {
        interrupt::output(Command::new("chown").arg("-R").arg(user).arg(folder))
            .context("is the user that PostgreSQL's package makes there?")?;
    }
    let initdb = need::postgres_program("initdb").context("initdb is not installed")?;
    let mut make = command(&initdb, user, "TERM")?;
    make.current_dir(folder)
        .stdin(Stdio::null())
        .arg("-D")
        .arg(&data)
        .arg("--pwfile")
        .arg(&password_file);
    make.args([
        "--username=postgres",
        "--auth=password",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]);
    interrupt::output(&mut make)?;
    Ok(data)
}

/// The cluster listens on loopback, where any user of the machine could otherwise become its superuser.
fn random_word() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).context("no random bytes from the system")?;
    Ok(bytes.iter().fold(String::new(), |mut word, byte| {
        let _ = write!(word, "{byte:02x}");
        word
    }))
}
