//! A disk that is full to its last byte while everybody writes, and has room again: what cannot be kept is refused in words,
//! everything else is answered, and nothing that was acknowledged is lost.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Mutex;
use touchstone_testkit::app::{Answer, Client};
use touchstone_testkit::engines::block_on;

use crate::crash::all_tickets;
use crate::process::{Place, Server};

/// The disk of the drill: a file system of its own, which needs no rights but those a user has in a name space of their own.
const DISK: &str = r#"
data="$TOUCHSTONE_DATA_DIR" && mkdir "$data.disk" && mount -t tmpfs -o size=48m tmpfs "$data.disk" &&
cp -a "$data/." "$data.disk" && mount --move "$data.disk" "$data" && exec "$@"
"#;
const ALONE: [&str; 5] = ["--mount", "--map-root-user", "sh", "-c", DISK];
const WORKERS: usize = 4;
/// The room that is looked at at most once a second may be gone before that.
const LOOKED_AT: Duration = Duration::from_millis(1_500);

#[derive(Default)]
struct Told {
    acknowledged: BTreeMap<i64, String>,
    refused: usize,
}

#[test]
fn a_disk_that_is_full_to_the_last_byte_loses_nothing() {
    block_on(async {
        let place = Place::sqlite();
        let email = place.create_administrator();
        let server = Server::start_with(&place, |arguments| {
            let before: Vec<&str> = ALONE.into_iter().chain(["sh"]).collect();
            let mut command = place.command_under("unshare", &before, arguments);
            command.env("TOUCHSTONE_DISK_FLOOR_MEGABYTES", "1");
            command
        })
        .await;
        let admin = server.signed_in(email).await;
        let first = send(&server.public(), "before").await.expect(201).json();
        let told = Arc::new(Mutex::new(Told::default()));
        let load: Vec<_> = (0..WORKERS)
            .map(|worker| tokio::spawn(write_on(server.public(), worker, Arc::clone(&told))))
            .collect();
        tokio::time::sleep(Duration::from_millis(800)).await;
        let ballast = fill(&place, &server);
        tokio::time::sleep(LOOKED_AT * 2).await;

        // Reading goes on, and what is refused says why.
        server.public().get("/healthz").send().await.expect(200);
        server.public().get("/readyz").send().await.expect(200);
        admin.get("/api/v1/tickets").send().await.expect(200);
        admin.get("/desk").send().await.expect(200);
        let track = format!(
            "/api/v1/public/track/{}",
            first["tracking_code"].as_str().unwrap()
        );
        server.public().get(&track).send().await.expect(200);
        let refused = send(&server.public(), "refused").await;
        assert_eq!(refused.expect(507).json()["code"], "storage_full");
        let file = server
            .public()
            .post("/api/v1/public/uploads")
            .multipart(&[], &[("file", "a.txt", b"evidence")]);
        assert_eq!(file.send().await.expect(507).json()["code"], "storage_full");
        let before = told.lock().await.refused;
        assert!(before > 0, "nobody was refused");

        std::fs::remove_file(ballast).unwrap();
        let after = taken_again(&server.public()).await;
        for worker in load {
            worker.abort();
            let _ = worker.await;
        }
        let tickets = all_tickets(&admin).await;
        let told = told.lock().await;
        assert!(
            told.acknowledged.len() > 20,
            "hardly anything was under way: {}",
            told.acknowledged.len()
        );
        for (number, subject) in &told.acknowledged {
            let found = tickets
                .get(number)
                .unwrap_or_else(|| panic!("{number} was acknowledged and is lost"));
            assert_eq!(found["subject"], **subject);
        }
        assert!(tickets.contains_key(&after["number"].as_i64().unwrap()));
        reactions_go_on(&admin, &tickets).await;
    });
}

/// Takes the last byte of the server's disk; the file that has it.
fn fill(place: &Place, server: &Server) -> PathBuf {
    let inside = place.data_dir().join("ballast");
    let path = PathBuf::from(format!("/proc/{}/root{}", server.process(), inside.display()));
    let mut file = File::create(&path).unwrap();
    for size in [1 << 20, 4 << 10] {
        let some = vec![7; size];
        while file.write_all(&some).is_ok() {}
    }
    path
}

async fn send(public: &Client, subject: &str) -> Answer {
    let body = json!({"subject": subject, "body": "退款三天仍未到账。".repeat(100), "requester": {"email": "a@b.example"}});
    public.post("/api/v1/public/tickets").json(&body).send().await
}

/// A request that is taken once the room is noticed.
async fn taken_again(public: &Client) -> Value {
    for _ in 0..100 {
        let answer = send(public, "after").await;
        if answer.status == 201 {
            return answer.json();
        }
        tokio::time::sleep(LOOKED_AT / 10).await;
    }
    panic!("there is room again, and nobody notices");
}

async fn write_on(public: Client, worker: usize, told: Arc<Mutex<Told>>) {
    for turn in 0.. {
        let subject = format!("request {worker}-{turn}");
        let answer = send(&public, &subject).await;
        if answer.status == 201 {
            let number = answer.json()["number"].as_i64().unwrap();
            told.lock().await.acknowledged.insert(number, subject);
        } else {
            // The disk gives out in the middle of a commit, or is known to be full: one word for both.
            assert_eq!(answer.expect(507).json()["code"], "storage_full");
            told.lock().await.refused += 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// What follows requests by itself has followed all of them.
async fn reactions_go_on(admin: &Client, tickets: &BTreeMap<i64, Value>) {
    for _ in 0..600 {
        let board = admin.get("/api/v1/board").send().await.expect(200).json();
        // One more may have come of a call that was broken off.
        if board["all"]["received"].as_u64() >= Some(tickets.len() as u64) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the figures stand still");
}
