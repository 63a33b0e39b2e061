//! What people ask about their own data: by themselves and through staff, in time and late, granted and refused.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use http::StatusCode;
use serde_json::{Value, json};
use touchstone_app::background::jobs_step;
use touchstone_app::clockwork::clockwork_drive;
use touchstone_app::housekeeping::housekeeping_sweep;
use touchstone_app::reactions::react;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;
use zip::ZipArchive;

use crate::harness::Desk;

const EMAIL: &str = "zoe@quack.example";

/// A request for service of somebody with a file, and a session of theirs that was opened with a one-time code.
struct Person {
    id: String,
    code: String,
    track: String,
}

/// Lets the product write its letters about the only ticket.
async fn written_to(desk: &Desk) {
    let tickets = desk
        .get("/api/v1/tickets")
        .bearer(&desk.admin)
        .send()
        .await
        .json();
    let path = format!(
        "/api/v1/outbox?ticket={}",
        tickets["items"][0]["id"].as_str().unwrap()
    );
    for _ in 0..600 {
        react(&desk.app).await.unwrap();
        let outbox = desk.get(&path).bearer(&desk.admin).send().await.json();
        let mut letters = outbox["items"].as_array().unwrap().iter();
        if letters.any(|letter| letter["template"] != "one_time_code") {
            return;
        }
        // On PostgreSQL events are put in order beside.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no letter was written");
}

async fn person(desk: &Desk) -> Person {
    let upload = desk
        .post("/api/v1/public/uploads")
        .file("quince.txt", b"saffron")
        .send()
        .await;
    let request = json!({
        "subject": "xylophone", "body": "marzipan", "order_no": "ORDER-1",
        "attachments": [upload.expecting(StatusCode::CREATED)["id"]],
        "requester": {"name": "Zoe Quack", "email": EMAIL, "language": "en"},
    });
    let receipt = desk.post("/api/v1/public/tickets").json(request).send().await;
    let code = receipt.expecting(StatusCode::CREATED)["tracking_code"]
        .as_str()
        .unwrap()
        .to_owned();
    let track = desk.track_session(&code, EMAIL).await;
    let list = desk
        .get("/api/v1/tickets")
        .bearer(&desk.admin)
        .send()
        .await
        .json();
    let id = list["items"][0]["requester"]["id"].as_str().unwrap().to_owned();
    Person { id, code, track }
}

async fn written(desk: &Desk, person: &str, kind: &str) -> Value {
    let body = json!({"person": person, "kind": kind, "detail": "by letter of Monday"});
    let made = desk
        .post("/api/v1/privacy/requests")
        .bearer(&desk.admin)
        .json(body)
        .send()
        .await;
    made.expecting(StatusCode::CREATED)
}

fn path(request: &Value, rest: &str) -> String {
    format!(
        "/api/v1/privacy/requests/{}{rest}",
        request["id"].as_str().unwrap()
    )
}

async fn act(desk: &Desk, request: &Value, step: &str, body: Value) -> crate::harness::Answer {
    let path = path(request, &format!("/actions/{step}"));
    desk.post(&path).bearer(&desk.admin).json(body).send().await
}

async fn kinds(desk: &Desk, request: &Value) -> Vec<String> {
    let events = desk
        .get(&path(request, "/events"))
        .bearer(&desk.admin)
        .send()
        .await
        .json();
    let kind = |event: &Value| event["what"]["kind"].as_str().unwrap().to_owned();
    events["items"].as_array().unwrap().iter().map(kind).collect()
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

/// Whether a word stands in a stored file.
fn stored(desk: &Desk, word: &[u8]) -> bool {
    fn walk(dir: &std::path::Path, word: &[u8]) -> bool {
        std::fs::read_dir(dir).unwrap().any(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, word)
            } else {
                std::fs::read(&path)
                    .unwrap()
                    .windows(word.len())
                    .any(|bytes| bytes == word)
            }
        })
    }
    walk(desk.files(), word)
}

both_engines! {
    async fn a_copy_of_everything_is_made_and_fetched_by_its_person(store: Store) {
        let desk = Desk::open(store).await;
        let person = person(&desk).await;
        written_to(&desk).await;
        let reveal = json!({"fields": ["email"], "reason": "to call back"});
        desk.post(&format!("/api/v1/people/{}/reveal", person.id)).bearer(&desk.admin).json(reveal).send().await
            .expecting(StatusCode::OK);
        let own = format!("/api/v1/public/track/{}/privacy", person.code);
        let asked = desk.post(&own).bearer(&person.track).key("k").json(json!({"kind": "access"})).send().await
            .expecting(StatusCode::CREATED);
        let again = desk.post(&own).bearer(&person.track).key("k").json(json!({"kind": "access"})).send().await
            .expecting(StatusCode::CREATED);
        assert_eq!(asked["id"], again["id"], "one request, however often it is sent");
        assert_eq!((asked["state"].as_str(), asked["proof"].as_str()), (Some("in_progress"), Some("one_time_code")));
        // A Saturday: fifteen working days end with Friday, 11 December, in Shanghai.
        assert_eq!(asked["due_at"], "2026-12-11T16:00:00Z");
        let twice = desk.post(&own).bearer(&person.track).json(json!({"kind": "access"})).send().await;
        assert_eq!(twice.refused(409), "privacy_open_already");
        assert_eq!(act(&desk, &asked, "complete", json!({})).await.refused(409), "privacy_package_missing");
        act(&desk, &asked, "package", json!({})).await.expecting(StatusCode::OK);
        assert_eq!(act(&desk, &asked, "package", json!({})).await.refused(409), "privacy_package_queued");
        while jobs_step(&desk.app).await.unwrap() {}
        let ready = desk.get(&path(&asked, "")).bearer(&desk.admin).send().await.json();
        assert_eq!(ready["package"]["state"], "ready", "{ready}");
        let theirs = format!("{own}/{}/package", asked["id"].as_str().unwrap());
        assert_eq!(desk.get(&theirs).bearer(&person.track).send().await.refused(404), "not_found");
        act(&desk, &asked, "complete", json!({"answer": "Here it is."})).await.expecting(StatusCode::OK);
        let archive = desk.get(&theirs).bearer(&person.track).send().await;
        assert_eq!((archive.status, archive.header("content-type")), (StatusCode::OK, "application/zip"));
        let entries = entries(archive.body);
        let data: Value = serde_json::from_slice(&entries["data.json"]).unwrap();
        assert_eq!((&data["person"]["name"], &data["person"]["email"]), (&json!("Zoe Quack"), &json!(EMAIL)));
        let ticket = &data["tickets"][0];
        assert_eq!((&ticket["subject"], &ticket["order_no"]), (&json!("xylophone"), &json!("ORDER-1")));
        assert_eq!(ticket["messages"][0]["body"], "marzipan");
        let file = ticket["messages"][0]["files"][0]["path"].as_str().unwrap();
        assert_eq!(entries[file], b"saffron");
        assert_eq!(data["disclosures"][0]["reason"], "to call back");
        let letters = data["letters"].as_array().unwrap();
        assert!(!letters.is_empty());
        for letter in letters {
            assert!(letter["at"].is_string() && letter["state"].is_string(), "{letter}");
            assert_eq!(letter["subject"].is_string(), letter["text"].is_string(), "{letter}");
        }
        let receipt = letters.iter().find(|letter| letter["text"].is_string()).unwrap();
        assert!(!receipt["text"].as_str().unwrap().is_empty(), "as it was written to them: {receipt}");
        assert!(letters.iter().any(|letter| letter["text"].is_null()), "codes that prove who somebody is are not told again");
        let page = String::from_utf8(entries["index.html"].clone()).unwrap();
        assert!(page.contains("lang=\"en\"") && page.contains("marzipan") && page.contains(EMAIL), "{page}");
        assert!(entries.contains_key("manifest.json"));
        assert!(!stored(&desk, EMAIL.as_bytes()), "the copy is kept sealed");
        assert_eq!(kinds(&desk, &asked).await, [
            "privacy.received", "privacy.identified", "privacy.package_asked", "privacy.package_made", "privacy.completed",
            "privacy.package_downloaded",
        ]);
        // Its week is over.
        desk.advance(Span::days(7));
        housekeeping_sweep(&desk.app).await.unwrap();
        let admin = desk.sign_in("admin@desk.example").await;
        let gone = desk.get(&path(&asked, "")).bearer(&admin).send().await.json();
        assert_eq!((&gone["package"]["state"], &gone["package"]["downloads"]), (&json!("removed"), &json!(1)));
        assert_eq!(desk.get(&path(&asked, "/package")).bearer(&admin).send().await.refused(404), "not_found");
    }

    async fn a_session_without_a_code_shows_nothing_about_whose_data_they_are(store: Store) {
        let desk = Desk::open(store).await;
        let fields = [
            ("kind", "general"), ("subject", "s"), ("body", "b"), ("impact", "one_person"), ("urgency", "normal"),
            ("email", EMAIL), ("name", "Zoe"),
        ];
        let parts = fields.map(|(name, value)| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        });
        let form = format!("{}--edge--\r\n", parts.concat());
        let page = desk.post("/submit").bytes("multipart/form-data; boundary=edge", form).send().await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
        let cookie = page.header("set-cookie");
        let secret = cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned();
        let code = page.header("location").split('/').nth(2).unwrap().to_owned();
        let own = format!("/api/v1/public/track/{code}/privacy");
        let refused = desk.post(&own).bearer(&secret).json(json!({"kind": "erasure"})).send().await;
        assert_eq!(refused.refused(409), "privacy_unverified");
        let page = desk.get(&format!("/track/{code}/privacy")).language("en").cookie("touchstone_track", &secret).send().await;
        assert!(page.text().contains("Show first that a contact is yours"), "{}", page.text());
    }

    async fn nobody_fetches_what_another_asked_for(store: Store) {
        let desk = Desk::open(store).await;
        let first = person(&desk).await;
        let asked = written(&desk, &first.id, "access").await;
        act(&desk, &asked, "identify", json!({"proof": "document"})).await.expecting(StatusCode::OK);
        act(&desk, &asked, "package", json!({})).await.expecting(StatusCode::OK);
        while jobs_step(&desk.app).await.unwrap() {}
        act(&desk, &asked, "complete", json!({})).await.expecting(StatusCode::OK);
        let receipt = desk.submit("Another", "other@mail.example").await;
        let code = receipt["tracking_code"].as_str().unwrap();
        let track = desk.track_session(code, "other@mail.example").await;
        let id = asked["id"].as_str().unwrap();
        let base = format!("/api/v1/public/track/{code}/privacy/{id}");
        assert_eq!(desk.get(&format!("{base}/package")).bearer(&track).send().await.refused(404), "not_found");
        assert_eq!(desk.post(&format!("{base}/withdraw")).bearer(&track).send().await.refused(404), "not_found");
        let list = desk.get(&format!("/api/v1/public/track/{code}/privacy")).bearer(&track).send().await.json();
        assert_eq!(list["items"], json!([]));
    }

    async fn an_erasure_that_was_asked_for_is_beaten_by_a_legal_hold(store: Store) {
        let desk = Desk::open(store).await;
        let person = person(&desk).await;
        let asked = written(&desk, &person.id, "erasure").await;
        assert_eq!(act(&desk, &asked, "complete", json!({})).await.refused(409), "privacy_step_refused", "identity first");
        act(&desk, &asked, "identify", json!({"proof": "call_back"})).await.expecting(StatusCode::OK);
        let hold = format!("/api/v1/people/{}/hold", person.id);
        desk.post(&hold).bearer(&desk.admin).json(json!({"reason": "case 42"})).send().await.expecting(StatusCode::OK);
        let refused = act(&desk, &asked, "complete", json!({})).await;
        assert_eq!(refused.refused(409), "legal_hold");
        assert_eq!(refused.json()["holds"][0]["reason"], "case 42");
        let page = desk.get(&format!("/ops/privacy/{}", asked["id"].as_str().unwrap())).bearer(&desk.admin).send().await;
        assert!(page.text().contains("case 42"));
        desk.ask(http::Method::DELETE, &hold).bearer(&desk.admin).send().await.expecting(StatusCode::NO_CONTENT);
        let done = act(&desk, &asked, "complete", json!({"answer": "erased"})).await.expecting(StatusCode::OK);
        assert_eq!((&done["state"], &done["detail"]), (&json!("completed"), &json!("")), "its own words went as well");
        let gone = desk.get(&format!("/api/v1/people/{}", person.id)).bearer(&desk.admin).send().await.json();
        assert_eq!(gone["erased"], true);
        let refused = desk.post("/api/v1/privacy/requests").bearer(&desk.admin)
            .json(json!({"person": person.id, "kind": "access"})).send().await;
        assert_eq!(refused.field_errors(), [("person".to_owned(), "unknown".to_owned())]);
    }

    async fn an_erasure_destroys_copies_and_what_corrections_changed(store: Store) {
        let desk = Desk::open(store).await;
        let person = person(&desk).await;
        let copy = written(&desk, &person.id, "access").await;
        act(&desk, &copy, "identify", json!({"proof": "document"})).await.expecting(StatusCode::OK);
        act(&desk, &copy, "package", json!({})).await.expecting(StatusCode::OK);
        while jobs_step(&desk.app).await.unwrap() {}
        let before = std::fs::read_dir(desk.files()).unwrap().count();
        assert!(before > 0);
        desk.post(&format!("/api/v1/people/{}/erase", person.id)).bearer(&desk.admin).json(json!({"reason": "asked"}))
            .send().await.expecting(StatusCode::OK);
        assert_eq!(desk.get(&path(&copy, "/package")).bearer(&desk.admin).send().await.refused(404), "not_found");
        let left = desk.get(&path(&copy, "")).bearer(&desk.admin).send().await.json();
        assert_eq!((&left["package"]["state"], &left["detail"]), (&json!("removed"), &json!("")));
        assert!(!stored(&desk, b""), "no file is left");
    }

    async fn a_correction_changes_the_person_and_keeps_before_and_after_apart(store: Store) {
        let desk = Desk::open(store).await;
        let person = person(&desk).await;
        let asked = written(&desk, &person.id, "correction").await;
        act(&desk, &asked, "identify", json!({"proof": "in_person"})).await.expecting(StatusCode::OK);
        let same = act(&desk, &asked, "complete", json!({"name": "Zoe Quack"})).await;
        assert_eq!(same.field_errors(), [("name".to_owned(), "unchanged".to_owned())]);
        let wrong = act(&desk, &asked, "complete", json!({"email": "nonsense"})).await;
        assert_eq!(wrong.field_errors(), [("email".to_owned(), "invalid_email".to_owned())]);
        let strange = act(&desk, &asked, "complete", json!({"days": 3})).await;
        assert_eq!(strange.field_errors(), [("days".to_owned(), "unknown_field".to_owned())]);
        let done = act(&desk, &asked, "complete", json!({"name": "Zoe Drake", "email": "new@quack.example"})).await
            .expecting(StatusCode::OK);
        assert_eq!(done["state"], "completed");
        let fields: Vec<_> = done["corrections"].as_array().unwrap().iter().map(|c| c["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["email", "name"]);
        assert!(!done.to_string().contains("new@quack.example"), "masked: {done}");
        let now = desk.get(&format!("/api/v1/people/{}", person.id)).bearer(&desk.admin).send().await.json();
        assert_eq!(now["email_verified"], false, "a new contact is a claim until it is shown");
        let events = desk.get(&path(&asked, "/events")).bearer(&desk.admin).send().await.json();
        let last = events["items"].as_array().unwrap().last().unwrap();
        assert_eq!(last["what"]["fields"], json!(["name", "email"]), "names of fields, never what they hold");
    }

    async fn time_warns_runs_out_and_is_extended_once(store: Store) {
        let mut desk = Desk::open(store).await;
        let person = person(&desk).await;
        let (one, two) = (written(&desk, &person.id, "access").await, written(&desk, &person.id, "erasure").await);
        let extend = |days: u32| json!({"days": days, "reason": "much to read"});
        let refused = act(&desk, &one, "extend", extend(41)).await;
        assert_eq!(refused.field_errors(), [("days".to_owned(), "out_of_range".to_owned())]);
        let longer = act(&desk, &one, "extend", extend(5)).await.expecting(StatusCode::OK);
        assert_eq!((&longer["due_at"], &longer["extension"]), (&json!("2026-12-18T16:00:00Z"), &json!("much to read")));
        assert_eq!(act(&desk, &one, "extend", extend(5)).await.refused(409), "privacy_extended_already");
        desk.advance(Span::days(11));
        clockwork_drive(&desk.app).await.unwrap();
        desk.admin = desk.sign_in("admin@desk.example").await;
        assert_eq!(kinds(&desk, &two).await, ["privacy.received", "privacy.warned"]);
        desk.advance(Span::days(10));
        clockwork_drive(&desk.app).await.unwrap();
        desk.admin = desk.sign_in("admin@desk.example").await;
        assert_eq!(kinds(&desk, &two).await[1..], ["privacy.warned", "privacy.warned", "privacy.late"]);
        assert_eq!(act(&desk, &two, "extend", extend(5)).await.refused(409), "privacy_extension_late");
        let list = desk.get("/api/v1/privacy/requests?limit=1").bearer(&desk.admin).send().await.json();
        assert_eq!(list["items"][0]["id"], two["id"], "the nearest due first");
        let next = format!("/api/v1/privacy/requests?limit=1&cursor={}", list["next_cursor"].as_str().unwrap());
        let rest = desk.get(&next).bearer(&desk.admin).send().await.json();
        assert_eq!((&rest["items"][0]["id"], &rest["next_cursor"]), (&one["id"], &Value::Null));
        let page = desk.get("/ops/privacy").bearer(&desk.admin).send().await.text();
        assert!(page.contains("One is late") && page.contains("Erasure 1"), "{page}");
        let why = json!({"refusal": "identity_not_proven", "reason": "nobody answered"});
        let refused = act(&desk, &two, "refuse", why).await.expecting(StatusCode::OK);
        assert_eq!((&refused["state"], &refused["answer"]), (&json!("refused"), &json!("nobody answered")));
        let page = desk.get("/ops/privacy").bearer(&desk.admin).send().await.text();
        assert!(!page.contains("One is late") && page.contains("Erasure 0"), "{page}");
        let closed = desk.get("/api/v1/privacy/requests?phase=closed&kind=erasure").bearer(&desk.admin).send().await.json();
        assert_eq!(closed["items"].as_array().unwrap().len(), 1);
        desk.advance(Span::days(60));
        clockwork_drive(&desk.app).await.unwrap();
        desk.admin = desk.sign_in("admin@desk.example").await;
        assert_eq!(kinds(&desk, &two).await.last().unwrap(), "privacy.refused", "a closed one has no clock");
    }

    async fn pages_carry_a_request_from_letter_to_answer(store: Store) {
        let desk = Desk::open(store).await;
        let person = person(&desk).await;
        let form = format!("person={}&kind=correction&detail=My+name+is+wrong", person.id);
        let made = desk.post("/ops/privacy").bearer(&desk.admin).form(&form).send().await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let place = made.header("location").split('?').next().unwrap().to_owned();
        let step = |name: &'static str, form: &'static str| {
            desk.post(&format!("{place}/actions/{name}")).bearer(&desk.admin).form(form).send()
        };
        let missing = step("identify", "version=1").await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(missing.text().contains("Please fill this in"));
        assert_eq!(step("identify", "version=1&proof=document").await.status, StatusCode::SEE_OTHER);
        assert_eq!(step("complete", "version=1&name=Zoe+Drake").await.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(step("complete", "version=2&name=Zoe+Drake&answer=Done.").await.status, StatusCode::SEE_OTHER);
        let page = desk.get(&place).bearer(&desk.admin).send().await.text();
        assert!(page.contains("My name is wrong") && page.contains("Corrected") && page.contains("did what was asked"));
        let own = desk.get(&format!("/track/{}/privacy", person.code)).cookie("touchstone_track", &person.track).send().await;
        assert!(own.text().contains("Done."), "{}", own.text());
        assert!(desk.get("/ops/privacy/classes").bearer(&desk.admin).send().await.text().contains("message_text"));
    }
}
