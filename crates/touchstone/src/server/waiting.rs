//! Before the product is open: the sockets answer already, that it is not ready and how far a migration is, and the
//! supervisor is told not to lose patience.

use super::accept::Room;
use super::open::Connections;
use super::tls::Tls;
use super::{Sockets, open_doors, supervisor};
use crate::config::ServerConfig;
use anyhow::Result;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use touchstone_render::Renderer;
use touchstone_store::migrate::{Migrating, MigrationStage};
use touchstone_web::{Opening, waiting};

/// How often the supervisor hears that a migration goes on.
const WORD_EVERY: Duration = Duration::from_secs(10);
/// How long answers under way may take when the product opens.
const LEAVE: Duration = Duration::from_secs(1);

/// Answers until the product does. Must be made and closed inside the runtime.
pub(crate) struct WaitingHall {
    connections: Arc<Connections>,
    doors: JoinSet<()>,
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
    opening: watch::Sender<Opening>,
}

impl WaitingHall {
    pub(crate) fn open(
        sockets: &Sockets,
        tls: Option<Arc<Tls>>,
        limits: &ServerConfig,
        renderer: Arc<Renderer>,
    ) -> Result<Self> {
        let (opening, seen) = watch::channel(Opening::Starting);
        let (stop, stopped) = watch::channel(false);
        let connections = Arc::new(Connections::new(limits));
        let room = Room {
            connections: Arc::clone(&connections),
            router: waiting(renderer, seen.clone()),
            tls,
        };
        let (mut doors, mut tasks) = (JoinSet::new(), JoinSet::new());
        open_doors(&mut doors, sockets.again()?, &room, &stopped)?;
        tasks.spawn(Arc::clone(&connections).watch());
        tasks.spawn(keep_patience(seen));
        Ok(Self {
            connections,
            doors,
            tasks,
            stop,
            opening,
        })
    }

    /// Takes a word of the migration: into the log, and to whoever asks.
    pub(crate) fn tell(&self, word: &Migrating) {
        tracing::info!("{word}");
        let (nth, of) = match &word.stage {
            MigrationStage::Step { nth, of, .. } => (*nth, *of),
            MigrationStage::Done => (word.to - word.from, word.to - word.from),
            MigrationStage::Copying | MigrationStage::Copied(_) => (0, word.to - word.from),
        };
        let (from, to) = (word.from, word.to);
        self.opening
            .send_replace(Opening::Migrating { from, to, nth, of });
    }

    /// Ends it; the sockets stay open for the product.
    pub(crate) async fn close(mut self) {
        let _ = self.stop.send(true);
        while self.doors.join_next().await.is_some() {}
        self.connections.drain(LEAVE).await;
        self.tasks.shutdown().await;
    }
}

/// As long as something is migrated, the supervisor must not take the start for hanging.
async fn keep_patience(opening: watch::Receiver<Opening>) {
    loop {
        tokio::time::sleep(WORD_EVERY).await;
        if let Opening::Migrating { from, to, nth, of } = *opening.borrow() {
            let status = format!("migrating from schema {from} to {to}, step {nth} of {of}");
            supervisor::migrating(&status, WORD_EVERY);
        }
    }
}
