//! A floor under the free space of the data directory: below it writes are refused, so that the disk is never filled to
//! the last byte by ourselves and there is room left to tidy up in.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long an answer of the operating system is believed.
const FRESH: Duration = Duration::from_secs(1);

pub(crate) struct DiskFloor {
    dir: PathBuf,
    floor: u64,
    asked: Option<Instant>,
    low: bool,
}

impl DiskFloor {
    /// `floor` in bytes.
    pub(crate) fn new(dir: PathBuf, floor: u64) -> Self {
        Self {
            dir,
            floor,
            asked: None,
            low: false,
        }
    }

    /// Whether there is less than the floor.
    #[expect(
        clippy::disallowed_methods,
        reason = "paces a question to the operating system"
    )]
    pub(crate) fn is_low(&mut self) -> bool {
        if self.asked.is_none_or(|at| at.elapsed() >= FRESH) {
            self.asked = Some(Instant::now());
            // A file system that cannot tell is not held against anybody: a write that fails will say so.
            let low = fs4::available_space(&self.dir).is_ok_and(|free| free < self.floor);
            if low && !self.low {
                tracing::error!(dir = %self.dir.display(), floor = self.floor, "too little free space: writes are refused");
            } else if !low && self.low {
                tracing::info!(dir = %self.dir.display(), floor = self.floor, "enough free space again: writes are accepted");
            }
            self.low = low;
        }
        self.low
    }
}
