//! The files of an answer by mail: along with the letter, or named in it.

use serde_json::{Value, json};
use touchstone_app::mail::MailIntake;
use touchstone_channels::{MailContent, mail_content};
use touchstone_domain::time::Span;
use touchstone_store::StoreConfig;
use touchstone_testkit::app::{MAILBOX, TestApp, TestSettings};
use touchstone_testkit::{both_engines, with_app};

use crate::post::Post;

const MEGABYTE: usize = 1 << 20;

impl Post<'_> {
    async fn uploaded(&self, name: &str, bytes: &[u8]) -> Value {
        // Files stand in the order they were uploaded in.
        self.app.clock.advance(Span::seconds(1));
        let sent = self.agent.post("/api/v1/uploads");
        let sent = sent.multipart(&[], &[("file", name, bytes)]).send().await;
        sent.expect(201).json()["id"].clone()
    }

    async fn answers(&self, text: &str, visibility: &str, files: &[Value]) {
        let said = json!({"body": text, "visibility": visibility, "attachments": files});
        let path = format!("{}/messages", self.ticket);
        self.agent.post(&path).json(&said).send().await.expect(201);
        self.app.settle().await;
    }

    /// The newest letter as a mail program reads it.
    fn read(&self) -> MailContent {
        let letter = self.server.taken().pop().unwrap();
        mail_content(letter.as_bytes()).unwrap()
    }
}

fn names(letter: &MailContent) -> Vec<&str> {
    letter.files.iter().map(|file| file.name.as_str()).collect()
}

with_app! {
    async fn files_go_along_with_the_words(app: &TestApp) {
        let post = Post::open(app).await;
        let slip = post.uploaded("退款凭证.pdf", b"%PDF-1.7 paid").await;
        let note = post.uploaded("for the desk.txt", b"not for them").await;
        post.answers("Ask the bank first.", "internal", &[note]).await;
        post.answers("It was paid on Monday.", "public", &[slip]).await;
        let letter = post.read();
        assert!(letter.text.contains("It was paid on Monday."), "{}", letter.text);
        assert_eq!(names(&letter), ["退款凭证.pdf"]);
        assert_eq!(letter.files[0].bytes, b"%PDF-1.7 paid");
        assert!(!letter.text.contains("too large"), "{}", letter.text);
        // The solution is an answer, too.
        let receipt = post.uploaded("receipt.txt", b"42.00").await;
        let solved = json!({"solution": "Paid again.", "attachments": [receipt]});
        let path = format!("{}/actions/resolve", post.ticket);
        post.agent.post(&path).json(&solved).send().await.expect(200);
        app.settle().await;
        let letter = post.read();
        assert!(letter.text.contains("Paid again."), "{}", letter.text);
        assert_eq!(names(&letter), ["receipt.txt"]);
        let messages = post.list(&format!("{}/messages", post.ticket)).await;
        let states: Vec<&Value> = messages.iter().map(|message| &message["letter"]).collect();
        assert_eq!(states[2..], [&json!("sent"), &json!("sent")], "{states:?}");
    }
}

with_app! {
    async fn what_is_too_large_is_named_and_waits_at_the_link(app: &TestApp) {
        let post = Post::open(app).await;
        let mut files = Vec::new();
        for (name, size) in [("film.bin", 8 * MEGABYTE), ("second.bin", 3 * MEGABYTE), ("slip.txt", 5)] {
            files.push(post.uploaded(name, &vec![b'x'; size]).await);
        }
        post.answers("Here you are.", "public", &files).await;
        let letter = post.read();
        assert_eq!(names(&letter), ["film.bin", "slip.txt"], "each that still fits");
        let told = letter.text.split_once("Here you are.").unwrap().1;
        assert!(told.contains("second.bin (3 MB)") && told.contains("/track/"), "{told}");
        assert!(!told.contains("film.bin") && !told.contains("slip.txt"), "{told}");
    }
}

with_app! {
    async fn whoever_did_not_write_by_mail_gets_the_link_alone(app: &TestApp) {
        let post = Post::open(app).await;
        let asked = json!({"subject": "s", "body": "b", "requester": {"name": "Zoe", "email": "zoe@mail.example"}});
        let ticket = post.agent.post("/api/v1/tickets").json(&asked).send().await.expect(201).json();
        let post = Post { ticket: format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap()), ..post };
        let slip = post.uploaded("slip.txt", b"paid").await;
        post.answers("It was paid.", "public", &[slip]).await;
        let letter = post.read();
        assert!(!letter.text.contains("It was paid.") && letter.text.contains("/track/"), "{}", letter.text);
        assert_eq!(names(&letter), Vec::<&str>::new());
    }
}

both_engines! {
    async fn answers_that_go_together_bring_their_files_together(config: StoreConfig) {
        let mail = MailIntake {
            mailboxes: vec![MAILBOX.parse().unwrap()],
            attach: 100,
            ..MailIntake::default()
        };
        let app = TestApp::start(config, TestSettings { mail, ..TestSettings::default() }).await;
        let post = Post::open(&app).await;
        post.answers("We look into it.", "public", &[]).await;
        let mut files = Vec::new();
        for (name, size) in [("one.txt", 60), ("note.txt", 10), ("two.txt", 60), ("three.txt", 40)] {
            files.push(post.uploaded(name, &vec![b'x'; size]).await);
        }
        post.answers("Paid on Monday.", "public", &files[..1]).await;
        post.answers("Nobody else reads this.", "internal", &files[1..2]).await;
        post.answers("Paid again.", "public", &files[2..]).await;
        app.clock.advance(Span::minutes(3));
        app.settle().await;
        let letter = post.read();
        assert!(letter.text.contains("Paid on Monday.") && letter.text.contains("Paid again."), "{}", letter.text);
        assert_eq!(names(&letter), ["one.txt", "three.txt"]);
        assert!(letter.text.contains("two.txt (60 B)") && !letter.text.contains("note.txt"), "{}", letter.text);
        app.stop().await;
    }
}
