//! The one clock of processes that share a database: the database's, followed from this machine's.
//!
//! Each process asks the database now and then how far its own machine is off, and adds that to what its machine says. So
//! timers, leases and clocks of requests mean the same instant everywhere, and no command waits to be told the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use touchstone_domain::time::{Clock, Span, Timestamp};
use touchstone_store::shared_time::database_time;
use touchstone_store::{Lane, Store};

use super::AppError;

/// A machine's clock, corrected by what the database says.
pub struct SharedClock {
    machine: Arc<dyn Clock>,
    /// How far the database is ahead of the machine, in µs.
    ahead: AtomicI64,
}

impl SharedClock {
    /// Shows the machine's time until it has followed the database once.
    pub fn new(machine: Arc<dyn Clock>) -> Self {
        Self {
            machine,
            ahead: AtomicI64::new(0),
        }
    }

    /// Asks the database for its time; answers how far it is ahead of this machine. The answer counts for the middle of
    /// the time that asking took, so it is wrong by half of that at most.
    pub async fn follow(&self, store: &Store) -> Result<Span, AppError> {
        let asked = self.machine.now();
        let database = store
            .read(Lane::Fast, |tx| database_time(tx).map_err(AppError::from))
            .await?;
        let middle = asked + (self.machine.now() - asked).mul_f64(0.5);
        let ahead = database - middle;
        self.ahead.store(ahead.as_micros(), Ordering::Relaxed);
        Ok(ahead)
    }
}

impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        self.machine.now() + Span::from_micros(self.ahead.load(Ordering::Relaxed))
    }
}
