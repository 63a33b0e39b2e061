//! Making one backup beside the work of the desk: on a thread of its own, from a connection of its own.

use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use touchstone_store::StoreError;
use touchstone_store::backup::{
    BackupError, BackupKey, BackupPlan, Progress, Shelf, Stage, Written, backup_write,
};
use touchstone_store::portable::Snapshot;

use crate::core::App;

/// Version of the program, as backups name it.
const PRODUCT: &str = env!("CARGO_PKG_VERSION");

/// A backup to be made.
#[derive(Clone)]
pub struct BackupOrder {
    /// Where it goes.
    pub shelf: Shelf,
    pub key: Option<BackupKey>,
}

/// Makes a backup of the present state and checks it. Nobody who works meanwhile waits for it. What is acknowledged
/// before this is called is in it.
pub async fn backup_make(
    app: &App,
    order: BackupOrder,
    progress: watch::Sender<Progress>,
) -> Result<Written, BackupError> {
    let (reply, made) = oneshot::channel();
    let (app, runtime) = (app.clone(), Handle::current());
    // Not on the runtime's threads: the work is long, and PostgreSQL's client blocks.
    let thread = std::thread::Builder::new().name("backup".into());
    let started = thread.spawn(move || {
        let made = make(&app, &order, &runtime, &progress);
        let _ = reply.send(made);
    });
    started.map_err(|e| StoreError::Unavailable(format!("no thread for the backup: {e}")))?;
    made.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
}

fn make(
    app: &App,
    order: &BackupOrder,
    runtime: &Handle,
    progress: &watch::Sender<Progress>,
) -> Result<Written, BackupError> {
    let at = app.clock.now();
    let mut snapshot = Snapshot::of(&app.store)?;
    let plan = BackupPlan {
        shelf: &order.shelf,
        key: order.key.as_ref(),
        at,
        product: PRODUCT,
        blobs: &app.blobs,
        runtime,
    };
    backup_write(&mut snapshot, &plan, &mut |now| {
        progress.send_replace(now);
    })
}

/// Where progress starts.
pub const BEGINNING: Progress = Progress {
    stage: Stage::Rows,
    done: 0,
    total: 0,
};
