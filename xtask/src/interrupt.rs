//! Ctrl-C and its kin, so that no server outlives the task that started it.
//!
//! A signal does not end this program: it is remembered, handed on to the command that is running, and the task
//! unwinds as after any failure. Servers are stopped by their `Drop`; [`super::server`] has the rest.

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicI32, Ordering};

static RECEIVED: AtomicI32 = AtomicI32::new(0);
static RUNNING: AtomicI32 = AtomicI32::new(0);

/// Begins to listen; called once, before anything is started.
pub(crate) fn watch() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot listen for signals")?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            RECEIVED.store(signal, Ordering::SeqCst);
            hand_on(signal);
        }
    });
    Ok(())
}

/// An error once a signal has come.
pub(crate) fn check() -> Result<()> {
    match RECEIVED.load(Ordering::SeqCst) {
        0 => Ok(()),
        signal => bail!("stopped by signal {signal}"),
    }
}

/// Runs a command to its end, with this program's own terminal.
pub(crate) fn run(command: &mut Command) -> Result<ExitStatus> {
    check()?;
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    RUNNING.store(child.id().cast_signed(), Ordering::SeqCst);
    let status = child.wait();
    RUNNING.store(0, Ordering::SeqCst);
    check()?;
    Ok(status?)
}

/// Runs a command that must succeed.
pub(crate) fn run_well(command: &mut Command) -> Result<()> {
    let status = run(command)?;
    if !status.success() {
        bail!("{} failed: {status}", shown(command));
    }
    Ok(())
}

/// Runs a command that must succeed and gives what it wrote to standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    check()?;
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed: {}\n{said}", shown(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The program and its arguments, for a message.
pub(crate) fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A terminal sends Ctrl-C to the whole foreground group itself; a second one would make cargo kill its tests.
fn hand_on(signal: i32) {
    let signal = match signal {
        SIGTERM => Signal::TERM,
        SIGHUP => Signal::HUP,
        _ => return,
    };
    if let Some(pid) =
        Pid::from_raw(RUNNING.load(Ordering::SeqCst)).filter(|pid| pid.as_raw_nonzero().get() > 0)
    {
        // Gone already is as good.
        let _ = kill_process(pid, signal);
    }
}
