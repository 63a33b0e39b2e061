//! Servers that a task starts on a free port and stops again, whatever happens.
//!
//! Dropping a [`Server`] stops it, so a failure or a signal on the way cleans up. Where `setpriv` exists the kernel
//! also stops it when this program is killed outright. Server programs are found, not installed: see
//! [`crate::need`].

mod chromedriver;
mod postgres;

pub(crate) use chromedriver::Chromedriver;
pub(crate) use postgres::{Durability, Postgres};

use crate::{interrupt, need};
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const TICK: Duration = Duration::from_millis(50);
const START_TICKS: u32 = 60 * 20;
const STOP_TICKS: u32 = 10 * 20;

/// A running server, its log, and the signal it stops on.
struct Server {
    name: &'static str,
    child: Child,
    log: PathBuf,
    stop: Signal,
}

impl Server {
    /// Starts it in a process group of its own, so that Ctrl-C reaches it only through `Drop`.
    fn start(name: &'static str, mut command: Command, log: &Path, stop: Signal) -> Result<Server> {
        let out = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .process_group(0);
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {}", interrupt::shown(&command)))?;
        Ok(Server {
            name,
            child,
            log: log.to_path_buf(),
            stop,
        })
    }

    /// Waits until `ready` gives something, at most a minute.
    fn wait_for<T>(&mut self, mut ready: impl FnMut(&str) -> Option<T>) -> Result<T> {
        for _ in 0..START_TICKS {
            interrupt::check()?;
            let said = std::fs::read_to_string(&self.log).unwrap_or_default();
            if let Some(found) = ready(&said) {
                return Ok(found);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended at once ({status}):\n{said}", self.name);
            }
            sleep(TICK);
        }
        bail!(
            "{} is not ready after a minute:\n{}",
            self.name,
            std::fs::read_to_string(&self.log)?
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) else {
            return;
        };
        // Each may find nothing left to stop, which is the aim.
        let _ = kill_process(pid, self.stop);
        for _ in 0..STOP_TICKS {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            sleep(TICK);
        }
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// A port nobody listens on now.
fn free_port() -> Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on the loopback address")?;
    Ok(listener.local_addr()?.port())
}

/// `program`, run by a `setpriv` that ties its life to ours and, if wanted, gives up root for another user.
fn command(program: &Path, user: Option<&str>, stop: &str) -> Result<Command> {
    let Some(setpriv) = need::program("setpriv") else {
        match user {
            Some(user) => bail!("setpriv (Debian package util-linux) is needed to run a server as {user}"),
            None => return Ok(Command::new(program)),
        }
    };
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", stop]);
    if let Some(user) = user {
        command
            .arg(format!("--reuid={user}"))
            .arg(format!("--regid={user}"))
            .arg("--init-groups");
    }
    command.arg("--").arg(program);
    Ok(command)
}
