//! Who fetched which file: staff are in the audit, once a day for each file; the requester's own reading is their own.

use http::StatusCode;
use serde_json::{Value, json};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::Desk;

/// A ticket with a file; its id.
async fn ticket(desk: &Desk) -> String {
    let upload = desk
        .post("/api/v1/uploads")
        .bearer(&desk.admin)
        .file("Zhang San.txt", b"evidence")
        .send()
        .await;
    let file = upload.expecting(StatusCode::CREATED)["id"].clone();
    let asked =
        json!({"subject": "s", "body": "b", "requester": {"name": "Zoe", "email": "zoe@mail.example"}});
    let created = desk
        .post("/api/v1/tickets")
        .bearer(&desk.admin)
        .json(asked)
        .send()
        .await
        .expecting(StatusCode::CREATED);
    let id = created["id"].as_str().unwrap().to_owned();
    let note = json!({"body": "see the file", "visibility": "internal", "attachments": [file]});
    desk.post(&format!("/api/v1/tickets/{id}/messages"))
        .bearer(&desk.admin)
        .json(note)
        .send()
        .await
        .expecting(StatusCode::CREATED);
    id
}

/// Where a file can be fetched by whoever asks.
async fn address(desk: &Desk, token: &str, ticket: &str) -> String {
    let messages = desk
        .get(&format!("/api/v1/tickets/{ticket}/messages"))
        .bearer(token)
        .send()
        .await
        .json();
    let mut files = messages["items"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|message| message["files"].as_array().unwrap());
    files.next().unwrap()["href"].as_str().unwrap().to_owned()
}

async fn told(desk: &Desk, token: &str) -> Vec<Value> {
    let audit = desk
        .get("/api/v1/audit?kind=file.downloaded")
        .bearer(token)
        .send()
        .await
        .json();
    audit["items"]
        .as_array()
        .unwrap_or_else(|| panic!("{audit}"))
        .clone()
}

both_engines! {
    async fn staff_who_fetch_a_file_are_in_the_audit_once_a_day(store: Store) {
        let desk = Desk::open(store).await;
        let ticket = ticket(&desk).await;
        let (_, lead) = desk.user("team_lead", "Lead", &[]).await;
        let (own, theirs) = (address(&desk, &desk.admin, &ticket).await, address(&desk, &lead, &ticket).await);
        assert_ne!(own, theirs, "each is given an address of their own");
        desk.get(&format!("/desk/tickets/{ticket}")).bearer(&desk.admin).send().await;
        assert_eq!(told(&desk, &desk.admin).await, Vec::<Value>::new(), "being given an address is not fetching");
        for _ in 0..3 {
            let fetched = desk.get(&own).send().await;
            assert_eq!((fetched.status, fetched.body.as_ref()), (StatusCode::OK, &b"evidence"[..]));
        }
        desk.get(&theirs).send().await;
        let entries = told(&desk, &desk.admin).await;
        assert_eq!(entries.len(), 2, "{entries:?}");
        let first = &entries[1];
        assert_eq!((&first["subject"]["kind"], &first["actor"]["name"]), (&json!("ticket"), &json!("Ada Administrator")), "{first}");
        assert!(!json!(entries).to_string().contains("Zhang San"), "a name of a file may be anybody's: {entries:?}");
        let other = own.replace("/files/", "/files/A");
        assert_eq!(desk.get(&other).send().await.status, StatusCode::NOT_FOUND);
        desk.advance(Span::hours(24));
        let admin = desk.sign_in("admin@desk.example").await;
        let again = address(&desk, &admin, &ticket).await;
        desk.get(&again).send().await;
        assert_eq!(told(&desk, &admin).await.len(), 3, "another day");
    }
}
