//! The restore drill: while the desk is at work a backup is taken, the machine is lost, and another one is made from the
//! backup. Everything acknowledged before the backup began is there, and no half of anything.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use touchstone_testkit::engines::{TestDatabase, TestDirectory, block_on};

use crate::crash::{Promises, look, work};
use crate::process::{Place, Server, said};

const WORKERS: usize = 4;
/// How long a restore of this little data may take; the product promises two hours for a real one.
const RTO: Duration = Duration::from_secs(60);
/// How long anybody may wait for an answer while a backup is made.
const LONGEST_STALL: Duration = Duration::from_secs(5);

#[test]
fn a_restore_after_a_loss_under_load_misses_nothing_on_sqlite() {
    block_on(drill(&Place::sqlite(), None, &OnDisk::default()));
}

#[test]
fn a_restore_after_a_loss_under_load_misses_nothing_on_postgres() {
    let elsewhere = Some(TestDatabase::create_empty());
    block_on(drill(&Place::postgres(), elsewhere, &OnDisk::default()));
}

/// Where a drill keeps its backup.
pub trait DrillShelf {
    /// As `--to` takes it.
    fn place(&self) -> String;
    /// The only backup on it, as `--from` takes it.
    fn only(&self) -> String;
}

struct OnDisk(TestDirectory);

impl Default for OnDisk {
    fn default() -> Self {
        Self(TestDirectory::new())
    }
}

impl DrillShelf for OnDisk {
    fn place(&self) -> String {
        self.0.path().to_str().unwrap().to_owned()
    }

    fn only(&self) -> String {
        only_backup(self.0.path()).to_str().unwrap().to_owned()
    }
}

#[expect(clippy::disallowed_methods, reason = "measures how long a restore takes")]
pub async fn drill(place: &Place, elsewhere: Option<TestDatabase>, shelf: &impl DrillShelf) {
    let email = place.create_administrator();
    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let promises = Arc::new(Mutex::new(Promises::default()));
    let load: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let (public, admin) = (server.public(), admin.clone());
            tokio::spawn(work(public, admin, format!("w{worker}"), Arc::clone(&promises)))
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(2)).await;

    let mut acknowledged = promises.lock().await.clone();
    let stall = tokio::spawn(longest_stall(server.public()));
    let file = backup(place, shelf).await;
    assert!(
        !stall.is_finished(),
        "somebody waited too long while the backup was made"
    );
    stall.abort();
    let during = promises.lock().await.requests.len() - acknowledged.requests.len();
    assert!(
        acknowledged.requests.len() > 5,
        "hardly anything was acknowledged"
    );
    assert!(during > 0, "nothing was acknowledged while the backup was made");
    server.kill();
    for worker in load {
        worker.await.unwrap();
    }

    // Another machine: of the old one there is the backup and the saved key ring.
    let began = Instant::now();
    let there = place.directory().join("there");
    let at = |arguments: &[&str]| elsewhere_command(place, &there, elsewhere.as_ref(), arguments);
    let done = at(&["restore", "--from", &file]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let server = Server::start_with(place, at).await;
    assert!(began.elapsed() < RTO, "it took {:?}", began.elapsed());
    acknowledged.unanswered.clear();
    look(&server, &server.signed_in(email).await, &mut acknowledged).await;
}

/// Asks again and again; fails when an answer takes long.
#[expect(clippy::disallowed_methods, reason = "measures how long an answer takes")]
async fn longest_stall(public: touchstone_testkit::app::Client) {
    loop {
        let asked = Instant::now();
        let _ = public.get("/readyz").try_send().await;
        assert!(
            asked.elapsed() < LONGEST_STALL,
            "{:?} for one answer",
            asked.elapsed()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Runs `touchstone backup` beside the server; what it wrote.
async fn backup(place: &Place, shelf: &impl DrillShelf) -> String {
    let mut command = place.command(&["backup", "--to", &shelf.place()]);
    let done = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    assert!(done.status.success(), "{}", said(&done));
    shelf.only()
}

/// The only file on a shelf.
pub fn only_backup(shelf: &Path) -> PathBuf {
    let mut files = std::fs::read_dir(shelf).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none(), "something is left beside the backup");
    assert_eq!(file.extension().unwrap(), "backup");
    file
}

/// The program as it runs elsewhere: other directory, other database, the same key ring.
pub fn elsewhere_command(
    place: &Place,
    data_dir: &Path,
    database: Option<&TestDatabase>,
    arguments: &[&str],
) -> Command {
    let mut command = place.command(arguments);
    command.env("TOUCHSTONE_DATA_DIR", data_dir);
    if let Some(database) = database {
        command.env("TOUCHSTONE_DATABASE_URL", database.url());
    }
    command
}
