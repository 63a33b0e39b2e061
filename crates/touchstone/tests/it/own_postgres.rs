//! A PostgreSQL server of one test, which it may stop without a warning and start again. PostgreSQL refuses to run as root, so
//! root runs it as the user `postgres` that its package makes.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use touchstone_testkit::engines::TestDirectory;

const LOOK_AGAIN: Duration = Duration::from_millis(50);
const LOOKS: usize = 1_200;
const USER: &str = "postgres";

/// A cluster with one database, in a directory of its own.
pub struct OwnPostgres {
    directory: TestDirectory,
    programs: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl OwnPostgres {
    /// A running one with an empty database.
    pub fn start() -> OwnPostgres {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut server = OwnPostgres {
            directory: TestDirectory::new(),
            programs: programs(),
            port: listener.local_addr().unwrap().port(),
            child: None,
        };
        drop(listener);
        server.owned();
        let mut make = server.command("initdb");
        make.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        let done = make.output().unwrap();
        assert!(
            done.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        server.again();
        server
    }

    /// Where its one user connects.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it, after a crash as before one.
    pub fn again(&mut self) {
        let mut run = self.command("postgres");
        run.args([
            "-k",
            "",
            "-p",
            &self.port.to_string(),
            "-c",
            "listen_addresses=127.0.0.1",
        ]);
        let log = std::fs::File::create(self.directory.path().join("log")).unwrap();
        run.stdout(log.try_clone().unwrap()).stderr(log);
        self.child = Some(run.spawn().unwrap());
        let config: postgres::Config = self.url().parse().unwrap();
        for _ in 0..LOOKS {
            // The crate blocks, and must not do so inside an async test.
            let config = config.clone();
            let there = std::thread::spawn(move || config.connect(postgres::NoTls).is_ok());
            if there.join().unwrap() {
                return;
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        panic!(
            "PostgreSQL does not start: {}",
            std::fs::read_to_string(self.directory.path().join("log")).unwrap()
        );
    }

    /// Stops it at once, in the middle of whatever it does: it has to recover at its next start.
    pub fn crash(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        // `setpriv` becomes the server: it has the same number.
        let told = Command::new("kill")
            .args(["-QUIT", &child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        child.wait().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        assert!(TcpStream::connect(address).is_err(), "it still listens");
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn owned(&self) {
        if is_root() {
            let given = Command::new("chown")
                .arg(USER)
                .arg(self.directory.path())
                .status()
                .unwrap();
            assert!(
                given.success(),
                "is the user that PostgreSQL's package makes there?"
            );
        }
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command
                .args([
                    "--reuid",
                    USER,
                    "--regid",
                    USER,
                    "--init-groups",
                    "--pdeathsig",
                    "QUIT",
                    "--",
                ])
                .arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.directory.path()).stdin(Stdio::null());
        command.arg("-D").arg(self.data());
        command
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _ = Command::new("kill")
                .args(["-QUIT", &child.id().to_string()])
                .status();
            let _ = child.wait();
        }
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Where Debian, or anybody else, puts PostgreSQL's programs.
fn programs() -> PathBuf {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&paths).collect();
    let versions = Path::new("/usr/lib/postgresql").read_dir();
    places.extend(
        versions
            .into_iter()
            .flatten()
            .flatten()
            .map(|version| version.path().join("bin")),
    );
    places.sort();
    let found = places
        .into_iter()
        .rev()
        .find(|place| place.join("initdb").is_file());
    found.unwrap_or_else(|| panic!("this test needs PostgreSQL's programs: run `cargo xtask test`"))
}
