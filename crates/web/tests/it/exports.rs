//! The whole archive as a file: what is in it, who may have it, what becomes of it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use touchstone_app::export::{EXPORT_SILENCE, export_step};
use touchstone_app::housekeeping::housekeeping_sweep;
use touchstone_domain::id::{ExportId, FileId, Id};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_store::export::{export_beat, export_claim};
use touchstone_testkit::both_engines;
use zip::ZipArchive;

use crate::harness::{Answer, Desk};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and what follows";
const EMAIL: &str = "li.na@mail.example";

/// A desk with one request that has a conversation, a file, a solution and a rating.
async fn worked(store: Store) -> (Desk, Value) {
    let desk = Desk::open(store).await;
    let team = desk.team("North").await;
    let (_, agent) = desk.user("agent", "Ben Agent", &[&team]).await;
    let request = json!({
        "subject": "Never arrived 包裹", "body": "called in", "channel": "phone", "kind": "complaint",
        "category": "refund-delay", "team": team, "order_no": "A-17", "tags": ["parcel"],
        "requester": {"name": "Li Na", "email": EMAIL, "phone": "13800138000"},
    });
    let made = desk
        .post("/api/v1/tickets")
        .bearer(&agent)
        .json(request)
        .send()
        .await;
    let ticket = made.expecting(StatusCode::CREATED);
    let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
    let file = desk
        .post("/api/v1/uploads")
        .bearer(&agent)
        .file("../照片 1.png", PICTURE)
        .send()
        .await;
    let file = file.expecting(StatusCode::CREATED);
    let said = json!({"body": "See **this**.", "visibility": "public", "attachments": [file["id"]]});
    for (action, what) in [
        ("actions/assign", json!({"assignee": "me"})),
        ("actions/start", json!({})),
        ("messages", said),
        ("actions/resolve", json!({"solution": "Sent again."})),
    ] {
        let done = desk
            .post(&format!("{path}/{action}"))
            .bearer(&agent)
            .json(what)
            .send()
            .await;
        assert!(done.status.is_success(), "{action}: {}", done.text());
    }
    (desk, ticket)
}

async fn ask(desk: &Desk, wanted: Value) -> String {
    let asked = desk
        .post("/api/v1/exports")
        .bearer(&desk.admin)
        .json(wanted)
        .send()
        .await;
    let location = asked.header("location").to_owned();
    let asked = asked.expecting(StatusCode::ACCEPTED);
    assert_eq!(asked["state"], json!("queued"));
    assert_eq!(
        location,
        format!("/api/v1/exports/{}", asked["id"].as_str().unwrap())
    );
    location
}

async fn read(desk: &Desk, path: &str) -> Value {
    desk.get(path)
        .bearer(&desk.admin)
        .send()
        .await
        .expecting(StatusCode::OK)
}

async fn fetch(desk: &Desk, path: &str) -> Answer {
    desk.get(&format!("{path}/file")).bearer(&desk.admin).send().await
}

/// An export from the wish to the file.
async fn exported(desk: &Desk, wanted: Value) -> (Value, BTreeMap<String, Vec<u8>>) {
    let path = ask(desk, wanted).await;
    assert!(export_step(&desk.app).await.unwrap());
    let record = read(desk, &path).await;
    assert_eq!(record["state"], json!("ready"), "{record}");
    let file = fetch(desk, &path).await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (StatusCode::OK, "application/zip")
    );
    assert_eq!(record["size"], json!(file.body.len()));
    assert_eq!(record["sha256"], json!(hash(&file.body)));
    let mut archive = ZipArchive::new(Cursor::new(file.body)).unwrap();
    let mut entries = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        entries.insert(entry.name().unwrap().into_owned(), bytes);
    }
    (record, entries)
}

fn hash(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

fn lines(entries: &BTreeMap<String, Vec<u8>>, member: &str) -> Vec<Value> {
    let text = std::str::from_utf8(&entries[&format!("{member}.ndjson")]).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn without(mut record: Value, field: &str) -> Value {
    record.as_object_mut().unwrap().remove(field).unwrap();
    record
}

/// What only a moment or a reader decides, and links that end, are not exported.
fn lasting(mut record: Value) -> Value {
    let fields = record.as_object_mut().unwrap();
    fields.remove("actions");
    for file in fields
        .get_mut("files")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        file.as_object_mut().unwrap().remove("href");
    }
    record
}

fn everything(entries: &BTreeMap<String, Vec<u8>>) -> String {
    entries
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect()
}

both_engines! {
    async fn an_export_holds_everything_and_adds_up(store: Store) {
        let (desk, ticket) = worked(store).await;
        let code = ticket["tracking_code"].as_str().unwrap();
        let session = desk.track_session(code, EMAIL).await;
        for (step, what) in [("confirm", json!({})), ("rating", json!({"score": 4, "comment": "Quick 快"}))] {
            let done = desk.post(&format!("/api/v1/public/track/{code}/{step}")).bearer(&session).json(what).send().await;
            assert!(done.status.is_success(), "{step}: {}", done.text());
        }
        let (record, entries) = exported(&desk, json!({})).await;
        let manifest: Value = serde_json::from_slice(&entries["manifest.json"]).unwrap();
        assert_eq!((&manifest["format"], &manifest["contacts"]), (&json!(1), &json!("masked")));
        assert_eq!(manifest["at"], record["of_at"]);
        assert!(manifest["schema"].as_u64().unwrap() > 18 && !manifest["product"].as_str().unwrap().is_empty());
        let mut records = 0;
        for member in manifest["members"].as_array().unwrap() {
            let bytes = &entries[member["name"].as_str().unwrap()];
            let count = bytes.iter().filter(|byte| **byte == b'\n').count();
            let told = (&member["records"], &member["size"], &member["sha256"]);
            assert_eq!(told, (&json!(count), &json!(bytes.len()), &json!(hash(bytes))), "{member}");
            records += count;
        }
        assert_eq!(record["records"], json!(records));
        // The shapes are the API's.
        let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
        let shown = read(&desk, &path).await;
        assert_eq!(lines(&entries, "tickets"), [lasting(shown)]);
        let shown = read(&desk, &format!("{path}/messages")).await;
        let mut messages = lines(&entries, "messages");
        for message in &mut messages {
            assert_eq!(message.as_object_mut().unwrap().remove("ticket").unwrap(), ticket["id"]);
        }
        let shown: Vec<_> = shown["items"].as_array().unwrap().iter().cloned().map(lasting).collect();
        assert_eq!(messages, shown);
        assert_eq!(lines(&entries, "teams"), read(&desk, "/api/v1/teams").await["items"].as_array().unwrap()[..]);
        let person = format!("/api/v1/people/{}", ticket["requester"]["id"].as_str().unwrap());
        assert_eq!(lines(&entries, "people"), [without(read(&desk, &person).await, "suggestions")]);
        let names: Vec<_> = lines(&entries, "users").iter().map(|user| user["name"].clone()).collect();
        assert_eq!(names, [json!("Ada Administrator"), json!("Ben Agent")]);
        assert_eq!(lines(&entries, "roles").len(), 5);
        assert_eq!(lines(&entries, "standards").len(), 1);
        // Rows without a shape of their own: every table of them, ids as everywhere else.
        let laws = lines(&entries, "rows/law");
        assert!(laws.iter().any(|law| law["id"] == "cn-pipl" && law["entry"]["status"] == "in_force"), "{laws:?}");
        let documents = lines(&entries, "rows/standard_document");
        assert_eq!(documents[0]["id"], lines(&entries, "standards")[0]["id"]);
        assert!(documents[0]["created_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{documents:?}");
        let ratings = lines(&entries, "ratings");
        assert_eq!((&ratings[0]["ticket"], &ratings[0]["score"]), (&ticket["id"], &json!(4)));
        assert_eq!((ratings.len(), &ratings[0]["comment"]), (1, &json!("Quick 快")));
        // Files are there as they came.
        let files = lines(&entries, "files");
        assert_eq!((files.len(), &manifest["files"]["count"]), (1, &json!(1)));
        let bytes = &entries[files[0]["path"].as_str().unwrap()];
        assert_eq!((&bytes[..], &files[0]["sha256"]), (PICTURE, &json!(hash(PICTURE))));
        // History of every kind, and nobody's contact.
        let events = lines(&entries, "events");
        let kinds: Vec<_> = events.iter().map(|event| event["what"]["kind"].as_str().unwrap()).collect();
        for kind in ["setup.completed", "team.created", "ticket.received", "message.added", "export.asked"] {
            assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
        }
        let text = everything(&entries);
        for clear in [EMAIL, "13800138000", "admin@desk.example", "Li Na"] {
            assert!(!text.contains(clear), "{clear} is not masked");
        }
        let told = read(&desk, "/api/v1/audit?kind=export.*").await;
        let kinds: Vec<_> = told["items"].as_array().unwrap().iter().map(|one| one["what"]["kind"].clone()).collect();
        assert_eq!(kinds, [json!("export.downloaded"), json!("export.made"), json!("export.asked")]);
        assert_eq!(told["items"][2]["actor"]["name"], json!("Ada Administrator"));
    }

    async fn contacts_leave_in_clear_only_for_a_reason_and_with_the_right(store: Store) {
        let (desk, _) = worked(store).await;
        let asked = |token: &str, wanted: Value| desk.post("/api/v1/exports").bearer(token).json(wanted).send();
        let refused = asked(&desk.admin, json!({"contacts": true})).await;
        assert_eq!(refused.field_errors(), [("reason".to_owned(), "required".to_owned())]);
        let scoped = json!({"name": "archive", "scopes": ["export.manage"]});
        let token = desk.post("/api/v1/tokens").bearer(&desk.admin).json(scoped).send().await.expecting(StatusCode::CREATED);
        let token = token["secret"].as_str().or(token["token"].as_str()).unwrap().to_owned();
        let clear = json!({"contacts": true, "reason": "move to another system"});
        assert_eq!(asked(&token, clear.clone()).await.refused(403), "forbidden");
        let (record, entries) = exported(&desk, clear).await;
        assert_eq!((&record["contacts"], &record["reason"]), (&json!(true), &json!("move to another system")));
        let person = &lines(&entries, "people")[0];
        assert_eq!((&person["name"], &person["email"]), (&json!("Li Na"), &json!(EMAIL)));
        assert_eq!(person["phone"], json!("+8613800138000"));
        assert!(lines(&entries, "users").iter().any(|user| user["email"] == json!("admin@desk.example")));
        let path = format!("/api/v1/exports/{}/file", record["id"].as_str().unwrap());
        assert_eq!(desk.get(&path).bearer(&token).send().await.refused(403), "forbidden");
        // At rest it is sealed: neither a contact nor a text can be read in the directory of files.
        for file in stored(desk.files()) {
            let bytes = std::fs::read(file).unwrap();
            assert!(!bytes.windows(EMAIL.len()).any(|window| window == EMAIL.as_bytes()));
            assert!(!bytes.starts_with(b"PK"));
        }
    }

    async fn one_is_made_at_a_time_and_taken_back_for_good(store: Store) {
        let (desk, _) = worked(store).await;
        let path = ask(&desk, json!({})).await;
        let second = desk.post("/api/v1/exports").bearer(&desk.admin).json(json!({})).send().await;
        assert_eq!(second.refused(409), "export_under_way");
        let remove = |path: &str| desk.ask(http::Method::DELETE, path).bearer(&desk.admin).send();
        assert_eq!(remove(&path).await.status, StatusCode::NO_CONTENT);
        assert!(!export_step(&desk.app).await.unwrap(), "nobody wants it any more");
        assert_eq!(read(&desk, &path).await["state"], json!("removed"));
        let before = stored(desk.files()).len();
        let (record, _) = exported(&desk, json!({})).await;
        let path = format!("/api/v1/exports/{}", record["id"].as_str().unwrap());
        assert_eq!(stored(desk.files()).len(), before + 1);
        assert_eq!(remove(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(remove(&path).await.status, StatusCode::NO_CONTENT, "twice is no error");
        assert_eq!(fetch(&desk, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stored(desk.files()).len(), before);
    }

    async fn a_file_is_destroyed_when_its_time_is_over(store: Store) {
        let (desk, _) = worked(store).await;
        let before = stored(desk.files()).len();
        let (record, _) = exported(&desk, json!({})).await;
        let path = format!("/api/v1/exports/{}", record["id"].as_str().unwrap());
        // Sessions do not last as long.
        desk.advance(Span::days(7) - Span::seconds(1));
        let admin = desk.sign_in("admin@desk.example").await;
        let kept = desk.get(&path).bearer(&admin).send().await.json();
        assert_eq!(kept["state"], json!("ready"));
        desk.advance(Span::seconds(1));
        let late = desk.get(&format!("{path}/file")).bearer(&admin).send().await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "not a moment longer");
        housekeeping_sweep(&desk.app).await.unwrap();
        let left = desk.get(&path).bearer(&admin).send().await.json();
        assert_eq!((&left["state"], &left["expires_at"]), (&json!("removed"), &Value::Null));
        assert_eq!(stored(desk.files()).len(), before);
    }

    async fn an_erasure_destroys_what_was_exported_before_it(store: Store) {
        let (desk, ticket) = worked(store).await;
        let before = stored(desk.files()).len();
        let (record, _) = exported(&desk, json!({})).await;
        let path = format!("/api/v1/exports/{}", record["id"].as_str().unwrap());
        // Another one is being made, by a process that has read the person already.
        let running = ask(&desk, json!({})).await;
        let id: ExportId = running.rsplit('/').next().unwrap().parse().unwrap();
        let now = touchstone_domain::time::Clock::now(&*desk.clock);
        let claimed = desk.app.store.write(move |tx| export_claim(tx, id, "other", FileId::from_raw(1), (now, now))).await;
        assert!(claimed.unwrap().is_some());
        let erase = format!("/api/v1/people/{}/erase", ticket["requester"]["id"].as_str().unwrap());
        desk.post(&erase).bearer(&desk.admin).json(json!({"reason": "they asked"})).send().await.expecting(StatusCode::OK);
        assert_eq!(read(&desk, &path).await["state"], json!("removed"));
        assert_eq!(fetch(&desk, &path).await.status, StatusCode::NOT_FOUND);
        assert!(stored(desk.files()).len() < before, "nor are the bytes left");
        let told = desk.app.store.write(move |tx| export_beat(tx, id, "other", now, (1, 2))).await;
        assert!(!told.unwrap(), "the other process hears that it must begin again");
        assert!(export_step(&desk.app).await.unwrap());
        assert_eq!(read(&desk, &running).await["state"], json!("ready"));
        let file = fetch(&desk, &running).await.body;
        let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
        let mut people = String::new();
        archive.by_name("people.ndjson").unwrap().read_to_string(&mut people).unwrap();
        let person: Value = serde_json::from_str(&people).unwrap();
        assert_eq!((&person["erased"], &person["name"], &person["email"]), (&json!(true), &Value::Null, &Value::Null));
        let mut tickets = String::new();
        archive.by_name("tickets.ndjson").unwrap().read_to_string(&mut tickets).unwrap();
        assert!(!tickets.contains("Never arrived") && !tickets.contains("A-17"));
    }

    async fn an_export_is_begun_again_after_its_process_died(store: Store) {
        let (desk, _) = worked(store).await;
        let path = ask(&desk, json!({})).await;
        let id: ExportId = path.rsplit('/').next().unwrap().parse().unwrap();
        let now = touchstone_domain::time::Clock::now(&*desk.clock);
        let claimed = desk.app.store.write(move |tx| export_claim(tx, id, "dead", FileId::from_raw(1), (now, now))).await;
        assert!(claimed.unwrap().is_some());
        assert_eq!(read(&desk, &path).await["state"], json!("running"));
        desk.advance(EXPORT_SILENCE + Span::seconds(1));
        assert!(export_step(&desk.app).await.unwrap());
        let record = read(&desk, &path).await;
        assert_eq!(record["state"], json!("ready"), "{record}");
        assert!(record["of_at"].as_str() > record["created_at"].as_str(), "of a later instant");
        assert_eq!(fetch(&desk, &path).await.status, StatusCode::OK);
    }

    async fn a_missing_file_fails_an_export_and_says_so(store: Store) {
        let (desk, _) = worked(store).await;
        for file in stored(desk.files()) {
            std::fs::remove_file(file).unwrap();
        }
        let path = ask(&desk, json!({})).await;
        assert!(export_step(&desk.app).await.unwrap());
        let record = read(&desk, &path).await;
        assert_eq!((&record["state"], &record["problem"]), (&json!("failed"), &json!("files_missing")));
        assert!(stored(desk.files()).is_empty(), "nothing half written is left");
        let page = desk.get("/admin/exports").bearer(&desk.admin).language("en").send().await;
        assert!(page.text().contains("Files of requests are missing"), "{}", page.text());
    }

    async fn the_page_asks_and_shows_who_asked(store: Store) {
        let (desk, _) = worked(store).await;
        let refused = desk.post("/admin/exports").bearer(&desk.admin).language("en").form("contacts=true&reason=").send().await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("checked"), "what was chosen is kept");
        let asked = desk.post("/admin/exports").bearer(&desk.admin).form("").send().await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        let page = desk.get("/admin/exports").bearer(&desk.admin).language("en").send().await;
        assert!(page.text().contains("every 2s") && page.text().contains("Ada Administrator"));
        assert!(export_step(&desk.app).await.unwrap());
        let page = desk.get("/admin/exports").bearer(&desk.admin).language("en").send().await.text().to_owned();
        assert!(!page.contains("every 2s"));
        let href = page.split("href=\"").find(|rest| rest.starts_with("/admin/exports/exp_")).unwrap();
        let file = desk.get(href.split('"').next().unwrap()).bearer(&desk.admin).send().await;
        assert!(file.body.starts_with(b"PK"));
    }
}

/// Every file below a directory.
fn stored(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(stored(&path));
        } else {
            found.push(path);
        }
    }
    found
}
