//! What is agreed with whoever supervises the process: that it serves, that it stops, how many files it may open.

use sd_notify::NotifyState;
use std::time::Duration;

/// Files and sockets beside connections: database, log, uploads, outgoing mail.
#[cfg(unix)]
const OTHER_FILES: u64 = 256;

/// Tells systemd that requests are answered from now on; says nothing where nobody asked to be told.
pub(super) fn ready() {
    tell(NotifyState::Ready);
}

pub(super) fn stopping() {
    tell(NotifyState::Stopping);
}

/// Says what the start is at, and that it goes on: the next word follows within `every`.
pub(super) fn migrating(status: &str, every: Duration) {
    // Twice the time, for a busy machine.
    let patience = u32::try_from(every.as_micros())
        .unwrap_or(u32::MAX)
        .saturating_mul(2);
    tell_all(&[
        NotifyState::Status(status),
        NotifyState::ExtendTimeoutUsec(patience),
    ]);
}

fn tell(state: NotifyState<'_>) {
    tell_all(&[state]);
}

fn tell_all(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the supervisor could not be told");
    }
}

/// Raises the limit of open files as far as the system allows; how many of `connections` then fit.
#[cfg(unix)]
pub(crate) fn room_for(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let allowed = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: allowed.maximum,
        maximum: allowed.maximum,
    };
    let files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => allowed.maximum,
        Err(_) => allowed.current,
    };
    // Without a limit everything fits.
    let Some(files) = files else { return connections };
    let room = usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(connections);
    if room < connections {
        let room = room.max(1);
        tracing::warn!(
            files,
            "the system allows too few open files for {connections} connections: {room} are accepted"
        );
        return room;
    }
    connections
}

#[cfg(not(unix))]
pub(crate) fn room_for(connections: usize) -> usize {
    connections
}
