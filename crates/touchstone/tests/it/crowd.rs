//! Callers who are too many or too slow, and everybody else, who must not notice.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server};

/// Of one address: more than it may send.
const FLOODING: usize = 48;
const FLOOD: Duration = Duration::from_secs(3);
const ALLOWED: usize = 60;
/// The longest that somebody else waits meanwhile, on a machine that does other things too.
const NOTICED: Duration = Duration::from_secs(3);
/// Of the file that somebody fetches and does not take: more than sockets hold by themselves.
const LARGE: usize = 19 << 20;

#[expect(clippy::disallowed_methods, reason = "measures how long an answer takes")]
fn now() -> Instant {
    Instant::now()
}

async fn serve(place: &Place, settings: &[(&str, &str)]) -> Server {
    Server::start_with(place, |arguments| {
        let mut command = place.command(arguments);
        command.envs(settings.iter().copied());
        command
    })
    .await
}

/// One call from an address of this machine's own: its status and its header.
async fn call_from(host: u8, server: SocketAddr, path: &str, body: &Value) -> (u16, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket
        .bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, host), 0)))
        .unwrap();
    let mut stream = socket.connect(server).await.unwrap();
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (
        status.unwrap_or_else(|| panic!("no answer: {answer}")),
        answer.to_lowercase(),
    )
}

fn request(subject: &str) -> Value {
    json!({"subject": subject, "body": "It did not come.", "requester": {"email": "a@b.example"}})
}

#[test]
fn a_flood_from_one_address_is_turned_away_and_nobody_else_notices() {
    block_on(async {
        let place = Place::sqlite();
        let email = place.create_administrator();
        let allowed = ALLOWED.to_string();
        let server = serve(&place, &[("TOUCHSTONE_LIMITS_WRITES_PER_MINUTE", &allowed)]).await;
        let admin = server.signed_in(email).await;
        let (address, begun) = (server.address(), now());
        let flood: Vec<_> = (0..FLOODING)
            .map(|_| {
                tokio::spawn(async move {
                    let mut statuses = BTreeMap::new();
                    while begun.elapsed() < FLOOD {
                        let (status, answer) =
                            call_from(2, address, "/api/v1/public/tickets", &request("flood")).await;
                        assert!(status != 429 || answer.contains("retry-after: "), "{answer}");
                        *statuses.entry(status).or_insert(0_usize) += 1;
                    }
                    statuses
                })
            })
            .collect();
        let mut served = 0;
        while begun.elapsed() < FLOOD {
            let asked = now();
            let (status, answer) =
                call_from(3, address, "/api/v1/public/tickets", &request("somebody else")).await;
            assert_eq!(status, 201, "{answer}");
            admin.get("/api/v1/tickets?limit=10").send().await.expect(200);
            assert!(asked.elapsed() < NOTICED, "{:?} beside a flood", asked.elapsed());
            served += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let mut statuses = BTreeMap::new();
        for caller in flood {
            for (status, count) in caller.await.unwrap() {
                *statuses.entry(status).or_insert(0) += count;
            }
        }
        let count = |status: u16| statuses.get(&status).copied().unwrap_or(0);
        assert_eq!(
            count(201) + count(429),
            statuses.values().sum::<usize>(),
            "{statuses:?}"
        );
        // What an address may do at once, and what came free while it lasted.
        assert!(count(201) <= ALLOWED + 10, "{statuses:?}");
        assert!(count(429) > 100, "that was no flood: {statuses:?}");
        assert!(served > 3, "somebody else was served {served} times");
    });
}

#[test]
fn a_caller_who_takes_nothing_of_an_answer_is_cut_off_and_holds_up_nobody() {
    block_on(async {
        let place = Place::sqlite();
        let email = place.create_administrator();
        let server = serve(&place, &[("TOUCHSTONE_SERVER_WRITE_SECONDS", "2")]).await;
        let admin = server.signed_in(email).await;
        let path = large_file(&server, &admin).await;
        let mut idle: Vec<TcpStream> = (0..16).map(|_| asking(server.address(), &path)).collect();
        // While they take nothing, others fetch the same.
        let asked = now();
        for _ in 0..3 {
            let whole = server.public().get(&path).send().await.expect(200);
            assert_eq!(whole.body.len(), LARGE);
        }
        admin.get("/api/v1/tickets").send().await.expect(200);
        assert!(asked.elapsed() < NOTICED * 5, "{:?}", asked.elapsed());
        tokio::time::sleep(Duration::from_secs(5)).await;
        for stream in &mut idle {
            assert!(taken(stream) < LARGE, "it was not cut off");
        }
        admin.get("/api/v1/me").send().await.expect(200);
    });
}

/// Uploads a file with a request; the signed address it is served at.
async fn large_file(server: &Server, admin: &Client) -> String {
    let mut content = b"%PDF-1.4\n".to_vec();
    content.resize(LARGE, b'x');
    let upload = server
        .public()
        .post("/api/v1/public/uploads")
        .multipart(&[], &[("file", "a.pdf", &content)]);
    let file = upload.send().await.expect(201).json();
    let mut body = request("with a file");
    body["attachments"] = json!([file["id"]]);
    let number = server
        .public()
        .post("/api/v1/public/tickets")
        .json(&body)
        .send()
        .await
        .expect(201)
        .json()["number"]
        .clone();
    let tickets = admin.get("/api/v1/tickets").send().await.expect(200).json();
    let ticket = tickets["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|ticket| ticket["number"] == number)
        .unwrap();
    let messages = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
    let messages = admin.get(&messages).send().await.expect(200).json();
    messages["items"][0]["files"][0]["href"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Somebody who asks and then reads nothing.
fn asking(server: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(SocketAddr::from((
        IpAddr::from(Ipv4Addr::LOCALHOST),
        server.port(),
    )))
    .unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes())
        .unwrap();
    stream
}

/// How much there is until the connection ends.
fn taken(stream: &mut TcpStream) -> usize {
    let (mut total, mut buffer) = (0, vec![0; 1 << 16]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return total,
            Ok(read) => total += read,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return total,
            Err(error) => panic!("it neither ends nor goes on after {total} bytes: {error}"),
        }
    }
}
