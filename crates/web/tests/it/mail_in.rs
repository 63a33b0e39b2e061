//! Mail through its door: kept as it came, taken once, made a ticket or a message of one, set aside where a machine wrote it,
//! and decided about by people.

use serde_json::{Value, json};
use touchstone_app::mail::{MailKept, MailRefusal, mail_keep, mail_step};
use touchstone_domain::access::Role;
use touchstone_domain::id::Id;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, MailServer, Temper, TestApp};
use touchstone_testkit::with_app;

const FROM: &str = "zhang.san@mail.example";

fn plain(id: &str, subject: &str, text: &str) -> String {
    format!(
        "From: =?UTF-8?B?5byg5LiJ?= <{FROM}>\r\nTo: care@shop.example\r\nSubject: {subject}\r\nMessage-ID: <{id}@mail.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
}

async fn keep(app: &TestApp, raw: impl AsRef<[u8]>) -> MailKept {
    mail_keep(&app.app, None, raw.as_ref().to_vec()).await.unwrap()
}

async fn listed(by: &Client, query: &str) -> Vec<Value> {
    let page = by
        .get(&format!("/api/v1/mail{query}"))
        .send()
        .await
        .expect(200)
        .json();
    page["items"].as_array().unwrap().clone()
}

async fn ticket(by: &Client, mail: &Value) -> Value {
    let id = mail["ticket"].as_str().unwrap();
    by.get(&format!("/api/v1/tickets/{id}"))
        .send()
        .await
        .expect(200)
        .json()
}

async fn messages(by: &Client, ticket: &Value) -> Vec<Value> {
    let id = ticket["id"].as_str().unwrap();
    let page = by
        .get(&format!("/api/v1/tickets/{id}/messages"))
        .send()
        .await
        .expect(200)
        .json();
    page["items"].as_array().unwrap().clone()
}

/// The address that a letter about a ticket is answered to.
fn reply_address(app: &TestApp, ticket: &Value) -> String {
    let id: touchstone_domain::id::TicketId = ticket["id"].as_str().unwrap().parse().unwrap();
    let token = touchstone_app::mail::thread_token(&app.app.keys, id, ticket["number"].as_i64().unwrap());
    format!("care+{token}@shop.example")
}

with_app! {
    async fn a_mail_becomes_a_ticket_once_and_its_sender_hears_of_it(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let raw = plain("one", "=?UTF-8?B?6YCA5qy+?=", "订单 A-1029 的退款一直没有到账。");
        let kept = keep(app, &raw).await;
        assert!(kept.mail.is_some());
        assert_eq!(keep(app, &raw).await.mail, None, "the same mail again");
        app.settle().await;
        let mails = listed(&admin, "").await;
        assert_eq!(mails.len(), 1);
        assert_eq!((&mails[0]["state"], &mails[0]["reason"]), (&json!("done"), &json!("opened")));
        assert_eq!(mails[0]["copies"], 2);
        assert_eq!(mails[0]["subject"], "退款");
        assert!(!mails[0]["from"].as_str().unwrap().contains("zhang"), "masked");
        let ticket = ticket(&admin, &mails[0]).await;
        assert_eq!((&ticket["channel"], &ticket["subject"]), (&json!("email"), &json!("退款")));
        assert_eq!(ticket["language"], "zh-CN");
        let said = messages(&admin, &ticket).await;
        assert_eq!(said.len(), 1);
        assert_eq!(said[0]["body"], "订单 A-1029 的退款一直没有到账。");
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1, "{letters:#?}");
        assert_eq!((letters[0].to.as_str(), letters[0].template.as_str()), (FROM, "receipt"));
        assert!(!letters[0].text.contains("A-1029"), "nobody's words are mailed to whom the mail only claims to be from");
    }
}

with_app! {
    async fn an_answer_is_added_by_its_token_and_never_by_its_subject(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        keep(app, plain("first", "Refund", "Where is it?")).await;
        app.settle().await;
        let first = listed(&admin, "").await.remove(0);
        let ticket_one = ticket(&admin, &first).await;
        // By the address it went to.
        let to = reply_address(app, &ticket_one);
        let raw = plain("second", "AW: whatever", "Still nothing.\r\n\r\nOn Monday, Care wrote:\r\n> Paid.");
        mail_keep(&app.app, Some(&to), raw.into_bytes()).await.unwrap();
        // By the Message-ID of our letter.
        let token = to.split(['+', '@']).nth(1).unwrap();
        let raw = plain("third", "other", "And again.")
            .replace("Content-Type", &format!("In-Reply-To: <ntf_x.{token}@shop.example>\r\nContent-Type"));
        keep(app, raw).await;
        // From somebody else, with the token in the subject.
        let raw = plain("fourth", &format!("Re: [#{token}] Refund"), "I am his wife.").replace(FROM, "li@mail.example");
        keep(app, raw).await;
        // The same subject alone, and a token of nobody's making.
        keep(app, plain("fifth", "Refund", "Another matter.")).await;
        let forged = format!("{}-0000000000000000", ticket_one["number"]);
        keep(app, plain("sixth", &format!("Re: [#{forged}] Refund"), "Let me in.")).await;
        app.settle().await;
        let bodies: Vec<Value> = messages(&admin, &ticket_one).await.iter().map(|said| said["body"].clone()).collect();
        assert_eq!(bodies.len(), 4, "{bodies:#?}");
        assert!(bodies.iter().any(|body| body.as_str().unwrap().starts_with("Still nothing.")), "{bodies:#?}");
        assert!(bodies.contains(&json!("And again.")) && bodies.contains(&json!("I am his wife.")));
        let mails = listed(&admin, "").await;
        let of = |reason: &str| mails.iter().filter(|mail| mail["reason"] == reason).count();
        assert_eq!((of("appended"), of("opened")), (3, 3));
        let others: Vec<&Value> = mails.iter().filter(|mail| mail["other_sender"] == true).collect();
        assert_eq!(others.len(), 1, "only the one from another address");
        // A stranger's claim makes a person of its own: nobody's history is shown to anybody.
        let requesters: std::collections::BTreeSet<String> = [&mails[0], &mails[1], &first]
            .iter()
            .filter(|mail| mail["reason"] == "opened")
            .map(|mail| mail["ticket"].to_string())
            .collect();
        assert_eq!(requesters.len(), 3);
    }
}

with_app! {
    async fn machines_are_set_aside_and_people_decide(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let marked = |id: &str, field: &str| {
            plain(id, "Away", "I am away.").replace("Content-Type", &format!("{field}\r\nContent-Type"))
        };
        for (id, field, state, reason) in [
            ("a", "Auto-Submitted: auto-replied", "refused", "automatic_reply"),
            ("b", "List-Id: <news.shop.example>", "quarantined", "bulk"),
            ("c", "Precedence: bulk", "quarantined", "bulk"),
        ] {
            keep(app, marked(id, field)).await;
            app.settle().await;
            let newest = listed(&admin, "?limit=1").await.remove(0);
            assert_eq!((&newest["state"], &newest["reason"]), (&json!(state), &json!(reason)), "{field}");
        }
        let own = plain("d", "Loop", "x").replace(FROM, "care@shop.example");
        keep(app, own).await;
        keep(app, "From: nobody\r\nSubject: x\r\n\r\nhi").await;
        keep(app, "Content-Type: message/rfc822\r\n\r\n".repeat(300)).await;
        app.settle().await;
        let reasons: Vec<Value> = listed(&admin, "?limit=3").await.iter().map(|mail| mail["reason"].clone()).collect();
        assert_eq!(reasons, [json!("malformed"), json!("no_sender"), json!("own_address")]);
        assert_eq!(app.letters().await.len(), 0, "machines hear nothing");
        // A machine that wants something to be done opens a ticket, and hears nothing either.
        keep(app, marked("e", "Auto-Submitted: auto-generated")).await;
        app.settle().await;
        assert_eq!(listed(&admin, "?state=done").await.len(), 1);
        assert_eq!(app.letters().await.len(), 0);
        // A person has one taken after all, and drops another with a reason.
        let quarantined = listed(&admin, "?state=quarantined").await;
        let path = |mail: &Value| format!("/api/v1/mail/{}", mail["id"].as_str().unwrap());
        admin.post(&format!("{}/retry", path(&quarantined[0]))).send().await.expect(204);
        app.settle().await;
        let taken = admin.get(&path(&quarantined[0])).send().await.expect(200).json();
        assert_eq!((&taken["state"], &taken["released"]), (&json!("done"), &json!(true)));
        admin.post(&format!("{}/retry", path(&quarantined[0]))).send().await.expect_problem(409, "mail_settled");
        let drop = format!("{}/drop", path(&quarantined[1]));
        admin.post(&drop).json(&json!({"reason": " "})).send().await.expect(422);
        admin.post(&drop).json(&json!({"reason": "Advertising"})).send().await.expect(204);
        let dropped = admin.get(&path(&quarantined[1])).send().await.expect(200).json();
        assert_eq!((&dropped["state"], &dropped["note"]), (&json!("dropped"), &json!("Advertising")));
        let counts = admin.get("/api/v1/mail/backlog").send().await.expect(200).json();
        assert_eq!((&counts["done"], &counts["dropped"], &counts["waiting"]), (&json!(2), &json!(1), &json!(0)));
        // What is nothing goes in time; what waits for a person stays.
        app.clock.advance(Span::days(91));
        touchstone_app::housekeeping::housekeeping_sweep(&app.app).await.unwrap();
        let gone = admin.get(&path(&quarantined[1])).send().await.expect(200).json();
        assert_eq!(gone["readable"], false);
        assert_eq!(listed(&admin, "?state=unreadable").await.iter().filter(|mail| mail["readable"] == true).count(), 2);
    }
}

with_app! {
    async fn a_burst_waits_for_a_person_and_acknowledgements_are_capped(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        for n in 0..45 {
            keep(app, plain(&format!("n{n}"), &format!("Number {n}"), "Again.")).await;
            app.clock.advance(Span::seconds(2));
        }
        app.settle().await;
        assert_eq!(listed(&admin, "?state=done&limit=200").await.len(), 40);
        let burst = listed(&admin, "?state=quarantined").await;
        assert!(burst.len() == 5 && burst.iter().all(|mail| mail["reason"] == "burst"), "{burst:#?}");
        assert_eq!(app.letters().await.len(), 5, "acknowledged no more often than five times an hour");
        // Of one sender the order is kept.
        let mut done = listed(&admin, "?state=done&limit=200").await;
        done.reverse();
        let subjects: Vec<String> = done.iter().map(|mail| mail["subject"].as_str().unwrap().to_owned()).collect();
        assert_eq!(subjects, (0..40).map(|n| format!("Number {n}")).collect::<Vec<_>>());
    }
}

with_app! {
    async fn a_mail_is_kept_as_it_came_and_read_by_those_who_may(app: &TestApp) {
        let (admin, agent) = (app.client(Role::Administrator).await, app.client(Role::Agent).await);
        let raw = plain("raw", "Secret", "Only for you.");
        let id = keep(app, &raw).await.mail.unwrap();
        let path = format!("/api/v1/mail/{id}/raw");
        agent.get(&path).send().await.expect(404);
        let answer = admin.get(&path).send().await.expect(200);
        assert_eq!(answer.text(), raw);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let audit = admin.get("/api/v1/audit?kind=mail.opened").send().await.expect(200).json();
        assert_eq!(audit["items"].as_array().unwrap().len(), 1);
        // In the database nothing of it is in clear.
        let kept = app.app.query(touchstone_store::Lane::Fast, move |tx| {
            Ok(touchstone_store::mail::mail_raw(tx, id)?.unwrap())
        });
        let kept = kept.await.unwrap();
        assert!(!kept.windows(8).any(|window| window == b"Only for"));
        // Erasing the requester destroys it.
        app.settle().await;
        let mail = listed(&admin, "").await.remove(0);
        let ticket = ticket(&admin, &mail).await;
        let person = ticket["requester"]["id"].as_str().unwrap();
        let erase = format!("/api/v1/people/{person}/erase");
        admin.post(&erase).json(&json!({"reason": "asked for"})).send().await.expect(200);
        admin.get(&path).send().await.expect(404);
        let gone = admin.get(&format!("/api/v1/mail/{id}")).send().await.expect(200).json();
        assert_eq!((&gone["readable"], &gone["from"]), (&json!(false), &Value::Null));
    }
}

with_app! {
    async fn files_of_a_mail_are_files_of_its_message(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let mut raw = format!(
            "From: {FROM}\r\nTo: care@shop.example\r\nSubject: Picture\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
             <p>See <b>this</b></p><script>alert(1)</script>\r\n"
        );
        for n in 0..12 {
            raw.push_str(&format!(
                "--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"p{n}.png\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
            ));
        }
        raw.push_str("--b--\r\n");
        keep(app, &raw).await;
        app.settle().await;
        let mail = listed(&admin, "").await.remove(0);
        let said = messages(&admin, &ticket(&admin, &mail).await).await.remove(0);
        assert!(!said["body"].as_str().unwrap().contains("alert"), "{said}");
        let names: Vec<&str> = said["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
        assert_eq!(names.len(), 10);
        assert!(names.contains(&"original.eml"), "what does not fit is in the mail itself: {names:?}");
    }
}

with_app! {
    async fn pages_show_the_queue_and_keep_what_was_typed(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        admin.get("/admin/mail-in").send().await.expect_page(200, "care@shop.example");
        keep(app, plain("p", "Bulk", "x").replace("Content-Type", "Precedence: bulk\r\nContent-Type")).await;
        app.settle().await;
        let id = listed(&admin, "").await.remove(0)["id"].as_str().unwrap().to_owned();
        admin.get("/admin/mail-in?state=quarantined").send().await.expect_page(200, "Bulk");
        admin.get("/admin/mail-in?state=done").send().await.expect(200);
        let page = admin.get(&format!("/admin/mail-in/{id}")).send().await.expect_page(200, "Bulk");
        let csrf = page.field("csrf");
        let drop = format!("/admin/mail-in/{id}/drop");
        admin.post(&drop).form(&[("csrf", &csrf), ("reason", "")]).send().await.expect(422);
        admin.post(&drop).form(&[("csrf", &csrf), ("reason", "Advertising")]).send().await.expect(303);
        admin.get(&format!("/admin/mail-in/{id}")).send().await.expect_page(200, "Advertising");
        admin.post(&format!("/admin/mail-in/{id}/retry")).form(&[("csrf", &csrf)]).send().await.expect(303);
        app.settle().await;
        assert_eq!(listed(&admin, "?state=done").await.len(), 1);
    }
}

with_app! {
    async fn what_is_not_taken_is_said_so_to_whoever_hands_it_over(app: &TestApp) {
        let refused = |to: Option<&'static str>, raw: Vec<u8>| async move { mail_keep(&app.app, to, raw).await };
        let elsewhere = plain("x", "x", "x").replace("care@", "other@").into_bytes();
        let unknown = refused(Some("other@shop.example"), elsewhere.clone()).await;
        assert!(matches!(unknown, Err(MailRefusal::UnknownMailbox)));
        // A blind copy names nobody: there is one mailbox, so it is for that one.
        assert!(refused(None, elsewhere).await.is_ok());
        assert!(matches!(refused(None, b" \r\n".to_vec()).await, Err(MailRefusal::Empty)));
        let large = vec![b'x'; usize::try_from(app.app.mail.bytes).unwrap() + 1];
        assert!(matches!(refused(None, large).await, Err(MailRefusal::TooLarge { .. })));
        // An mbox's line before the header is none of its fields.
        let piped = format!("From zhang Mon Mar  2 09:00:00 2026\n{}", plain("m", "Piped", "x"));
        let id = keep(app, piped).await.mail.unwrap();
        while mail_step(&app.app).await.unwrap() {}
        let admin = app.client(Role::Administrator).await;
        let mail = admin.get(&format!("/api/v1/mail/{id}")).send().await.expect(200).json();
        assert_eq!((&mail["state"], &mail["subject"]), (&json!("done"), &json!("Piped")));
        assert!(id.raw() > 0);
    }
}

with_app! {
    async fn a_conversation_goes_by_mail_both_ways(app: &TestApp) {
        let (admin, agent) = (app.client(Role::Administrator).await, app.client(Role::Agent).await);
        let server = MailServer::start(Temper::Takes).await;
        let settings = json!({
            "mail_host": "127.0.0.1", "mail_port": server.port, "mail_security": "plain",
            "mail_from": "Care <letters@shop.example>",
        });
        admin.put("/api/v1/settings/mail").json(&settings).if_match("\"0\"").send().await.expect(200);
        touchstone_app::settings::settings_apply(&app.app).await.unwrap();
        keep(app, plain("start", "Refund", "Where is it?")).await;
        app.settle().await;
        let ticket = ticket(&admin, &listed(&admin, "").await.remove(0)).await;
        let path = format!("/api/v1/tickets/{}", ticket["id"].as_str().unwrap());
        for (action, what) in [("actions/assign", json!({"assignee": "me", "category": "refund-delay"})), ("actions/start", json!({}))] {
            let done = agent.post(&format!("{path}/{action}")).json(&what).send().await;
            assert!(done.status.is_success(), "{}", done.text());
        }
        let reply = json!({"body": "It was paid on Monday.", "visibility": "public"});
        agent.post(&format!("{path}/messages")).json(&reply).send().await.expect(201);
        app.settle().await;
        let sent = server.taken();
        let acknowledged = sent.iter().find(|letter| letter.contains("Auto-Submitted") && letter.contains(FROM)).unwrap();
        assert!(acknowledged.contains("In-Reply-To: <start@mail.example>"), "{acknowledged}");
        assert!(!acknowledged.contains("Where is it?"), "{acknowledged}");
        let answer = sent.iter().find(|letter| letter.contains("It was paid on Monday.")).unwrap();
        assert!(!answer.contains("Auto-Submitted"), "a person wrote it: {answer}");
        assert!(answer.contains("Subject: Re: Refund"), "{answer}");
        let field = |name: &str| {
            let unfolded = answer.replace("\r\n ", " ");
            let line = unfolded.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {answer}"));
            line.trim().to_owned()
        };
        let (to, id) = (field("Reply-To:"), field("Message-ID:"));
        assert!(to.starts_with("care+") && to.ends_with("@shop.example"), "{to}");
        // Answered as a mail program does, once by address and once by a program that dropped the address.
        let back = plain("back", "AW: Refund", "Found it, thank you.").replace("To: care@shop.example", &format!("To: {to}"));
        keep(app, back).await;
        let other = plain("other", "Something", "One more thing.")
            .replace("Content-Type", &format!("References: <start@mail.example> {id}\r\nContent-Type"));
        keep(app, other).await;
        // Our own letter, sent back by somebody's rule, is nothing.
        keep(app, answer.clone()).await;
        app.settle().await;
        let bodies: Vec<Value> = messages(&admin, &ticket).await.iter().map(|said| said["body"].clone()).collect();
        assert_eq!(bodies, [
            json!("Where is it?"), json!("It was paid on Monday."), json!("Found it, thank you."), json!("One more thing."),
        ]);
        assert_eq!(listed(&admin, "?state=refused").await[0]["reason"], "own_letter");
        agent.post(&format!("{path}/actions/resolve")).json(&json!({"solution": "Paid."})).send().await.expect(200);
        app.settle().await;
        let solved = server.taken();
        assert!(solved.iter().any(|letter| letter.contains("Paid.") && !letter.contains("Monday")), "{solved:#?}");
    }
}

with_app! {
    async fn an_invitation_stands_above_the_words(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let raw = format!(
            "From: {FROM}\r\nTo: care@shop.example\r\nSubject: Visit\r\nMessage-ID: <invited@mail.example>\r\n\
             Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             请在家等候。\r\n--b\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n\
             VERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:上门取件\r\nDTSTART:20260302T010000Z\r\n\
             DTEND:20260302T020000Z\r\nLOCATION:浦东\r\nORGANIZER;CN=李娜:mailto:li.na@mail.example\r\nEND:VEVENT\r\n\
             END:VCALENDAR\r\n--b--\r\n"
        );
        keep(app, raw).await;
        app.settle().await;
        let mail = listed(&admin, "").await.remove(0);
        let ticket = ticket(&admin, &mail).await;
        let said = messages(&admin, &ticket).await;
        let body = said[0]["body"].as_str().unwrap();
        let zone = app.app.renderer.zone();
        assert!(body.starts_with("日程邀请：上门取件\n时间：2026-03-02 "), "{body}");
        for part in [zone.as_str(), " 至 2026-03-02 ", "地点：浦东", "发起人：李娜", "\n\n请在家等候。"] {
            assert!(body.contains(part), "{part}: {body}");
        }
        assert_eq!(said[0]["files"][0]["name"], "part-1.ics", "{said:?}");
    }
}
