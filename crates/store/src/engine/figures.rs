//! What the engine has done and what waits for it, for whoever watches the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Counted by the writers.
#[derive(Clone, Default)]
pub(crate) struct Work(Arc<Counted>);

#[derive(Default)]
struct Counted {
    commits: AtomicU64,
    commands: AtomicU64,
    refused_full: AtomicU64,
    disk_low: AtomicBool,
}

impl Work {
    /// One commit that held this many closures.
    pub(crate) fn committed(&self, commands: usize) {
        self.0.commits.fetch_add(1, Relaxed);
        self.0.commands.fetch_add(commands as u64, Relaxed);
    }

    /// A closure was refused because there is too little space.
    pub(crate) fn refused_full(&self) {
        self.0.refused_full.fetch_add(1, Relaxed);
    }

    /// Whether free space lies below the floor.
    pub(crate) fn disk_low(&self, low: bool) {
        self.0.disk_low.store(low, Relaxed);
    }

    /// What was counted, with the depths of the queues.
    pub(crate) fn figures(&self, waiting: [usize; 3]) -> StoreFigures {
        let [writes, reads, slow_reads] = waiting;
        StoreFigures {
            commits: self.0.commits.load(Relaxed),
            commands: self.0.commands.load(Relaxed),
            refused_full: self.0.refused_full.load(Relaxed),
            disk_low: self.0.disk_low.load(Relaxed),
            waiting_writes: writes,
            waiting_reads: reads,
            waiting_slow_reads: slow_reads,
        }
    }
}

/// The state of an open store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFigures {
    /// Commits since the start; on SQLite each holds a batch of commands.
    pub commits: u64,
    /// Closures that were part of them.
    pub commands: u64,
    /// Closures refused because there was too little space.
    pub refused_full: u64,
    /// Whether free space lies below the floor.
    pub disk_low: bool,
    pub waiting_writes: usize,
    pub waiting_reads: usize,
    pub waiting_slow_reads: usize,
}
