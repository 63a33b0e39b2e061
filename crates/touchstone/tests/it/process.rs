//! The program itself, started and ended as an operator would, on either engine.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use serde_json::json;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

pub const PASSWORD: &str = "correct horse battery staple";
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const PATIENCE_LOOKS: u32 = 20 * 60;

/// An installation: directory, key ring, and a PostgreSQL database where there is one.
pub struct Place {
    directory: TestDirectory,
    database: Option<TestDatabase>,
    settings: Vec<(String, String)>,
}

impl Place {
    pub fn sqlite() -> Place {
        Place {
            directory: TestDirectory::new(),
            database: None,
            settings: Vec::new(),
        }
    }

    /// With a database that `touchstone migrate` has prepared.
    pub fn postgres() -> Place {
        let place = Place::postgres_unprepared();
        let done = place.run(&["migrate"]);
        assert!(done.status.success(), "migrate failed: {}", said(&done));
        place
    }

    /// With an empty database.
    pub fn postgres_unprepared() -> Place {
        Place {
            directory: TestDirectory::new(),
            database: Some(TestDatabase::create_empty()),
            settings: Vec::new(),
        }
    }

    /// On a PostgreSQL server of the test's own.
    pub fn at(url: &str) -> Place {
        let mut place = Place::sqlite();
        place.set("DATABASE_URL", url);
        place
    }

    /// Gives it one more setting, `S3_ENDPOINT` for `s3.endpoint`.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings
            .push((format!("TOUCHSTONE_{name}"), value.to_owned()));
    }

    /// Where everything of this test lies.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// The address of its PostgreSQL database.
    pub fn database_url(&self) -> Option<&str> {
        self.database.as_ref().map(TestDatabase::url)
    }

    /// The program with this installation's settings in its environment, and limits that no test reaches.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.wrapped(Path::new(env!("CARGO_BIN_EXE_touchstone")), &[], arguments)
    }

    /// The program run by another one, such as a tracer.
    pub fn command_under(&self, tracer: &str, its_arguments: &[&str], arguments: &[&str]) -> Command {
        let mut before = its_arguments.to_vec();
        before.push(env!("CARGO_BIN_EXE_touchstone"));
        self.wrapped(Path::new(tracer), &before, arguments)
    }

    /// Any program with this installation's settings in its environment.
    pub fn wrapped(&self, program: &Path, before: &[&str], arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.directory.path())
            .args(before)
            .args(arguments)
            .stdin(Stdio::null());
        command.env("TOUCHSTONE_DATA_DIR", self.data_dir());
        command.env("TOUCHSTONE_KEY_RING", self.directory.path().join("keys"));
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        if let Some(url) = self.database_url() {
            command.env("TOUCHSTONE_DATABASE_URL", url);
        }
        for limit in ["READS", "WRITES", "CREDENTIALS", "STAFF_CALLS"] {
            command.env(format!("TOUCHSTONE_LIMITS_{limit}_PER_MINUTE"), "1000000");
        }
        for limit in ["", "_PER_ADDRESS"] {
            command.env(
                format!("TOUCHSTONE_LIMITS_ANONYMOUS_UPLOAD_MEGABYTES{limit}"),
                "4000",
            );
        }
        command
    }

    /// Runs a command of the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Creates the first administrator on the command line; gives their address.
    pub fn create_administrator(&self) -> &'static str {
        let email = "root@example.com";
        let arguments = [
            "user",
            "create",
            "--name",
            "Root",
            "--email",
            email,
            "--role",
            "administrator",
            "--password-stdin",
        ];
        let mut command = self.command(&arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(
            &mut child.stdin.take().unwrap(),
            format!("{PASSWORD}\n").as_bytes(),
        )
        .unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "no administrator: {}", said(&done));
        email
    }
}

/// What a finished command wrote.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A running `touchstone serve`; killed when the test is over, however it ends.
pub struct Server {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub async fn start(place: &Place) -> Server {
        Server::start_with(place, |arguments| place.command(arguments)).await
    }

    /// Starts it by a command made from the program's arguments.
    pub async fn start_with(place: &Place, command: impl FnOnce(&[&str]) -> Command) -> Server {
        let mut server = Server::spawn(place, command);
        for _ in 0..PATIENCE_LOOKS {
            server.must_run();
            let ready = server.public().get("/readyz").try_send().await;
            if ready.is_ok_and(|answer| answer.status.is_success()) {
                return server;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        panic!("the server is not ready after a minute:\n{}", server.said());
    }

    /// Starts it and waits until its log holds a word: for one that does not speak plain HTTP.
    pub fn start_until_said(place: &Place, word: &str, command: impl FnOnce(&[&str]) -> Command) -> Server {
        let mut server = Server::spawn(place, command);
        server.wait_said(word);
        server
    }

    fn spawn(place: &Place, command: impl FnOnce(&[&str]) -> Command) -> Server {
        let address = free_address();
        let log = place.directory.path().join(format!("{}.log", address.port()));
        let out = std::fs::File::create(&log).unwrap();
        let mut command = command(&["serve", "--listen", &address.to_string()]);
        command.stdout(out.try_clone().unwrap()).stderr(out);
        Server {
            child: command.spawn().unwrap(),
            address,
            log,
        }
    }

    fn must_run(&mut self) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("the server ended at once ({status}):\n{}", self.said());
        }
    }

    /// Waits until its log holds a word.
    pub fn wait_said(&mut self, word: &str) {
        for _ in 0..PATIENCE_LOOKS {
            self.must_run();
            if self.said().contains(word) {
                return;
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        panic!(
            "the server did not say `{word}` within a minute:\n{}",
            self.said()
        );
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as a supervisor does.
    pub fn terminate(&self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(told.unwrap().success());
    }

    /// Waits until it ended by itself; gives its status and what it said.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.said())
    }

    /// Somebody who has shown nothing.
    pub fn public(&self) -> Client {
        Client::new(self.address())
    }

    /// Somebody signed in.
    pub async fn signed_in(&self, email: &str) -> Client {
        let credentials = json!({ "email": email, "password": PASSWORD });
        let opened = self
            .public()
            .post("/api/v1/session")
            .json(&credentials)
            .send()
            .await
            .expect(201)
            .json();
        self.public().with_token(opened["token"].as_str().unwrap())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it without any warning, as a power cut or the kernel would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// What it logged so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail when it was killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address nobody listens on now.
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
}
