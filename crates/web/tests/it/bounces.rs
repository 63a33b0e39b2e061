//! Letters that come back: read, matched to what was sent and to nothing else, and an address that is written to no more until
//! somebody decides otherwise.

use serde_json::{Value, json};
use touchstone_domain::time::Span;
use touchstone_testkit::app::Temper;
use touchstone_testkit::with_app;

use crate::post::{FROM, Post};

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
