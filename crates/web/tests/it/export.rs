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

    async fn requesters_are_taken_away_masked_and_only_as_far_as_one_reaches(store: Store) {
        let (desk, team, lead, agent) = staffed(store).await;
        request(&desk, &agent, "Ours", &team).await;
        let other = desk.team("South").await;
        let foreign = request(&desk, &desk.admin, "Not theirs", &other).await;
        let gone = request(&desk, &desk.admin, "To be erased", &team).await;
        let erase = format!("/api/v1/people/{}/erase", gone["requester"]["id"].as_str().unwrap());
        desk.post(&erase).bearer(&desk.admin).json(json!({"reason": "they asked"})).send().await.expecting(StatusCode::OK);
        let table = |token: &str| desk.get("/api/v1/people/export?format=csv").bearer(token).language("en").send();
        let answer = table(&lead).await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        let theirs = rows(&answer.body);
        assert_eq!(theirs[0][1..4], ["Name", "E-mail", "E-mail verified"]);
        assert_eq!(theirs.len(), 2, "neither another team's nor an erased one: {theirs:?}");
        assert!(theirs[1].contains(&"no".to_owned()));
        assert!(!answer.text().contains("13900139000") && !answer.text().contains("Wang Wei"), "masked");
        let all = rows(&table(&desk.admin).await.body);
        let known = foreign["requester"]["id"].as_str().unwrap().to_owned();
        assert_eq!(all.len(), 3);
        assert!(all.iter().any(|row| row[0] == known));
        assert_eq!(table(&agent).await.refused(403), "forbidden");
        let sheet = desk.get("/desk/people/export?format=xlsx").bearer(&lead).send().await;
        assert!(entries(sheet.body).contains_key("xl/workbook.xml"));
        let told = desk.get("/api/v1/audit?kind=list.exported").bearer(&desk.admin).send().await.json();
        let lists: Vec<_> = told["items"].as_array().unwrap().iter().map(|one| one["what"]["rows"].clone()).collect();
        assert_eq!(lists, [json!(1), json!(2), json!(1)], "newest first, and nothing of the refused one");
    }

    async fn staff_and_teams_are_taken_away_as_the_reader_sees_them(store: Store) {
        let (desk, _, lead, _) = staffed(store).await;
        let table = async |list: &str, token: &str| {
            let path = format!("/api/v1/{list}/export?format=csv");
            rows(&desk.get(&path).bearer(token).language("en").send().await.body)
        };
        let users = table("users", &desk.admin).await;
        let ben = users.iter().find(|row| row[1] == "Ben Agent").unwrap();
        assert!(ben[2].contains('@'), "administrators see addresses: {ben:?}");
        assert_eq!((ben[3].as_str(), ben[4].as_str(), ben[5].as_str()), ("Agent", "North", "Active"));
        let users = table("users", &lead).await;
        let ben = users.iter().find(|row| row[1] == "Ben Agent").unwrap();
        assert_eq!((ben[2].as_str(), ben[7].as_str()), ("", ""), "nobody else does");
        let teams = table("teams", &lead).await;
        assert_eq!(teams.len(), 2);
        assert_eq!((teams[1][1].as_str(), teams[1][3].as_str()), ("North", "Lea Lead, Ben Agent"));
        let refused = desk.get("/api/v1/users/export").bearer(&lead).send().await;
        assert_eq!(refused.field_errors(), [("format".to_owned(), "required".to_owned())]);
        let page = desk.get("/admin/teams/export").bearer(&lead).send().await;
        assert_eq!(page.header("content-type"), "text/csv; charset=utf-8", "a link without a word gives CSV");
    }

    async fn the_outbox_is_taken_away_without_addresses_or_texts(store: Store) {
        let desk = Desk::open(store).await;
        let receipt = desk.submit("Lost parcel", "li.na@mail.example").await;
        let code = format!("/api/v1/public/track/{}/otp", receipt["tracking_code"].as_str().unwrap());
        desk.post(&code).json(json!({"way": "email"})).send().await.expecting(StatusCode::OK);
        let table = desk.get("/api/v1/outbox/export?format=csv").bearer(&desk.admin).language("en").send().await;
        let rows = rows(&table.body);
        assert!(rows.len() > 1, "{rows:?}");
        assert!(!table.text().contains("li.na@mail.example") && !table.text().contains("Lost parcel"));
        let none = desk.get("/api/v1/outbox/export?format=csv&state=failed").bearer(&desk.admin).send().await;
        assert_eq!(self::rows(&none.body).len(), 1, "headings alone");
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
