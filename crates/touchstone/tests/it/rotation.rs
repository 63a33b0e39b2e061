//! Keys that are changed while two processes serve one PostgreSQL: each learns of it, and nothing becomes unreadable.

use serde_json::{Value, json};
use std::time::Duration;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, said};

const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// A command that has just ended counts as living until its lease is over.
const LOOKS: u32 = 2_400;

fn email(n: usize) -> String {
    format!("person{n}@mail.example")
}

/// A request of somebody new; who they are.
async fn request(by: &Client, n: usize) -> String {
    let body = json!({
        "subject": "Where is it?", "body": "I wait.", "requester": {"name": "Li Na", "email": email(n)},
    });
    let created = by
        .post("/api/v1/tickets")
        .json(&body)
        .send()
        .await
        .expect(201)
        .json();
    created["requester"]["id"].as_str().unwrap().to_owned()
}

async fn opens(by: &Client, person: &str, n: usize) {
    let reveal = json!({"fields": ["name", "email"], "reason": "a look"});
    let path = format!("/api/v1/people/{person}/reveal");
    let revealed = by.post(&path).json(&reveal).send().await.expect(200).json();
    assert_eq!(
        (&revealed["name"], &revealed["email"]),
        (&json!("Li Na"), &json!(email(n)))
    );
}

async fn keys(by: &Client, family: &str) -> Value {
    let all = by.get("/api/v1/keys").send().await.expect(200).json();
    let found = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["family"] == family);
    found.unwrap_or_else(|| panic!("{all}")).clone()
}

/// Waits until a process uses a version and nothing older is left.
async fn moved(by: &Client, family: &str, version: u32) {
    for _ in 0..LOOKS {
        let keys = keys(by, family).await;
        if keys["in_use"] == version && keys["change"]["state"] == "moved" && keys["left"] == 0 {
            return;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    panic!("not moved: {}", keys(by, family).await);
}

#[test]
fn two_processes_that_share_a_ring_change_their_keys_together() {
    block_on(async {
        let place = Place::postgres();
        let root = place.create_administrator();
        let (one, two) = (Server::start(&place).await, Server::start(&place).await);
        let (first, second) = (one.signed_in(root).await, two.signed_in(root).await);
        let mut people = Vec::new();
        for n in 0..6 {
            people.push(request(if n % 2 == 0 { &first } else { &second }, n).await);
        }
        // Both families at once, each by another process; and people keep coming.
        let asked = tokio::join!(
            first.post("/api/v1/keys/sealing/rotate").send(),
            second.post("/api/v1/keys/lookup/rotate").send()
        );
        assert!(asked.0.status.is_success() && asked.1.status.is_success());
        for n in 6..12 {
            people.push(request(if n % 2 == 0 { &first } else { &second }, n).await);
        }
        for by in [&first, &second] {
            moved(by, "sealing", 2).await;
            moved(by, "lookup", 2).await;
        }
        // A third process, on the command line, changes them once more.
        let done = place.run(&["keys", "rotate"]);
        assert!(done.status.success(), "{}", said(&done));
        for n in 12..16 {
            people.push(request(if n % 2 == 0 { &first } else { &second }, n).await);
        }
        for by in [&first, &second] {
            moved(by, "sealing", 3).await;
            for (n, person) in people.iter().enumerate() {
                opens(by, person, n).await;
            }
        }
        assert_eq!(
            one.said().matches(" ERROR ").count() + two.said().matches(" ERROR ").count(),
            0
        );
        drop((one, two));
        let next = Server::start(&place).await;
        let by = next.signed_in(root).await;
        for (n, person) in people.iter().enumerate() {
            opens(&by, person, n).await;
        }
        assert_eq!(
            keys(&by, "sealing").await["versions"],
            json!([1, 2, 3]),
            "nothing was lost from the file"
        );
        assert_eq!(keys(&by, "lookup").await["versions"], json!([1, 2]));
    });
}

#[test]
fn a_process_with_a_copy_of_the_ring_is_waited_for() {
    block_on(async {
        let place = Place::postgres();
        let root = place.create_administrator();
        let ring = place.directory().join("keys");
        let copy = place.directory().join("copied");
        std::fs::copy(&ring, &copy).unwrap();
        let one = Server::start(&place).await;
        let two = Server::start_with(&place, |arguments| {
            let mut command = place.command(arguments);
            command.env("TOUCHSTONE_KEY_RING", &copy);
            command
        })
        .await;
        let (first, second) = (one.signed_in(root).await, two.signed_in(root).await);
        let before = request(&second, 0).await;
        let asked = first.post("/api/v1/keys/sealing/rotate").send().await;
        assert!(asked.status.is_success());
        for _ in 0..LOOKS {
            if keys(&first, "sealing").await["change"]["state"] == "prepared" {
                break;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        // It is named, and nothing is made with what it does not have.
        let waiting = keys(&first, "sealing").await;
        assert_eq!(
            (&waiting["in_use"], &waiting["change"]["state"]),
            (&json!(1), &json!("prepared")),
            "{waiting}"
        );
        assert!(
            !waiting["change"]["waiting"].as_array().unwrap().is_empty(),
            "{waiting}"
        );
        let meanwhile = request(&first, 1).await;
        opens(&second, &meanwhile, 1).await;
        let whole = place.directory().join("whole");
        std::fs::copy(&ring, &whole).unwrap();
        std::fs::rename(&whole, &copy).unwrap();
        for by in [&first, &second] {
            moved(by, "sealing", 2).await;
            opens(by, &before, 0).await;
            opens(by, &meanwhile, 1).await;
        }
    });
}
