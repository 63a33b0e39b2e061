//! Letters that come back: read, matched to what was sent and to nothing else, and an address that is written to no more until
//! somebody decides otherwise.

use serde_json::{Value, json};
use touchstone_app::mail::mail_keep;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, MailServer, Temper, TestApp};
use touchstone_testkit::with_app;

const FROM: &str = "zhang.san@mail.example";

/// An installation that sends mail, and a ticket that somebody opened by mail.
struct Post<'a> {
    app: &'a TestApp,
    server: MailServer,
    admin: Client,
    agent: Client,
    /// Its path in the API.
    ticket: String,
}

impl<'a> Post<'a> {
    async fn open(app: &'a TestApp) -> Self {
        let (admin, agent) = (
            app.client(Role::Administrator).await,
            app.client(Role::Agent).await,
        );
        let server = MailServer::start(Temper::Takes).await;
        let settings = json!({
            "mail_host": "127.0.0.1", "mail_port": server.port, "mail_security": "plain",
            "mail_from": "Care <letters@shop.example>",
        });
        let put = admin
            .put("/api/v1/settings/mail")
            .json(&settings)
            .if_match("\"0\"");
        put.send().await.expect(200);
        touchstone_app::settings::settings_apply(&app.app).await.unwrap();
        let mut post = Self {
            app,
            server,
            admin,
            agent,
            ticket: String::new(),
        };
        post.keep("Refund", "").await;
        let mail = post.list("/api/v1/mail").await.remove(0);
        post.ticket = format!("/api/v1/tickets/{}", mail["ticket"].as_str().unwrap());
        for (action, what) in [
            ("assign", json!({"assignee": "me", "category": "refund-delay"})),
            ("start", json!({})),
        ] {
            let path = format!("{}/actions/{action}", post.ticket);
            post.agent.post(&path).json(&what).send().await.expect(200);
        }
        // That work has begun is told by a letter of its own.
        app.settle().await;
        post
    }

    async fn keep(&self, subject: &str, fields: &str) {
        let raw = format!(
            "From: {FROM}\r\nTo: care@shop.example\r\nSubject: {subject}\r\n{fields}\r\nWhere is it?\r\n"
        );
        mail_keep(&self.app.app, None, raw.into_bytes()).await.unwrap();
        self.app.settle().await;
    }

    async fn list(&self, path: &str) -> Vec<Value> {
        let page = self.admin.get(path).send().await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }

    async fn reply(&self, text: &str) {
        let reply = json!({"body": text, "visibility": "public"});
        let path = format!("{}/messages", self.ticket);
        self.agent.post(&path).json(&reply).send().await.expect(201);
        self.app.settle().await;
    }

    /// Message-ID of the newest letter that the mail server took.
    fn newest(&self) -> String {
        let letter = self.server.taken().pop().unwrap();
        let letter = letter.replace("\r\n ", " ").replace("\n ", " ");
        let line = letter.lines().find_map(|line| line.strip_prefix("Message-ID:"));
        line.unwrap().trim().to_owned()
    }

    /// What a mail server reports about a letter.
    async fn report(&self, action: &str, status: &str, letter: &str) {
        let raw = format!(
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: care@shop.example\r\n\
             Message-ID: <{}@mx.example>\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; {FROM}\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 {status} no such user\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {letter}\r\nSubject: x\r\n\r\n--b--\r\n",
            self.app
                .app
                .ids
                .next::<touchstone_domain::id::EventId>(self.app.app.clock.now()),
        );
        mail_keep(&self.app.app, None, raw.into_bytes()).await.unwrap();
        self.app.settle().await;
    }

    async fn outbox(&self) -> Vec<(Value, Value)> {
        let id = self.ticket.rsplit('/').next().unwrap();
        let mut letters = self.list(&format!("/api/v1/outbox?ticket={id}")).await;
        letters.reverse();
        letters
            .iter()
            .map(|letter| (letter["state"].clone(), letter["problem"].clone()))
            .collect()
    }

    async fn reachability(&self) -> Value {
        let path = format!("{}/reachability", self.ticket);
        self.agent.get(&path).send().await.expect(200).json()
    }
}

with_app! {
    async fn a_letter_that_came_back_ends_letters_to_its_address(app: &TestApp) {
        let post = Post::open(app).await;
        post.reply("It was paid on Monday.").await;
        assert_eq!(post.reachability().await["cause"], Value::Null);
        let senders = post.server.senders();
        assert!(senders.iter().any(|line| line.starts_with("MAIL FROM:<care+ntf_")), "{senders:?}");
        let letter = post.newest();
        post.report("failed", "5.1.1", &letter).await;
        let mail = post.list("/api/v1/mail").await.remove(0);
        assert_eq!((&mail["state"], &mail["reason"]), (&json!("refused"), &json!("report")));
        assert!(letter.contains(mail["letter"].as_str().unwrap()), "{mail}");
        assert_eq!(post.outbox().await.last(), Some(&(json!("bounced"), json!("unknown_address"))));
        // Whoever works on the ticket sees it, on the page and in its history.
        assert_eq!(post.reachability().await["cause"], "unknown_address");
        let id = post.ticket.rsplit('/').next().unwrap().to_owned();
        post.agent.get(&format!("/desk/tickets/{id}")).send().await.expect_page(200, "requester");
        let page = post.agent.get(&format!("/desk/tickets/{id}")).send().await.expect(200).text();
        assert!(page.contains("邮件无法送达") || page.contains("Mail does not arrive"), "{page}");
        let history = post.agent.get(&format!("{}/events", post.ticket)).send().await.expect(200).json();
        let kinds: Vec<&str> = history["items"].as_array().unwrap().iter().map(|event| event["what"]["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"letter.bounced"), "{kinds:?}");
        // The next letter is not sent, and says why.
        let taken = post.server.taken().len();
        post.reply("Are you there?").await;
        assert_eq!(post.server.taken().len(), taken);
        assert_eq!(post.outbox().await.last(), Some(&(json!("suppressed"), json!("unknown_address"))));
        // Somebody decides otherwise.
        let listed = post.list("/api/v1/suppressions").await;
        assert_eq!(listed.len(), 1);
        assert_eq!((&listed[0]["status"], &listed[0]["ends_at"]), (&json!("5.1.1"), &Value::Null));
        assert_eq!(listed[0]["address"], "z***@mail.example");
        let path = format!("/api/v1/suppressions/{}", listed[0]["id"].as_str().unwrap());
        post.admin.get(&path).send().await.expect(200);
        post.agent.get(&path).send().await.expect(404);
        let page = post.admin.get("/admin/suppressions").send().await.expect_page(200, "z***@mail.example");
        let release = format!("/admin/suppressions/{}/release", listed[0]["id"].as_str().unwrap());
        post.admin.post(&release).form(&[("csrf", &page.field("csrf"))]).send().await.expect(303);
        assert!(post.list("/api/v1/suppressions").await.is_empty());
        post.reply("Once more.").await;
        assert_eq!(post.server.taken().len(), taken + 1);
        assert_eq!(post.outbox().await.last(), Some(&(json!("sent"), Value::Null)));
    }
}

with_app! {
    async fn nobody_ends_letters_to_others_by_a_report_of_their_own(app: &TestApp) {
        let post = Post::open(app).await;
        post.reply("It was paid on Monday.").await;
        let letter = post.newest();
        let (local, rest) = letter.split_once('.').unwrap();
        let forged = format!("{local}.{}{rest}", if rest.starts_with('0') { "1" } else { "0" });
        // Neither the address alone, nor a guessed id, nor a mark that was changed.
        for about in [format!("<{FROM}>"), format!("{local}@shop.example>"), forged] {
            post.report("failed", "5.1.1", &about).await;
        }
        // An automatic reply names the letter it answers, and is no report of it.
        post.keep("Out of office", &format!("Auto-Submitted: auto-replied\r\nIn-Reply-To: {letter}\r\n")).await;
        // Neither is a letter that is only late.
        post.report("delayed", "4.4.1", &letter).await;
        assert_eq!(post.outbox().await.last(), Some(&(json!("sent"), Value::Null)));
        assert!(post.list("/api/v1/suppressions").await.is_empty());
        assert_eq!(post.reachability().await["cause"], Value::Null);
    }
}

with_app! {
    async fn several_in_a_row_let_an_address_rest_for_a_while(app: &TestApp) {
        let post = Post::open(app).await;
        for round in 1..=3 {
            post.reply(&format!("Round {round}")).await;
            let letter = post.newest();
            // The same report twice counts once.
            post.report("failed", "4.2.2", &letter).await;
            post.report("failed", "4.2.2", &letter).await;
            assert_eq!(post.outbox().await.last(), Some(&(json!("bounced"), json!("mailbox_full"))));
            assert_eq!(post.list("/api/v1/suppressions").await.len(), usize::from(round == 3), "round {round}");
        }
        let resting = post.list("/api/v1/suppressions").await.remove(0);
        assert_eq!((&resting["strikes"], &resting["cause"]), (&json!(3), &json!("mailbox_full")));
        assert!(resting["ends_at"].is_string(), "{resting}");
        post.reply("Not sent.").await;
        assert_eq!(post.outbox().await.last().unwrap().0, "suppressed");
        app.clock.advance(Span::days(31));
        assert!(post.list("/api/v1/suppressions").await.is_empty());
        assert_eq!(post.reachability().await["cause"], Value::Null);
    }
}

with_app! {
    async fn an_address_refused_at_the_door_is_written_to_no_more(app: &TestApp) {
        let post = Post::open(app).await;
        post.server.become_(Temper::Refuses);
        post.reply("It was paid on Monday.").await;
        assert_eq!(post.outbox().await.last(), Some(&(json!("bounced"), json!("unknown_address"))));
        assert_eq!(post.list("/api/v1/suppressions").await.len(), 1);
        post.server.become_(Temper::Takes);
        let taken = post.server.taken().len();
        post.reply("Are you there?").await;
        assert_eq!(post.server.taken().len(), taken);
        // Erasing whose it was leaves nothing of it.
        let ticket = post.admin.get(&post.ticket).send().await.expect(200).json();
        let erase = format!("/api/v1/people/{}/erase", ticket["requester"]["id"].as_str().unwrap());
        post.admin.post(&erase).json(&json!({"reason": "asked for"})).send().await.expect(200);
        assert!(post.list("/api/v1/suppressions").await.is_empty());
    }
}

with_app! {
    async fn a_letter_that_failed_is_sent_once_more(app: &TestApp) {
        let post = Post::open(app).await;
        post.server.become_(Temper::Refuses);
        post.reply("It was paid on Monday.").await;
        let letter = post.list("/api/v1/outbox").await.remove(0);
        let resend = format!("/api/v1/outbox/{}/resend", letter["id"].as_str().unwrap());
        post.server.become_(Temper::Takes);
        let taken = post.server.taken().len();
        post.admin.post(&resend).send().await.expect(204);
        app.settle().await;
        assert_eq!(post.outbox().await.last(), Some(&(json!("suppressed"), json!("unknown_address"))));
        assert_eq!(post.server.taken().len(), taken, "an address that rests is released first");
        let resting = post.list("/api/v1/suppressions").await.remove(0);
        let release = format!("/api/v1/suppressions/{}/release", resting["id"].as_str().unwrap());
        post.admin.post(&release).send().await.expect(204);
        post.admin.post(&resend).send().await.expect(204);
        app.settle().await;
        assert_eq!(post.outbox().await.last().unwrap().0, "sent");
        assert_eq!(post.server.taken().len(), taken + 1);
        post.admin.post(&resend).send().await.expect_problem(409, "letter_not_resendable");
    }
}
