//! Erasing a person: what is gone, what stays, what forbids it.

use std::path::Path;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use touchstone_store::{EngineConfig, Lane, Store, StoreConfig, StoreError, sql};
use touchstone_testkit::both_engines;

use crate::harness::Desk;

// Every table of PostgreSQL as one text each; SQLite is read as the bytes of its files.
sql!(EVERY_TABLE =
    sqlite "SELECT '' AS content",
    postgres "SELECT CAST(query_to_xml('SELECT * FROM ' || quote_ident(table_name), true, false, '') AS TEXT) AS content
        FROM information_schema.tables WHERE table_schema = 'public'");

/// Words that stand nowhere but in what this person gave or what was written about them.
const WORDS: [&str; 12] = [
    "Quackenbush",
    "zebulon@quack.example",
    "13912345678",
    "xylophone",
    "marzipan",
    "tamarind",
    "ORDER-7781",
    "saffron",
    "evidence-of-quince",
    "Dear Quack",
    "turmeric",
    "the caller Quack",
];

async fn opened(config: &StoreConfig) -> Store {
    let config = config.clone();
    tokio::task::spawn_blocking(move || Store::open(config).unwrap())
        .await
        .unwrap()
}

/// A request of one person with everything in it that a person can leave behind.
struct Traces {
    code: String,
    ticket: String,
    person: String,
}

async fn traces(desk: &Desk) -> Traces {
    let upload = desk
        .post("/api/v1/public/uploads")
        .file("evidence-of-quince.txt", b"saffron saffron saffron")
        .send()
        .await;
    let file = upload.expecting(StatusCode::CREATED)["id"].clone();
    let request = json!({
        "subject": "xylophone", "body": "marzipan", "demand": "tamarind", "order_no": "ORDER-7781", "attachments": [file],
        "requester": {"name": "Zebulon Quackenbush", "email": "zebulon@quack.example", "phone": "13912345678", "language": "en"},
    });
    let receipt = desk
        .post("/api/v1/public/tickets")
        .key("first")
        .json(request)
        .send()
        .await;
    let code = receipt.expecting(StatusCode::CREATED)["tracking_code"]
        .as_str()
        .unwrap()
        .to_owned();
    let list = desk
        .get("/api/v1/tickets")
        .bearer(&desk.admin)
        .send()
        .await
        .json();
    let ticket = list["items"][0]["id"].as_str().unwrap().to_owned();
    let person = list["items"][0]["requester"]["id"].as_str().unwrap().to_owned();
    let act = |action: &'static str, body: Value| {
        let path = format!("/api/v1/tickets/{ticket}/actions/{action}");
        desk.post(&path).bearer(&desk.admin).json(body).send()
    };
    let me = desk.get("/api/v1/me").bearer(&desk.admin).send().await.json()["id"].clone();
    act(
        "classify",
        json!({"category": "refund-delay", "class": "major", "reason": "the caller Quack insists"}),
    )
    .await
    .expecting(StatusCode::OK);
    act("assign", json!({"assignee": me}))
        .await
        .expecting(StatusCode::OK);
    let reply = json!({"body": "Dear Quack", "visibility": "public"});
    let messages = format!("/api/v1/tickets/{ticket}/messages");
    desk.post(&messages)
        .bearer(&desk.admin)
        .key("reply")
        .json(reply)
        .send()
        .await
        .expecting(StatusCode::CREATED);
    let reveal = json!({"fields": ["email"], "reason": "the caller Quack asked"});
    desk.post(&format!("/api/v1/people/{person}/reveal"))
        .bearer(&desk.admin)
        .json(reveal)
        .send()
        .await
        .expecting(StatusCode::OK);
    act("resolve", json!({"solution": "Dear Quack, it is solved"}))
        .await
        .expecting(StatusCode::OK);
    let track = desk.track_session(&code, "zebulon@quack.example").await;
    let public = format!("/api/v1/public/track/{code}");
    desk.post(&format!("{public}/confirm"))
        .bearer(&track)
        .send()
        .await
        .expecting(StatusCode::NO_CONTENT);
    let rating = json!({"score": 2, "comment": "turmeric"});
    desk.post(&format!("{public}/rating"))
        .bearer(&track)
        .json(rating)
        .send()
        .await
        .expecting(StatusCode::OK);
    Traces { code, ticket, person }
}

async fn erase(desk: &Desk, person: &str) -> crate::harness::Answer {
    let path = format!("/api/v1/people/{person}/erase");
    desk.post(&path)
        .bearer(&desk.admin)
        .json(json!({"reason": "asked for by letter"}))
        .send()
        .await
}

/// Everything the product keeps, as bytes: database files or tables, and stored files.
async fn everything(desk: &Desk, config: &StoreConfig) -> Vec<u8> {
    let mut all = files_under(desk.files());
    if let EngineConfig::Sqlite { dir, .. } = &config.engine {
        all.extend(files_under(dir));
    }
    let read = desk.app.store.read(Lane::Slow, |tx| {
        tx.query(&EVERY_TABLE, &[], |row| row.get::<String>("content"))
    });
    let tables: Result<Vec<String>, StoreError> = read.await;
    all.extend(tables.unwrap().concat().into_bytes());
    all
}

fn files_under(dir: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        all.extend(path.to_string_lossy().as_bytes());
        all.extend(if path.is_dir() {
            files_under(&path)
        } else {
            std::fs::read(&path).unwrap()
        });
    }
    all
}

fn found(all: &[u8]) -> Vec<&'static str> {
    let is_in = |word: &&str| all.windows(word.len()).any(|bytes| bytes == word.as_bytes());
    WORDS.into_iter().filter(is_in).collect()
}

both_engines! {
    async fn after_an_erasure_the_words_are_in_no_table_no_file_and_no_log(config: StoreConfig) {
        let store = opened(&config).await;
        let desk = Desk::open(store.clone()).await;
        let traces = traces(&desk).await;
        let before = everything(&desk, &config).await;
        // Name and contacts are sealed: they are never found.
        assert_eq!(found(&before), [
            "xylophone", "marzipan", "tamarind", "ORDER-7781", "saffron", "evidence-of-quince", "Dear Quack", "turmeric",
            "the caller Quack",
        ]);
        let done = erase(&desk, &traces.person).await.expecting(StatusCode::OK);
        assert_eq!((&done["tickets"], &done["messages"], &done["files"]), (&json!(1), &json!(3), &json!(1)));
        assert_eq!(found(&everything(&desk, &config).await), [""; 0]);
        tokio::task::spawn_blocking(move || store.close()).await.unwrap();
    }

    async fn pages_say_erased_and_nothing_breaks(store: Store) {
        let desk = Desk::open(store).await;
        let traces = traces(&desk).await;
        erase(&desk, &traces.person).await.expecting(StatusCode::OK);
        let ticket = format!("/desk/tickets/{}", traces.ticket);
        let pages = [
            ticket.clone(), format!("{ticket}?tab=history"), "/desk?queue=closed".to_owned(),
            format!("/ops/people/{}", traces.person), format!("/track/{}", traces.code), "/admin/outbox".to_owned(),
        ];
        for (language, erased) in [("zh-CN", "已清除"), ("en", "rased"), ("ja", "消去"), ("ko", "삭제")] {
            for path in &pages {
                let answer = desk.get(path).cookie("touchstone_session", &desk.admin).cookie("touchstone_language", language).language(language).send().await;
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
if path != "/admin/outbox" {
                    assert!(answer.text().contains(erased), "{path} in {language}: {}", answer.text());
                }
                assert!(found(&answer.body).is_empty(), "{path}");
            }
        }
        let person = desk.get(&format!("/api/v1/people/{}", traces.person)).bearer(&desk.admin).send().await.json();
        assert_eq!((&person["erased"], &person["email"], &person["name"]), (&json!(true), &Value::Null, &Value::Null));
        let whole = desk.get(&format!("/api/v1/tickets/{}", traces.ticket)).bearer(&desk.admin).send().await.json();
        assert_eq!((&whole["subject"], &whole["order_no"], &whole["number"].is_i64()), (&Value::Null, &Value::Null, &true));
        let rating = desk.get(&format!("/api/v1/tickets/{}/rating", traces.ticket)).bearer(&desk.admin).send().await;
        assert_eq!(rating.expecting(StatusCode::OK)["score"], 2, "figures stay");
        let reveals = desk.get(&format!("/api/v1/people/{}/reveals", traces.person)).bearer(&desk.admin).send().await.json();
        assert_eq!(reveals["items"][0]["reason"], Value::Null);
        let events = desk.get(&format!("/api/v1/tickets/{}/events?limit=200", traces.ticket)).bearer(&desk.admin).send().await.json();
        let kinds: Vec<&str> = events["items"].as_array().unwrap().iter().map(|e| e["what"]["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"ticket.received") && kinds.contains(&"ticket.erased"), "{kinds:?}");
        let otp = desk.post(&format!("/api/v1/public/track/{}/otp", traces.code)).json(json!({"way": "email"})).send().await;
        assert_eq!(otp.refused(422), "validation_failed");
        let again = json!({"subject": "s", "body": "b", "requester_id": traces.person});
        let refused = desk.post("/api/v1/tickets").bearer(&desk.admin).json(again).send().await;
        assert_eq!(refused.field_errors(), [("requester_id".to_owned(), "not_found".to_owned())]);
        // Once more, because something was written since.
        assert_eq!(erase(&desk, &traces.person).await.expecting(StatusCode::OK)["messages"], 0);
    }

    async fn an_answer_to_repeat_is_erased_with_whom_it_is_about(store: Store) {
        let desk = Desk::open(store).await;
        let traces = traces(&desk).await;
        let messages = format!("/api/v1/tickets/{}/messages", traces.ticket);
        let reply = || desk.post(&messages).bearer(&desk.admin).key("reply").json(json!({"body": "Dear Quack", "visibility": "public"})).send();
        reply().await.expecting(StatusCode::CREATED);
        erase(&desk, &traces.person).await.expecting(StatusCode::OK);
        assert_eq!(reply().await.refused(409), "answer_erased");
    }

    async fn a_legal_hold_beats_an_erasure(store: Store) {
        let desk = Desk::open(store).await;
        let traces = traces(&desk).await;
        for on in [format!("/api/v1/people/{}/hold", traces.person), format!("/api/v1/tickets/{}/hold", traces.ticket)] {
            let hold = json!({"reason": "case 42 is pending", "until": "2027-01-01T00:00:00Z"});
            desk.post(&on).bearer(&desk.admin).json(hold).send().await.expecting(StatusCode::OK);
            let refused = erase(&desk, &traces.person).await;
            assert_eq!(refused.refused(409), "legal_hold");
            assert_eq!(refused.json()["holds"][0]["reason"], "case 42 is pending");
            let form = desk.post(&format!("/ops/people/{}/erase", traces.person)).bearer(&desk.admin)
                .form("reason=asked+for&confirm=yes").send().await;
            assert_eq!(form.status, StatusCode::CONFLICT);
            assert!(form.text().contains("case 42 is pending") && form.text().contains("A legal hold forbids it"));
            let listed = desk.get(&on).bearer(&desk.admin).send().await.json();
            assert_eq!(listed["items"].as_array().unwrap().len(), 1);
            desk.ask(Method::DELETE, &on).bearer(&desk.admin).send().await.expecting(StatusCode::NO_CONTENT);
            assert_eq!(desk.ask(Method::DELETE, &on).bearer(&desk.admin).send().await.refused(404), "not_found");
        }
        erase(&desk, &traces.person).await.expecting(StatusCode::OK);
    }

    async fn a_hold_ends_by_itself(store: Store) {
        let desk = Desk::open(store).await;
        let traces = traces(&desk).await;
        let path = format!("/api/v1/people/{}/hold", traces.person);
        let past = json!({"reason": "r", "until": "2026-11-21T07:00:00Z"});
        let refused = desk.post(&path).bearer(&desk.admin).json(past).send().await;
        assert_eq!(refused.field_errors(), [("until".to_owned(), "in_the_past".to_owned())]);
        let soon = json!({"reason": "r", "until": "2026-11-21T09:00:00Z"});
        desk.post(&path).bearer(&desk.admin).json(soon).send().await.expecting(StatusCode::OK);
        assert_eq!(erase(&desk, &traces.person).await.refused(409), "legal_hold");
        desk.advance(touchstone_domain::time::Span::hours(1));
        erase(&desk, &traces.person).await.expecting(StatusCode::OK);
    }

    async fn the_page_wants_a_confirmation_and_a_reason(store: Store) {
        let desk = Desk::open(store).await;
        let traces = traces(&desk).await;
        let send = |form: &'static str| desk.post(&format!("/ops/people/{}/erase", traces.person)).bearer(&desk.admin).form(form).send();
        for form in ["reason=asked+for", "reason=&confirm=yes"] {
            let answer = send(form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text().contains("Please fill this in"));
        }
        let person = desk.get(&format!("/api/v1/people/{}", traces.person)).bearer(&desk.admin).send().await.json();
        assert_eq!(person["erased"], false);
        assert_eq!(send("reason=asked+for&confirm=yes").await.status, StatusCode::SEE_OTHER);
    }
}
