//! What hostile or careless senders try with requests: each attempt is refused in its own words, and stores nothing.

use http::StatusCode;
use serde_json::{Value, json};
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::{Answer, Desk};

fn request() -> Value {
    json!({"subject": "s", "body": "b", "requester": {"email": "a@mail.example"}})
}

fn with(name: &str, value: Value) -> Value {
    let mut body = request();
    body[name] = value;
    body
}

async fn submit(desk: &Desk, body: &Value) -> Answer {
    desk.post("/api/v1/public/tickets")
        .language("zh-CN")
        .json(body.clone())
        .send()
        .await
}

async fn tickets(desk: &Desk) -> usize {
    let list = desk
        .get("/api/v1/tickets")
        .bearer(&desk.admin)
        .send()
        .await
        .expecting(StatusCode::OK);
    list["items"].as_array().unwrap().len()
}

both_engines! {
    async fn every_field_is_bounded_and_typed(store: Store) {
        let desk = Desk::open(store).await;
        let cases = [
            (with("subject", json!("")), "subject", "required"),
            (with("subject", json!("长".repeat(201))), "subject", "too_long"),
            (with("subject", json!("a\u{0}b")), "subject", "control_character"),
            (with("subject", json!("a\u{1b}[31mb")), "subject", "control_character"),
            (with("subject", json!(["s"])), "subject", "wrong_type"),
            (with("body", json!("x".repeat(20_001))), "body", "too_long"),
            (with("kind", json!("disaster")), "kind", "unknown_value"),
            (with("kind", json!(1)), "kind", "unknown_value"),
            (with("claimed_urgency", json!("yesterday")), "claimed_urgency", "unknown_value"),
            (with("category", json!("../../etc")), "category", "malformed"),
            (with("category", json!("no-such-thing")), "category", "unknown_value"),
            (with("urgency", json!("urgent")), "urgency", "unknown_field"),
            (with("custom", json!({"a": 1})), "custom", "unknown_field"),
            (with("assignee", json!("usr_0000000000001")), "assignee", "unknown_field"),
            (with("attachments", json!(["../../x"])), "attachments[0]", "malformed"),
            (with("attachments", json!(vec!["fil_0000000000001"; 11])), "attachments", "too_many"),
            (with("requester", json!("me")), "requester", "wrong_type"),
            (with("requester", json!({"email": "nonsense"})), "requester.email", ""),
            (with("requester", json!({"phone": "12"})), "requester.phone", ""),
            (with("requester", json!({"email": "a@b.example", "tier": "premium"})), "requester.tier", "unknown_field"),
        ];
        for (body, field, code) in cases {
            let answer = submit(&desk, &body).await;
            let errors = answer.field_errors();
            let fits = errors.iter().any(|(f, c)| f == field && (code.is_empty() || c == code));
            assert!(fits, "{field} {code}: {errors:?}");
            for error in answer.json()["errors"].as_array().unwrap() {
                let (code, message) = (error["code"].as_str().unwrap(), error["message"].as_str().unwrap());
                assert!(code != message && !message.is_ascii(), "{code} has no Chinese sentence: {message}");
            }
        }
        assert_eq!(tickets(&desk).await, 0);
    }

    async fn unclaimable_files_are_refused(store: Store) {
        let desk = Desk::open(store).await;
        let missing = submit(&desk, &with("attachments", json!(["fil_0000000000001"]))).await;
        assert_eq!(missing.field_errors()[0].0, "attachments[0]");
        let staff = desk.post("/api/v1/uploads").bearer(&desk.admin).file("a.txt", b"secret").send().await;
        let foreign = staff.expecting(StatusCode::CREATED)["id"].clone();
        let stolen = submit(&desk, &with("attachments", json!([foreign]))).await;
        assert_eq!(stolen.field_errors()[0].0, "attachments[0]");
        assert_eq!(tickets(&desk).await, 0);
    }

    async fn file_names_and_sizes_are_tamed(store: Store) {
        let desk = Desk::open(store).await;
        let upload = |name: &str, content: &[u8]| desk.post("/api/v1/public/uploads").file(name, content).send();
        for name in ["../../etc/passwd", "..\\..\\boot.ini", "/abs/olute.txt", "a\u{202e}gpj.exe", "C:x.txt"] {
            let stored = upload(name, b"content").await.expecting(StatusCode::CREATED);
            let kept = stored["name"].as_str().unwrap();
            assert!(!kept.contains(['/', '\\', '\u{202e}', ':']) && !kept.starts_with('.'), "{name} became {kept}");
        }
        assert_eq!(upload("empty.txt", b"").await.field_errors()[0], ("file".to_owned(), "required".to_owned()));
        let large = vec![b'x'; (20 << 20) + 1];
        assert_eq!(upload("large.bin", &large).await.refused(413), "too_large");
        let exact = vec![b'x'; 20 << 20];
        assert_eq!(upload("exact.bin", &exact).await.status, StatusCode::CREATED);
        let odd = desk.post("/api/v1/public/uploads").bytes("multipart/form-data; boundary=edge", "--edge\r\nrubbish");
        assert_eq!(odd.send().await.refused(400), "malformed_multipart");
        let json = desk.post("/api/v1/public/uploads").json(json!({})).send().await;
        assert_eq!(json.refused(415), "unsupported_media_type");
        let named = desk.post("/api/v1/public/uploads").bytes(
            "multipart/form-data; boundary=edge",
            "--edge\r\nContent-Disposition: form-data; name=\"other\"; filename=\"a\"\r\n\r\nx\r\n--edge--\r\n",
        );
        assert_eq!(named.send().await.field_errors()[0], ("other".to_owned(), "unknown_field".to_owned()));
    }

    async fn hostile_markup_is_kept_as_text_and_never_becomes_a_header(store: Store) {
        let desk = Desk::open(store).await;
        let markup = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>";
        let made = submit(&desk, &with("body", json!(markup))).await.expecting(StatusCode::CREATED);
        assert!(made["number"].is_number());
        let page = desk.post("/api/v1/uploads").bearer(&desk.admin).file("a.html", markup.as_bytes()).send().await;
        let file = page.expecting(StatusCode::CREATED)["id"].clone();
        let list = desk.get("/api/v1/tickets").bearer(&desk.admin).send().await;
        assert_eq!(list.header("content-type"), "application/json");
        let id = list.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let messages = desk.get(&format!("/api/v1/tickets/{id}/messages")).bearer(&desk.admin).send().await.json();
        assert_eq!(messages["items"][0]["body"], json!(markup), "the API gives back what was written");
        let note = json!({"body": markup, "visibility": "internal", "attachments": [file]});
        let path = format!("/api/v1/tickets/{id}/messages");
        desk.post(&path).bearer(&desk.admin).json(note).send().await.expecting(StatusCode::CREATED);
        let messages = desk.get(&path).bearer(&desk.admin).send().await.json();
        let fetched = desk.get(messages["items"][1]["files"][0]["href"].as_str().unwrap()).send().await;
        assert_eq!(fetched.header("content-type"), "application/octet-stream");
        assert!(fetched.header("content-disposition").starts_with("attachment"));
    }

    async fn oversized_and_broken_bodies_never_reach_the_reader(store: Store) {
        let desk = Desk::open(store).await;
        let large = submit(&desk, &with("body", json!("x".repeat(600 << 10)))).await;
        assert_eq!(large.refused(413), "too_large");
        let deep = format!("{{\"subject\": {}1{}}}", "[".repeat(200), "]".repeat(200));
        let post = |body: Vec<u8>| desk.post("/api/v1/public/tickets").bytes("application/json", body).send();
        assert_eq!(post(deep.into_bytes()).await.refused(400), "too_deep");
        assert_eq!(post(b"{\"subject\": \"\xc3\x28\"}".to_vec()).await.refused(400), "malformed_utf8");
        assert_eq!(post(b"".to_vec()).await.refused(400), "malformed_json");
        assert_eq!(post(b"[1]".to_vec()).await.field_errors()[0].1, "wrong_type");
        assert_eq!(tickets(&desk).await, 0);
    }
}
