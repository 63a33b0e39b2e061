//! Who is told what: letters caused by events, once each, and what becomes of them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use touchstone_app::background::jobs_step;
use touchstone_app::core::Limits;
use touchstone_app::notify::{Delivery, OutboxEntry, OutboxQuery, outbox_list, outbox_open};
use touchstone_app::reactions::react;
use touchstone_channels::{Mailer, MailerConfig, Security};
use touchstone_domain::time::Span;
use touchstone_store::{Lane, Store, sql};
use touchstone_testkit::both_engines;

use crate::support::{Desk, code, public};
use crate::ticket_support::{Floor, request};

sql!(
    EVENTS_UNPLACED = "SELECT COUNT(*) AS n FROM event e
     WHERE NOT EXISTS (SELECT 1 FROM event_order o WHERE o.event_id = e.id)"
);

/// On PostgreSQL events get their place in the log shortly after the commit.
pub async fn placed(floor: &Floor) {
    let unplaced = || {
        floor.app().query(Lane::Fast, |tx| {
            Ok(tx.query_one(&EVENTS_UNPLACED, &[], |row| row.get::<i64>("n"))?)
        })
    };
    while unplaced().await.expect("a count") != Some(0) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// What the outbox holds, oldest first, after every reaction has read.
pub(crate) async fn outbox(floor: &Floor) -> Vec<OutboxEntry> {
    placed(floor).await;
    react(floor.app()).await.expect("reactions read");
    let mut entries = outbox_open(floor.app(), OutboxQuery::default())
        .await
        .expect("an outbox")
        .entries;
    entries.reverse();
    entries
}

fn templates(entries: &[OutboxEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.template.as_str()).collect()
}

/// A mail server that answers `to_recipient` to every address; messages it took.
pub(crate) async fn server(to_recipient: &'static str) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, messages) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, to_recipient, taken.clone()));
        }
    });
    (port, messages)
}

async fn converse(stream: tokio::net::TcpStream, to_recipient: &str, taken: mpsc::UnboundedSender<String>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 ready\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.get(..4).unwrap_or_default() {
            "RCPT" => format!("{to_recipient}\r\n"),
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut message = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    message += &format!("{line}\n");
                }
                taken.send(message).unwrap();
                "250 taken\r\n".to_owned()
            }
            _ => "250 fine\r\n".to_owned(),
        };
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

pub(crate) async fn with_mail(store: Store, port: u16) -> Floor {
    let mailer = Mailer::new(&MailerConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        credentials: None,
        from: "desk@touchstone.example".to_owned(),
        connections: 1,
        timeout: Duration::from_secs(2),
        signer: None,
    });
    Floor::of(Desk::with(
        store,
        Limits::default(),
        Some(Arc::new(mailer.unwrap())),
    ))
    .await
}

both_engines! {
    async fn each_turn_that_concerns_the_requester_is_one_letter_and_no_other_is_any(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.received().await.ticket;
        let mut letters = 0;
        let turns = [
            ("take", json!({}), 1),
            ("start", json!({}), 2),
            ("classify", json!({"category": "payment/refund-delay"}), 2),
            ("hand_over", json!({"assignee": floor.colleague_id.to_string(), "reason": "换班"}), 2),
            ("withdraw_handover", json!({}), 2),
            ("wait", json!({"on": "third_party"}), 2),
            ("resume", json!({}), 2),
            ("wait", json!({"on": "requester"}), 3),
            ("resolve", json!({"solution": "已退"}), 4),
        ];
        for (action, body, so_far) in turns {
            floor.does(id, action, body).await;
            letters = outbox(&floor).await.len();
            assert_eq!(letters, so_far, "{action}");
        }
        let note = json!({"body": "内部备注", "visibility": "internal"});
        touchstone_app::ticket::reply(floor.app(), &floor.agent, id, crate::ticket_support::fields(note)).await.unwrap();
        assert_eq!(outbox(&floor).await.len(), letters, "an internal note is nobody else's");
        floor.confirms(id).await;
        assert_eq!(outbox(&floor).await.len(), letters + 1);
        // Reading everything again writes nothing again.
        floor.app().store.write(|tx| touchstone_store::reader::reader_rewind(tx, "notify_requester")).await.unwrap();
        assert_eq!(outbox(&floor).await.len(), letters + 1);
    }

    async fn more_time_is_told_where_it_was_promised(store: Store) {
        let floor = Floor::on(store).await;
        let id = floor.in_progress().await.ticket;
        let more = |metric: &str| json!({"metric": metric, "by": "PT24H", "reason": "等待银行回执"});
        floor.act(&floor.lead, id, "extend", more("resolution")).await.unwrap();
        let entries = outbox(&floor).await;
        assert_eq!(templates(&entries), ["receipt", "taken_up", "more_time"]);
        let (subject, text) = entries[2].letter.as_ref().unwrap();
        assert!(subject.contains("更多时间") && text.contains("https://desk.example/track/"), "{text}");
        assert!(!text.contains("银行"), "the reason is the desk's own");
    }

    async fn the_requester_is_told_at_every_turn(store: Store) {
        let floor = Floor::on(store).await;
        let receipt = floor.in_progress().await;
        let id = receipt.ticket;
        floor.reply(id, "在查").await;
        floor.does(id, "wait", json!({"on": "requester"})).await;
        floor.passes(Span::hours(24)).await;
        floor.writes(id, "好的").await;
        floor.does(id, "resolve", json!({"solution": "已退"})).await;
        floor.confirms(id).await;
        floor.does(id, "reopen", json!({"reason": "复查"})).await;
        floor.does(id, "resolve", json!({"solution": "复查无误"})).await;
        floor.passes(Span::hours(72)).await;
        floor.passes(Span::days(7)).await;
        let entries = outbox(&floor).await;
        assert_eq!(templates(&entries), [
            "receipt", "taken_up", "agent_replied", "waiting_for_you", "reminder_waiting", "resolved_please_confirm",
            "rating_invitation", "reopened", "resolved_please_confirm", "confirmed_by_silence", "archived",
        ]);
        assert!(entries.iter().all(|entry| entry.to.as_deref() == Some("wang@example.com")));
        let (subject, text) = entries[0].letter.as_ref().unwrap();
        assert!(subject.contains(&receipt.number.to_string()), "{subject}");
        assert!(text.contains(&format!("https://desk.example/track/{}", receipt.tracking_code)), "{text}");
        assert!(entries.iter().all(|entry| !entry.letter.as_ref().unwrap().1.contains("已退")), "no words of people");
        let again = outbox(&floor).await;
        assert_eq!(again.len(), entries.len(), "each event is told once");
    }

    async fn notes_spam_and_the_unreachable_are_not_written_to(store: Store) {
        let floor = Floor::on(store).await;
        let silent = request(json!({"requester": {"name": "无名"}}));
        let id = floor.submit(silent).await.unwrap().ticket;
        floor.does(id, "take", json!({})).await;
        floor.reply(id, "您好").await;
        assert!(outbox(&floor).await.is_empty());
        let spam = floor.received().await.ticket;
        floor.act(&floor.lead, spam, "spam", json!({})).await.unwrap();
        assert_eq!(templates(&outbox(&floor).await), ["receipt"]);
        let phone = request(json!({"requester": {"phone": "13800138000"}}));
        floor.submit(phone).await.unwrap();
        let last = outbox(&floor).await.pop().unwrap();
        assert_eq!((last.medium.as_str(), last.state), ("sms", Delivery::Held), "no gateway yet: kept and shown");
    }

    async fn without_a_mail_server_letters_are_held(store: Store) {
        let floor = Floor::on(store).await;
        floor.received().await;
        let entries = outbox(&floor).await;
        assert_eq!((entries[0].state, entries[0].problem.as_deref()), (Delivery::Held, Some("no_means")));
        assert!(!jobs_step(floor.app()).await.unwrap());
        let shown = outbox_list(floor.app(), &floor.admin.caller, OutboxQuery::default()).await.unwrap();
        assert_eq!(shown.entries[0].to.as_deref(), Some("w***@example.com"));
        assert!(shown.entries[0].letter.is_none(), "masked and without content");
        let refused = outbox_list(floor.app(), &floor.agent.caller, OutboxQuery::default()).await;
        assert_eq!(code(refused.map(|_| ())), "forbidden");
        let anyone = outbox_list(floor.app(), &public("198.51.100.9").caller, OutboxQuery::default()).await;
        assert_eq!(code(anyone.map(|_| ())), "unauthenticated");
    }

    async fn letters_are_handed_to_the_mail_server(store: Store) {
        let (port, mut messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        floor.received().await;
        assert_eq!(outbox(&floor).await[0].state, Delivery::Queued);
        jobs_step(floor.app()).await.unwrap();
        let message = messages.recv().await.unwrap();
        assert!(message.contains("To: wang@example.com") && message.contains("Content-Language: zh-CN"), "{message}");
        let sent = outbox(&floor).await.remove(0);
        assert_eq!((sent.state, sent.attempts, sent.problem), (Delivery::Sent, 1, None));
        assert!(!jobs_step(floor.app()).await.unwrap(), "done is done");
        assert!(messages.try_recv().is_err());
    }

    async fn a_refusal_for_now_is_tried_again_and_one_for_good_is_not(store: Store) {
        let (port, _messages) = server("451 later").await;
        let floor = with_mail(store, port).await;
        floor.received().await;
        outbox(&floor).await;
        jobs_step(floor.app()).await.unwrap();
        floor.desk.wait(Span::hours(1));
        jobs_step(floor.app()).await.unwrap();
        let waiting = outbox(&floor).await.remove(0);
        assert_eq!((waiting.state, waiting.attempts), (Delivery::Queued, 2));
        assert_eq!(waiting.problem.as_deref(), Some("not_taken_yet"));
        for _ in 0..30 {
            floor.desk.wait(Span::hours(1));
            jobs_step(floor.app()).await.unwrap();
        }
        let failed = outbox(&floor).await.remove(0);
        assert_eq!((failed.state, failed.attempts), (Delivery::Failed, 30), "not for ever");
    }

    async fn a_refusal_for_good_is_final(store: Store) {
        let (port, _messages) = server("550 no such person wang@example.com").await;
        let floor = with_mail(store, port).await;
        floor.received().await;
        outbox(&floor).await;
        jobs_step(floor.app()).await.unwrap();
        let failed = outbox(&floor).await.remove(0);
        assert_eq!((failed.state, failed.problem.as_deref()), (Delivery::Bounced, Some("refused")));
        floor.desk.wait(Span::days(2));
        assert!(!jobs_step(floor.app()).await.unwrap());
    }
}
