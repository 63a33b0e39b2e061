//! What people take away: a list as a table, one ticket with everything that belongs to it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use zip::ZipArchive;

use crate::harness::Desk;

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and what follows";

/// A desk with a team, its lead, an agent of it, and an agent's token.
async fn staffed(store: Store) -> (Desk, String, String, String) {
    let desk = Desk::open(store).await;
    let team = desk.team("North").await;
    let (_, lead) = desk.user("team_lead", "Lea Lead", &[&team]).await;
    let (_, agent) = desk.user("agent", "Ben Agent", &[&team]).await;
    (desk, team, lead, agent)
}

async fn request(desk: &Desk, token: &str, subject: &str, team: &str) -> Value {
    let request = json!({
        "subject": subject, "body": "called in", "channel": "phone", "kind": "complaint", "category": "refund-delay",
        "requester": {"name": "Wang Wei", "phone": "13900139000"}, "order_no": "A-1, \"two\"", "team": team,
    });
    let made = desk
        .post("/api/v1/tickets")
        .bearer(token)
        .json(request)
        .send()
        .await;
    made.expecting(StatusCode::CREATED)
}

/// Rows of a table without its byte order mark.
fn rows(body: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&body[3..]);
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

fn entries(body: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(body)).unwrap();
    let mut entries = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        entries.insert(entry.name().unwrap().into_owned(), bytes);
    }
    entries
}

both_engines! {
    async fn a_list_is_taken_away_as_a_table(store: Store) {
        let (desk, team, lead, agent) = staffed(store).await;
        for n in 0..3 {
            request(&desk, &agent, &format!("=Refund {n}"), &team).await;
        }
        let other = desk.team("South").await;
        request(&desk, &desk.admin, "Not theirs", &other).await;
        let asked = desk.get("/api/v1/tickets/export?format=csv&kind=complaint&sort=created").bearer(&lead);
        let table = asked.language("zh-CN").send().await;
        assert_eq!((table.status, table.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
        let name = "attachment; filename=\"tickets-2026-11-21.csv\"";
        assert!(table.header("content-disposition").starts_with(name), "{}", table.header("content-disposition"));
        let rows = rows(&table.body);
        assert_eq!(rows.len(), 4, "three of theirs and the headings");
        assert_eq!((rows[0][0].as_str(), rows[0][3].as_str()), ("编号", "标题"));
        let first = &rows[1];
        assert_eq!(first[3], "'=Refund 0", "no formula");
        assert_eq!((first[4].as_str(), first[7].as_str()), ("投诉", "待派单"));
        assert_eq!(first[2], "2026-11-21T16:00:00+08:00");
        assert!(first.contains(&"A-1, \"two\"".to_owned()), "{first:?}");
        assert!(!table.text().contains("13900139000"), "masked");
        let whole = desk.get("/api/v1/tickets/export?format=xlsx").bearer(&lead).send().await;
        let sheets = entries(whole.body);
        let texts = String::from_utf8_lossy(&sheets["xl/sharedStrings.xml"]).into_owned();
        assert!(texts.contains("=Refund 2") && !texts.contains("Not theirs"));
    }

    async fn a_table_is_refused_before_anything_is_noted(store: Store) {
        let (desk, _, lead, agent) = staffed(store).await;
        let refused = desk.get("/api/v1/tickets/export").bearer(&lead).send().await;
        assert_eq!(refused.field_errors(), [("format".to_owned(), "required".to_owned())]);
        let refused = desk.get("/api/v1/tickets/export?format=pdf").bearer(&lead).send().await;
        assert_eq!(refused.field_errors(), [("format".to_owned(), "unknown_value".to_owned())]);
        let refused = desk.get("/api/v1/tickets/export?format=csv&colour=red").bearer(&lead).send().await;
        assert_eq!(refused.field_errors(), [("colour".to_owned(), "unknown_field".to_owned())]);
        let refused = desk.get("/api/v1/tickets/export?format=csv").bearer(&agent).send().await;
        assert_eq!(refused.refused(403), "forbidden");
    }

    async fn one_ticket_is_taken_away_with_everything(store: Store) {
        let (desk, team, lead, agent) = staffed(store).await;
        let ticket = request(&desk, &agent, "Broken", &team).await;
        let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
        let file = desk.post("/api/v1/uploads").bearer(&agent).file("../照片 1.png", PICTURE).send().await;
        let file = file.expecting(StatusCode::CREATED);
        let reply = json!({"body": "See **this**.", "visibility": "public", "attachments": [file["id"]]});
        desk.post(&format!("{path}/messages")).bearer(&agent).json(reply).send().await.expecting(StatusCode::CREATED);
        let archive = desk.get(&format!("{path}/export")).bearer(&lead).send().await;
        assert_eq!((archive.status, archive.header("content-type")), (StatusCode::OK, "application/zip"));
        let entries = entries(archive.body);
        let json = |name: &str| serde_json::from_slice::<Value>(&entries[name]).unwrap();
        assert_eq!(json("ticket.json")["subject"], json!("Broken"));
        assert_eq!(json("messages.json").as_array().unwrap().len(), 2);
        let history = json("history.json");
        assert_eq!(history[0]["what"]["kind"], json!("ticket.received"));
        let picture = format!("files/{}-照片 1.png", file["id"].as_str().unwrap());
        assert_eq!(entries[&picture], PICTURE, "{:?}", entries.keys());
        let manifest = json("manifest.json");
        let listed = manifest["entries"].as_array().unwrap();
        assert_eq!(listed.len(), entries.len() - 1);
        for entry in listed {
            let bytes = &entries[entry["name"].as_str().unwrap()];
            let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
            assert_eq!((entry["size"].as_u64(), entry["sha256"].as_str()), (Some(bytes.len() as u64), Some(&*digest)));
        }
        let events = desk.get(&format!("{path}/events")).bearer(&lead).send().await.json();
        let last = events["items"].as_array().unwrap().last().unwrap();
        assert_eq!(last["what"]["kind"], json!("ticket.exported"), "that it was taken away is known");
        assert_eq!(last["actor"]["name"], json!("Lea Lead"));
    }
}
