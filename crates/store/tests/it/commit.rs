//! A connection that breaks during COMMIT on PostgreSQL: the outcome is looked up, so the command happens once.
//!
//! A small proxy stands between store and server and cuts the line at the worst moments.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use postgres::config::Host;
use touchstone_store::{Lane, OpenError, Store, StoreConfig, StoreError};
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::TestDatabase;

use crate::support::{note, note_again, noted, notes, url};

/// Where the proxy cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Nowhere,
    /// The server never hears the COMMIT.
    BeforeCommit,
    /// The server commits, and its answer is lost.
    AfterCommit,
    /// In the middle of the transaction.
    BeforeInsert,
}

trait Line: Read + Write + Send {
    fn again(&self) -> Box<dyn Line>;
    fn hang_up(&self);
}

impl Line for TcpStream {
    fn again(&self) -> Box<dyn Line> {
        Box::new(self.try_clone().expect("cloned"))
    }
    fn hang_up(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Line for UnixStream {
    fn again(&self) -> Box<dyn Line> {
        Box::new(self.try_clone().expect("cloned"))
    }
    fn hang_up(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

struct Proxy {
    port: u16,
    /// How often it still cuts, and where.
    cut: Arc<parking_lot::Mutex<(Cut, u32)>>,
}

impl Proxy {
    fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let cut = Arc::new(parking_lot::Mutex::new((Cut::Nowhere, 0)));
        let (cuts, server) = (Arc::clone(&cut), url.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, cuts) = (dial(&server), Arc::clone(&cuts));
                std::thread::spawn(move || relay(client, server, &cuts));
            }
        });
        Self { port, cut }
    }

    fn cut(&self, place: Cut, times: u32) {
        *self.cut.lock() = (place, times);
    }
}

fn dial(url: &str) -> Box<dyn Line> {
    let config: postgres::Config = url.parse().expect("an address");
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match &config.get_hosts()[0] {
        Host::Tcp(host) => Box::new(TcpStream::connect((host.as_str(), port)).expect("the server")),
        Host::Unix(dir) => {
            Box::new(UnixStream::connect(dir.join(format!(".s.PGSQL.{port}"))).expect("the server"))
        }
    }
}

fn relay(client: TcpStream, server: Box<dyn Line>, cuts: &parking_lot::Mutex<(Cut, u32)>) {
    let (mut back_from, mut back_to) = (server.again(), client.again());
    let silent = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let silence = Arc::clone(&silent);
    std::thread::spawn(move || {
        let mut buffer = [0u8; 65536];
        while let Ok(n) = back_from.read(&mut buffer) {
            if n == 0 || silence.load(Ordering::SeqCst) || back_to.write_all(&buffer[..n]).is_err() {
                break;
            }
        }
        back_to.hang_up();
    });
    let (mut client, mut server) = (client, server);
    let mut buffer = [0u8; 65536];
    while let Ok(n) = client.read(&mut buffer) {
        let sent = &buffer[..n];
        let has = |word: &[u8]| sent.windows(word.len()).any(|part| part == word);
        let place = {
            let mut cut = cuts.lock();
            let here = match cut.0 {
                Cut::Nowhere => false,
                Cut::BeforeCommit | Cut::AfterCommit => has(b"COMMIT\0"),
                Cut::BeforeInsert => has(b"INSERT INTO sequence") || has(b"cut here"),
            };
            if n == 0 {
                break;
            }
            if here && cut.1 > 0 {
                cut.1 -= 1;
                cut.0
            } else {
                Cut::Nowhere
            }
        };
        if place == Cut::AfterCommit {
            silent.store(true, Ordering::SeqCst);
        }
        if matches!(place, Cut::Nowhere | Cut::AfterCommit) && server.write_all(sent).is_err() {
            break;
        }
        if place != Cut::Nowhere {
            break;
        }
    }
    client.hang_up();
    if silent.load(Ordering::SeqCst) {
        // The server is given time to commit before it notices anything.
        std::thread::sleep(Duration::from_millis(50));
    }
    server.hang_up();
}

fn through_proxy() -> (TestDatabase, Proxy, Store) {
    let database = TestDatabase::create(&touchstone_store::migrate::fingerprint(), |url| {
        Store::migrate(&StoreConfig::postgres(url)).expect("the schema is made");
    });
    let proxy = Proxy::to(database.url());
    let name = database
        .url()
        .rsplit('/')
        .next()
        .and_then(|end| end.split('?').next())
        .expect("a name");
    let server: postgres::Config = database.url().parse().expect("an address");
    let user = server.get_user().unwrap_or("postgres");
    let password = String::from_utf8_lossy(server.get_password().unwrap_or_default()).into_owned();
    let url = format!("postgres://{user}:{password}@127.0.0.1:{}/{name}", proxy.port);
    let store = Store::open(StoreConfig {
        writers: 1,
        ..StoreConfig::postgres(url)
    })
    .expect("the store opens");
    (database, proxy, store)
}

fn count_once(store: &Store, runs: &Arc<AtomicU32>) -> Result<(), StoreError> {
    let runs = Arc::clone(runs);
    store.write_blocking(move |tx| {
        runs.fetch_add(1, Ordering::SeqCst);
        note_again(tx, "cut here")
    })
}

#[test]
fn a_commit_that_happened_is_not_run_again() {
    let (_database, proxy, store) = through_proxy();
    let runs = Arc::new(AtomicU32::new(0));
    proxy.cut(Cut::AfterCommit, 1);
    count_once(&store, &runs).expect("it was committed, and the store finds out");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert_eq!(noted(&store, "cut here"), 1);
    store.close();
}

#[test]
fn a_commit_that_did_not_happen_is_run_again() {
    let (_database, proxy, store) = through_proxy();
    let runs = Arc::new(AtomicU32::new(0));
    proxy.cut(Cut::BeforeCommit, 2);
    count_once(&store, &runs).expect("the third time is kept");
    assert_eq!(runs.load(Ordering::SeqCst), 3);
    assert_eq!(noted(&store, "cut here"), 1);
    store.close();
}

#[test]
fn a_connection_that_breaks_before_commit_is_made_again() {
    let (_database, proxy, store) = through_proxy();
    let runs = Arc::new(AtomicU32::new(0));
    proxy.cut(Cut::BeforeInsert, 1);
    count_once(&store, &runs).expect("kept in the end");
    assert_eq!(noted(&store, "cut here"), 1);
    proxy.cut(Cut::BeforeInsert, 1000);
    let refused = count_once(&store, &runs);
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    proxy.cut(Cut::Nowhere, 0);
    crate::support::eventually("the store comes back", || count_once(&store, &runs).is_ok());
    assert_eq!(noted(&store, "cut here"), 2);
    store.close();
}

#[test]
fn an_idle_connection_that_died_disturbs_nobody() {
    let (database, _proxy, store) = through_proxy();
    store.write_blocking(|tx| note(tx, "before")).expect("kept");
    assert_eq!(notes(&store), ["before"]);
    let mut admin = postgres::Client::connect(database.url(), postgres::NoTls).expect("connects");
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.execute(kill, &[]).expect("they are ended");
    store
        .write_blocking(|tx| note(tx, "after"))
        .expect("kept, on a new connection");
    assert_eq!(notes(&store), ["after", "before"]);
    store.close();
}

#[test]
fn a_process_that_lost_its_node_number_stops_writing() {
    let (database, _proxy, store) = through_proxy();
    store.write_blocking(|tx| note(tx, "before")).expect("kept");
    let mut admin = postgres::Client::connect(database.url(), postgres::NoTls).expect("connects");
    admin
        .execute("UPDATE node SET holder = 'another'", &[])
        .expect("another process has the number");
    // A new connection asks about the number first.
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.execute(kill, &[]).expect("they are ended");
    crate::support::eventually("writes are refused", || {
        let outcome = store.write_blocking(|tx| note_again(tx, "more"));
        outcome.is_err_and(|refused| refused.to_string().contains("node number"))
    });
    assert!(notes(&store).contains(&"before".to_owned()), "reads go on");
    store.close();
}

// Two rows locked in two orders: PostgreSQL ends one of the two, and the store runs it again.
both_engines! {
    fn deadlocks_are_run_again(store: Store) {
        store.write_blocking(|tx| { note(tx, "a")?; note(tx, "b") }).expect("kept");
        let pairs: Vec<_> = [["a", "b"], ["b", "a"]]
            .into_iter()
            .map(|names| {
                let store = store.clone();
                std::thread::spawn(move || {
                    for _ in 0..3 {
                        let done: Result<(), StoreError> = store.write_blocking(move |tx| {
                            note_again(tx, names[0])?;
                            std::thread::sleep(Duration::from_millis(30));
                            note_again(tx, names[1])
                        });
                        done.expect("in the end it is kept");
                    }
                })
            })
            .collect();
        for pair in pairs {
            pair.join().expect("ends");
        }
        assert_eq!((noted(&store, "a"), noted(&store, "b")), (7, 7));
    }

    fn a_statement_that_takes_too_long_is_ended(config: StoreConfig) {
        let config = StoreConfig { statement_timeout: Duration::from_millis(100), ..config };
        let opened: Result<Store, OpenError> = Store::open(config);
        let store = opened.expect("the store opens");
        let slow: Result<Vec<i64>, StoreError> =
            store.read_blocking(Lane::Fast, |tx| tx.query(&SLOW, &[], |row| row.get("n")));
        assert_eq!(slow, Err(StoreError::Busy));
        assert!(notes(&store).is_empty(), "the lane still serves");
        store.close();
    }
}

touchstone_store::sql!(
    SLOW = "WITH RECURSIVE c AS (SELECT CAST(1 AS BIGINT) AS n
         UNION ALL SELECT n + 1 FROM c WHERE n < 300000000)
     SELECT CAST(MAX(n) AS BIGINT) AS n FROM c"
);

#[test]
fn the_address_of_a_test_database_is_its_own() {
    let database = TestDatabase::create_empty();
    let config = StoreConfig::postgres(database.url());
    assert_eq!(url(&config), database.url());
}
