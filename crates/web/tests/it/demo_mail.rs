//! The mailboxes of a demonstration: a mail becomes a request, the answer becomes a letter that can be read and answered,
//! and none of it is there in a real installation.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{Answer, Client, MAILBOX, TestApp, TestSettings};
use touchstone_testkit::{both_engines, with_app};

const FROM: &str = "li.na@mail.example";
const FILE: (&str, &str, &[u8]) = ("files", "裂纹.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");

async fn write(by: &Client, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
    let form = by.get("/demo/mail/new").send().await.expect(200);
    let (csrf, key) = (form.field("csrf"), form.field("idempotency_key"));
    let mut all = vec![("csrf", csrf.as_str()), ("idempotency_key", key.as_str())];
    all.extend_from_slice(fields);
    by.post("/demo/mail/new").multipart(&all, files).send().await
}

async fn messages(by: &Client, ticket: &str) -> Vec<serde_json::Value> {
    let path = format!("/api/v1/tickets/{ticket}/messages");
    let found = by.get(&path).send().await.expect(200).json();
    found["items"].as_array().unwrap().clone()
}

both_engines! {
    async fn a_mail_becomes_a_request_and_the_answer_a_letter(config: StoreConfig) {
        let app = TestApp::start(config, TestSettings { demo: true, ..TestSettings::default() }).await;
        let (visitor, admin) = (app.public(), app.client(Role::Administrator).await);
        let asked = [
            ("from", FROM), ("name", "李娜"), ("to", MAILBOX), ("subject", "锅有裂纹"), ("body", "希望换一口新的。"),
        ];
        let handed = write(&visitor, &asked, &[FILE]).await.expect(303);
        let waiting = visitor.get(handed.location()).send().await.expect(200).text();
        assert!(!waiting.contains("/desk/tickets/"), "nobody has looked at it yet: {waiting}");
        app.settle().await;
        let mail = admin.get("/api/v1/mail").send().await.expect(200).json();
        assert_eq!((&mail["items"][0]["state"], &mail["items"][0]["subject"]), (&json!("done"), &json!("锅有裂纹")));
        let ticket = mail["items"][0]["ticket"].as_str().unwrap().to_owned();
        let done = visitor.get(handed.location()).send().await.expect(200).text();
        assert!(done.contains(&format!("/desk/tickets/{ticket}")), "{done}");
        let said = messages(&admin, &ticket).await;
        assert_eq!(said[0]["files"][0]["name"], "裂纹.png", "{said:?}");

        let reply = json!({"body": "新锅今天寄出。", "visibility": "public"});
        let path = format!("/api/v1/tickets/{ticket}/messages");
        admin.post(&path).json(&reply).send().await.expect(201);
        app.advance(Span::seconds(1)).await;
        let box_of = format!("/demo/mail?of={}", FROM.replace('@', "%40"));
        let list = visitor.get(&box_of).send().await.expect(200).text();
        assert!(list.contains("/demo/mail/2\"") && list.contains("/demo/mail/1\""), "{list}");
        assert!(!list.contains("/demo/mail/3\""), "{list}");
        let other = visitor.get("/demo/mail?of=nobody%40mail.example").send().await.expect(200).text();
        assert!(!other.contains("/demo/mail/1\""), "a mailbox shows its own letters: {other}");
        let letter = visitor.get("/demo/mail/2").send().await.expect(200);
        assert!(letter.header("content-security-policy").unwrap().contains("frame-src 'self'"));
        assert!(letter.text().contains("新锅今天寄出。"), "{}", letter.text());
        let raw = visitor.get("/demo/mail/2/raw").send().await.expect(200);
        assert!(raw.header("content-type").unwrap().starts_with("text/plain"));
        let raw = raw.text();
        assert!(raw.contains("Message-ID: <ntf_") && raw.contains("In-Reply-To: <"), "{raw}");
        assert!(raw.starts_with("Return-Path: <") && raw.contains(&format!("Delivered-To: {FROM}")), "{raw}");

        let form = visitor.get("/demo/mail/new?answers=2").send().await.expect(200).text();
        assert!(form.contains("&gt; 新锅今天寄出。") && form.contains("care+"), "{form}");
        let answer = [("from", FROM), ("answers", "2"), ("subject", "Re: 锅"), ("body", "谢谢！")];
        write(&visitor, &answer, &[]).await.expect(303);
        app.settle().await;
        let said = messages(&admin, &ticket).await;
        assert_eq!((said.len(), &said[2]["body"]), (3, &json!("谢谢！")), "{said:?}");
        app.stop().await;
    }

    async fn what_is_no_mail_comes_back_with_everything_typed(config: StoreConfig) {
        let app = TestApp::start(config, TestSettings { demo: true, ..TestSettings::default() }).await;
        let visitor = app.public();
        let fields = [("from", "nobody"), ("to", MAILBOX), ("subject", ""), ("body", "It is my text.")];
        let page = write(&visitor, &fields, &[]).await.expect(422).text();
        assert!(page.contains("It is my text.") && page.contains("value=\"nobody\""), "{page}");
        assert!(page.contains("p-from-1") && page.contains("p-subject-1"), "{page}");
        let elsewhere = [("from", FROM), ("to", "x@elsewhere.example"), ("subject", "s"), ("body", "b")];
        write(&visitor, &elsewhere, &[]).await.expect(422);
        visitor.get("/demo/mail/1").send().await.expect(404);
        visitor.get("/demo/mail/new?answers=1").send().await.expect(404);
        app.settle().await;
        let admin = app.client(Role::Administrator).await;
        let mail = admin.get("/api/v1/mail").send().await.expect(200).json();
        assert_eq!(mail["items"], json!([]));

        // The same form sent twice is one mail.
        let form = visitor.get("/demo/mail/new").send().await.expect(200);
        let (csrf, key) = (form.field("csrf"), form.field("idempotency_key"));
        let fields = [
            ("csrf", csrf.as_str()), ("idempotency_key", key.as_str()), ("from", FROM), ("to", MAILBOX),
            ("subject", "Where is it?"), ("body", "I wait."),
        ];
        for _ in 0..2 {
            visitor.post("/demo/mail/new").multipart(&fields, &[]).send().await.expect(303);
        }
        let mail = admin.get("/api/v1/mail").send().await.expect(200).json();
        assert_eq!((mail["items"].as_array().unwrap().len(), &mail["items"][0]["copies"]), (1, &json!(2)));
        app.stop().await;
    }
}

with_app! {
    async fn a_real_installation_has_no_mailboxes_to_read(app: &TestApp) {
        let visitor = app.public();
        for path in ["/demo/mail", "/demo/mail/new", "/demo/mail/1", "/demo/mail/1/raw", "/demo/mail/1/html"] {
            visitor.get(path).send().await.expect(404);
        }
        let fields = [("from", FROM), ("to", MAILBOX), ("subject", "s"), ("body", "b")];
        visitor.post("/demo/mail/new").multipart(&fields, &[]).send().await.expect(404);
        let home = visitor.get("/").send().await.expect(200).text();
        assert!(!home.contains("/demo/"), "{home}");
    }
}
