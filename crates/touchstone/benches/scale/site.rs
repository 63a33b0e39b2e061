//! An installation of the bench: its directory, perhaps kept between runs, and the program serving it, with what the
//! system says that costs.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

use crate::now;

pub(crate) const EMAIL: &str = "root@example.com";
const PASSWORD: &str = "correct horse battery staple";
/// A zone without summer time: figures of a day are those of another day, moved by whole days.
const ZONE: &str = "Asia/Shanghai";
const LOOK_AGAIN: Duration = Duration::from_millis(2);
/// A large database whose log has to be read again takes its time.
const PATIENCE: Duration = Duration::from_secs(300);

/// Ticks of processor time per second, as Linux counts them on every machine.
const TICKS: u64 = 100;

/// An installation that nobody serves, or one process of ours does.
pub(crate) struct Site {
    directory: PathBuf,
    database: Option<TestDatabase>,
    _temporary: Option<TestDirectory>,
}

impl Site {
    /// One with embedded SQLite, in a directory that stays or in one that goes with it.
    pub(crate) fn sqlite(kept: Option<&Path>) -> Result<Site> {
        Site::with(None, kept)
    }

    /// One with an empty PostgreSQL database that goes with it.
    pub(crate) fn postgres() -> Result<Site> {
        Site::with(Some(TestDatabase::create_empty()), None)
    }

    fn with(database: Option<TestDatabase>, kept: Option<&Path>) -> Result<Site> {
        let temporary = kept.is_none().then(TestDirectory::new);
        let directory = match (kept, &temporary) {
            (Some(kept), _) => std::path::absolute(kept)?,
            (None, Some(temporary)) => temporary.path().to_owned(),
            (None, None) => bail!("no directory"),
        };
        std::fs::create_dir_all(&directory)?;
        Ok(Site {
            directory,
            database,
            _temporary: temporary,
        })
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.directory.join("data")
    }

    pub(crate) fn key_ring(&self) -> PathBuf {
        self.directory.join("keys")
    }

    /// The address of its PostgreSQL database.
    pub(crate) fn database_url(&self) -> Option<&str> {
        self.database.as_ref().map(TestDatabase::url)
    }

    pub(crate) fn store(&self) -> StoreConfig {
        match self.database_url() {
            Some(url) => StoreConfig::postgres(url),
            None => StoreConfig::sqlite(self.data_dir()),
        }
    }

    /// Throws away what is in it.
    pub(crate) fn clear(&self) -> Result<()> {
        std::fs::remove_dir_all(&self.directory)?;
        std::fs::create_dir_all(&self.directory)?;
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
        command.current_dir(&self.directory).args(arguments);
        command.env("TOUCHSTONE_DATA_DIR", self.data_dir());
        command.env("TOUCHSTONE_KEY_RING", self.key_ring());
        command.env("TOUCHSTONE_ZONE", ZONE);
        if let Some(url) = self.database_url() {
            command.env("TOUCHSTONE_DATABASE_URL", url);
        }
        for limit in ["READS", "WRITES", "CREDENTIALS", "STAFF_CALLS"] {
            command.env(format!("TOUCHSTONE_LIMITS_{limit}_PER_MINUTE"), "1000000");
        }
        command
    }

    /// Makes the first administrator on the command line.
    pub(crate) fn create_administrator(&self) -> Result<()> {
        let arguments = ["user", "create", "--name", "Root", "--email", EMAIL];
        let mut command = self.command(&arguments);
        command.args(["--role", "administrator", "--password-stdin"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut stdin = child.stdin.take().context("no way to say the password")?;
        std::io::Write::write_all(&mut stdin, format!("{PASSWORD}\n").as_bytes())?;
        drop(stdin);
        ensure!(child.wait()?.success(), "no administrator could be made");
        Ok(())
    }

    /// Starts the program and waits until it is ready.
    pub(crate) async fn serve(&self) -> Result<Served> {
        let address = free_address()?;
        let log = self.directory.join("log");
        let out = std::fs::File::create(&log)?;
        let mut command = self.command(&["serve", "--listen", &address.to_string()]);
        command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
        let begun = now();
        let mut served = Served {
            child: command.spawn()?,
            address,
            ready_after: Duration::ZERO,
        };
        loop {
            let said = || std::fs::read_to_string(&log).unwrap_or_default();
            if let Some(status) = served.child.try_wait()? {
                bail!("the server ended at once ({status}):\n{}", said());
            }
            if ready(address).await {
                served.ready_after = begun.elapsed();
                return Ok(served);
            }
            ensure!(begun.elapsed() < PATIENCE, "the server is not ready:\n{}", said());
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

async fn ready(address: SocketAddr) -> bool {
    let Ok(mut connection) = crate::http::Connection::open(&address.to_string()).await else {
        return false;
    };
    let answer = connection.get("/readyz", "").await;
    answer.is_ok_and(|answer| answer.status == 200)
}

/// An address nobody listens on now.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A running process; killed when this goes.
pub(crate) struct Served {
    child: Child,
    address: SocketAddr,
    /// From its start until it said that it is ready.
    pub(crate) ready_after: Duration,
}

impl Served {
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// The administrator, signed in.
    pub(crate) async fn administrator(&self) -> Result<Client> {
        let public = Client::new(self.address);
        let credentials = json!({ "email": EMAIL, "password": PASSWORD });
        let opened = public.post("/api/v1/session").json(&credentials).send().await;
        let opened = opened.expect(201).json();
        let token = opened["token"].as_str().context("no token")?.to_owned();
        Ok(public.with_token(&token))
    }

    /// Asks it to stop and waits until it has.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()?;
        ensure!(told.success(), "the server could not be told to stop");
        let begun = now();
        while self.child.try_wait()?.is_none() {
            ensure!(begun.elapsed() < PATIENCE, "the server does not stop");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    /// Memory it holds, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|rest| rest.split_whitespace().next());
        Ok(kib.context("no figure of memory")?.parse()?)
    }

    /// Processor time it has used so far.
    pub(crate) fn processor(&self) -> Result<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in brackets, may hold anything.
        let (_, after) = text.rsplit_once(')').context("no process")?;
        let ticks: u64 = after
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|ticks| ticks.parse::<u64>().ok())
            .sum();
        Ok(Duration::from_millis(ticks * 1_000 / TICKS))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail when it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
