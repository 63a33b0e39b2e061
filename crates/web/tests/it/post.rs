//! An installation that sends mail, and somebody who wrote to it.

use serde_json::{Value, json};
use touchstone_app::mail::mail_keep;
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Client, MailServer, Temper, TestApp};

pub const FROM: &str = "zhang.san@mail.example";

/// An installation that sends mail, and a ticket that somebody opened by mail.
pub struct Post<'a> {
    pub app: &'a TestApp,
    pub server: MailServer,
    pub admin: Client,
    pub agent: Client,
    /// Its path in the API.
    pub ticket: String,
}

impl<'a> Post<'a> {
    pub async fn open(app: &'a TestApp) -> Self {
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

    pub async fn keep(&self, subject: &str, fields: &str) {
        let raw = format!(
            "From: {FROM}\r\nTo: care@shop.example\r\nSubject: {subject}\r\n{fields}\r\nWhere is it?\r\n"
        );
        mail_keep(&self.app.app, None, raw.into_bytes()).await.unwrap();
        self.app.settle().await;
    }

    pub async fn list(&self, path: &str) -> Vec<Value> {
        let page = self.admin.get(path).send().await.expect(200).json();
        page["items"].as_array().unwrap().clone()
    }

    pub async fn reply(&self, text: &str) {
        let reply = json!({"body": text, "visibility": "public"});
        let path = format!("{}/messages", self.ticket);
        self.agent.post(&path).json(&reply).send().await.expect(201);
        self.app.settle().await;
    }

    /// Message-ID of the newest letter that the mail server took.
    pub fn newest(&self) -> String {
        let letter = self.server.taken().pop().unwrap();
        let letter = letter.replace("\r\n ", " ").replace("\n ", " ");
        let line = letter.lines().find_map(|line| line.strip_prefix("Message-ID:"));
        line.unwrap().trim().to_owned()
    }

    /// What a mail server reports about a letter.
    pub async fn report(&self, action: &str, status: &str, letter: &str) {
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

    pub async fn outbox(&self) -> Vec<(Value, Value)> {
        let id = self.ticket.rsplit('/').next().unwrap();
        let mut letters = self.list(&format!("/api/v1/outbox?ticket={id}")).await;
        letters.reverse();
        letters
            .iter()
            .map(|letter| (letter["state"].clone(), letter["problem"].clone()))
            .collect()
    }

    pub async fn reachability(&self) -> Value {
        let path = format!("{}/reachability", self.ticket);
        self.agent.get(&path).send().await.expect(200).json()
    }
}
