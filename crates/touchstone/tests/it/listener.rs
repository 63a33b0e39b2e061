//! The listener under those who are slow, silent, many, or in the middle of something when it has to stop.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::process::Stdio;
use std::time::Duration;

use fs4::FileExt as _;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, free_address};

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);
const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
/// A call whose body has 40 bytes, of which the test sends some.
const HALF: &str = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{\"email\": \"a@b.ex";
/// The same call as one that waits until its body is wanted, and what it then sends.
const EXPECTING: &str = "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n";
const BEGUN: &str = "{\"email\": \"a@b.ex";
const OTHER_HALF: &str = "ample\", \"password\": \"x\"}";

fn serve(place: &Place, settings: &[(&str, &str)]) -> Server {
    block_on(Server::start_with(place, |arguments| {
        let mut command = place.command(arguments);
        command.envs(settings.iter().copied());
        command
    }))
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn say(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
}

/// One answer with a stated length; the connection stays open.
fn answer(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    loop {
        let mut byte = [0];
        assert_eq!(
            stream.read(&mut byte).unwrap(),
            1,
            "it ended: {}",
            String::from_utf8_lossy(&heard)
        );
        heard.push(byte[0]);
        if heard.ends_with(b"\r\n\r\n") {
            break;
        }
    }
    let head = String::from_utf8(heard).unwrap().to_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .map_or("0", |rest| rest.lines().next().unwrap());
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8_lossy(&body)
}

/// What is still said until the connection ends.
fn rest(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    match stream.read_to_end(&mut heard) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("it did not end: {error}"),
    }
    String::from_utf8_lossy(&heard).into_owned()
}

#[test]
fn a_header_that_does_not_end_is_cut_off() {
    let place = Place::sqlite();
    let server = serve(&place, &[("TOUCHSTONE_SERVER_HEADER_SECONDS", "1")]);
    let mut slow = connect(&server);
    say(&mut slow, "GET /healthz HTTP/1.1\r\nHos");
    let mut silent = connect(&server);
    let mut second = connect(&server);
    say(&mut second, HEALTH);
    assert!(answer(&mut second).contains("200 ok"));
    say(&mut second, "GET /hea");
    for stream in [&mut slow, &mut silent, &mut second] {
        assert_eq!(rest(stream), "");
    }
}

#[test]
fn a_connection_is_kept_between_requests_and_not_for_ever() {
    let place = Place::sqlite();
    let settings = [
        ("TOUCHSTONE_SERVER_HEADER_SECONDS", "1"),
        ("TOUCHSTONE_SERVER_IDLE_SECONDS", "4"),
    ];
    let server = serve(&place, &settings);
    let mut stream = connect(&server);
    for _ in 0..2 {
        say(&mut stream, HEALTH);
        assert!(answer(&mut stream).contains("200 ok"));
        // Longer than a header may take, shorter than it may be idle.
        std::thread::sleep(Duration::from_millis(2500));
    }
    assert_eq!(rest(&mut stream), "");
}

#[test]
fn a_body_that_pauses_is_refused_in_words() {
    let place = Place::sqlite();
    let server = serve(&place, &[("TOUCHSTONE_SERVER_BODY_SECONDS", "1")]);
    let mut stream = connect(&server);
    say(&mut stream, HALF);
    let answer = answer(&mut stream);
    assert!(answer.starts_with("http/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"body_timeout\""), "{answer}");
}

#[test]
fn quiet_connections_make_room_and_answering_ones_do_not() {
    let place = Place::sqlite();
    let server = serve(&place, &[("TOUCHSTONE_SERVER_CONNECTIONS", "16")]);
    let mut quiet: Vec<TcpStream> = (0..16).map(|_| connect(&server)).collect();
    for stream in &mut quiet {
        say(stream, HEALTH);
        answer(stream);
    }
    // Each is known to be in the middle of its request before the next one comes: else it might make room itself.
    let mut busy: Vec<TcpStream> = (0..16).map(|_| asking(&server)).collect();
    for stream in &mut quiet {
        assert_eq!(rest(stream), "", "it made room");
    }
    // All are in the middle of a request now; whoever comes is told to come again.
    let mut late = connect(&server);
    say(&mut late, HEALTH);
    let refused = rest_or_answer(&mut late);
    assert!(
        refused.contains("503") && refused.contains("Retry-After"),
        "{refused}"
    );
    for stream in &mut busy {
        say(stream, OTHER_HALF);
        assert!(answer(stream).starts_with("http/1.1 4"), "it gets its answer");
    }
}

/// A connection whose request is being read. Its answer may be heard before the server has noted that a quiet one is quiet
/// again: whoever is told to come again then does.
fn asking(server: &Server) -> TcpStream {
    loop {
        let mut stream = connect(server);
        say(&mut stream, EXPECTING);
        let heard = rest_or_answer(&mut stream);
        if heard.starts_with("HTTP/1.1 100 ") {
            say(&mut stream, BEGUN);
            return stream;
        }
        assert!(heard.contains(" 503 "), "{heard}");
    }
}

fn rest_or_answer(stream: &mut TcpStream) -> String {
    let mut heard = [0; 512];
    let read = stream.read(&mut heard).unwrap_or(0);
    String::from_utf8_lossy(&heard[..read]).into_owned()
}

#[test]
fn ten_thousand_idle_connections_cost_little_and_stop_nobody() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const MANY: usize = 9_000;
    let allowed = getrlimit(Resource::Nofile).maximum;
    let raised = Rlimit {
        current: allowed,
        maximum: allowed,
    };
    setrlimit(Resource::Nofile, raised).unwrap();
    let place = Place::sqlite();
    let settings = [
        ("TOUCHSTONE_SERVER_IDLE_SECONDS", "600"),
        ("TOUCHSTONE_LOG_FILTER", "warn"),
    ];
    let server = serve(&place, &settings);
    let before = resident_kib(&server);
    let mut idle: Vec<TcpStream> = Vec::with_capacity(MANY);
    for _ in 0..MANY {
        let mut stream = connect(&server);
        say(&mut stream, HEALTH);
        idle.push(stream);
    }
    for stream in &mut idle {
        assert!(answer(stream).contains("200 ok"));
    }
    let grown = resident_kib(&server) - before;
    let each = grown / MANY as u64;
    println!("{MANY} idle connections: {} MiB, {each} KiB each", grown >> 10);
    assert!(each < 32, "{each} KiB for each idle connection");
    // Nobody else is kept waiting by them; the limit leaves room for a thousand more, and then they make room.
    for _ in 0..2_000 {
        let mut stream = connect(&server);
        say(&mut stream, HEALTH);
        assert!(answer(&mut stream).contains("200 ok"));
        idle.push(stream);
    }
}

fn resident_kib(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn what_is_under_way_ends_well_when_it_is_told_to_stop() {
    let place = Place::sqlite();
    let notices = place.directory().join("notify");
    let supervisor = UnixDatagram::bind(&notices).unwrap();
    supervisor.set_read_timeout(Some(PATIENCE)).unwrap();
    let server = serve(&place, &[("NOTIFY_SOCKET", notices.to_str().unwrap())]);
    assert_eq!(notice(&supervisor), "READY=1");
    let mut idle = connect(&server);
    say(&mut idle, HEALTH);
    answer(&mut idle);
    let mut half = connect(&server);
    say(&mut half, HALF);
    // It has to have begun.
    std::thread::sleep(Duration::from_secs(1));
    server.terminate();
    assert_eq!(notice(&supervisor), "STOPPING=1");
    assert_eq!(rest(&mut idle), "", "nothing is under way there");
    say(&mut half, OTHER_HALF);
    let last = rest(&mut half).to_lowercase();
    assert!(
        last.starts_with("http/1.1 4") && last.contains("connection: close"),
        "{last}"
    );
    let (status, said) = server.ended();
    assert!(status.success() && said.contains("stopped"), "{said}");
}

fn notice(supervisor: &UnixDatagram) -> String {
    let mut heard = [0; 256];
    let length = supervisor.recv(&mut heard).unwrap();
    String::from_utf8_lossy(&heard[..length]).trim().to_owned()
}

#[test]
fn what_takes_too_long_is_cut_when_it_is_told_to_stop() {
    let place = Place::sqlite();
    let server = serve(&place, &[("TOUCHSTONE_SERVER_DRAIN_SECONDS", "1")]);
    let mut half = connect(&server);
    say(&mut half, HALF);
    std::thread::sleep(Duration::from_secs(1));
    server.terminate();
    assert_eq!(rest(&mut half), "");
    let (status, said) = server.ended();
    assert!(status.success() && said.contains("were cut off"), "{said}");
}

#[test]
fn a_socket_that_is_handed_over_is_served() {
    let place = Place::sqlite();
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    let handed: std::os::fd::OwnedFd = socket.into();
    let mut server = Server::start_until_said(&place, "serving", |arguments| {
        // As systemd does: the socket is file 3, and the process is told that it is meant.
        let script = "exec 3<&0 </dev/null; export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$@\"";
        let mut command = place.command_under("sh", &["-c", script, "sh"], arguments);
        command.stdin(Stdio::from(handed));
        command
    });
    server.wait_said(&address.to_string());
    let client = touchstone_testkit::app::Client::new(address);
    block_on(async { client.get("/healthz").send().await.expect(200) });
    assert!(
        TcpStream::connect(server.address()).is_err(),
        "the configured address is not used"
    );
}

#[test]
fn everything_wrong_with_a_configuration_is_said_at_once() {
    let place = Place::sqlite();
    let file = place.directory().join("touchstone.toml");
    std::fs::write(&file, "lisen = \"127.0.0.1:1\"\n[log]\nformat = \"xml\"\n").unwrap();
    for arguments in [
        &["config", "check"][..],
        &["serve", "--listen", &free_address().to_string()],
    ] {
        let output = place.run(arguments);
        let said = crate::process::said(&output);
        assert!(!output.status.success(), "{said}");
        assert!(
            said.contains(
                "touchstone.toml, line 1, column 1: there is no setting lisen; did you mean listen?"
            ),
            "{said}"
        );
        assert!(
            said.contains("touchstone.toml, line 3, column 10: log.format: `xml` is none of: text, json"),
            "{said}"
        );
    }
}

/// More than anything else on the machine takes or frees while the test runs, twice.
const BALLAST: u64 = 2 << 30;

/// Below the floor nothing is written and everything can be read; it ends by itself when there is room again.
#[test]
fn a_disk_that_is_nearly_full_refuses_writes_politely_and_recovers() {
    let place = Place::sqlite();
    // The floor lies a little under what is free, so that a file of twice as much reaches it whatever the disk's size.
    let free = fs4::available_space(place.directory()).unwrap();
    let floor = free
        .checked_sub(BALLAST / 2)
        .expect("this test needs 2 GiB of free disk")
        >> 20;
    block_on(async {
        let server = Server::start_with(&place, |arguments| {
            let mut command = place.command(arguments);
            command.env("TOUCHSTONE_DISK_FLOOR_MEGABYTES", floor.to_string());
            command
        })
        .await;
        let body =
            serde_json::json!({ "subject": "s", "body": "b", "requester": { "email": "a@b.example" } });
        let ask = || server.public().post("/api/v1/public/tickets").json(&body).send();
        let first = ask().await.expect(201).json();
        let ballast = place.directory().join("ballast");
        File::create(&ballast).unwrap().allocate(BALLAST).unwrap();
        let until = async |status| {
            for _ in 0..100 {
                let answer = ask().await;
                if answer.status == status {
                    return answer.json();
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            panic!("nobody looked at the disk");
        };
        assert_eq!(until(507).await["code"], "storage_full");
        let track = format!(
            "/api/v1/public/track/{}",
            first["tracking_code"].as_str().unwrap()
        );
        server.public().get(&track).send().await.expect(200);
        server.public().get("/readyz").send().await.expect(200);
        assert!(
            server.said().contains("too little free space"),
            "{}",
            server.said()
        );
        std::fs::remove_file(&ballast).unwrap();
        until(201).await;
        assert!(
            server.said().contains("enough free space again"),
            "{}",
            server.said()
        );
    });
}
