//! Answers that follow one another closely are one letter.

use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;
use touchstone_app::background::jobs_step;
use touchstone_app::notify::{Delivery, SEND_JOB, notification_send};
use touchstone_app::ticket::{self, Stretch};
use touchstone_domain::id::{Id as _, JobId, TicketId};
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_store::job::Job;
use touchstone_testkit::both_engines;

use crate::notify::{outbox, server, with_mail};
use crate::ticket_support::Floor;

/// Everything that is due is sent.
async fn send(floor: &Floor) {
    outbox(floor).await;
    while jobs_step(floor.app()).await.unwrap() {}
}

/// How many letters the mail server took since.
fn taken(messages: &mut UnboundedReceiver<String>) -> usize {
    std::iter::from_fn(|| messages.try_recv().ok()).count()
}

/// How the letters stand about the messages of a ticket, oldest first.
async fn letters(floor: &Floor, id: TicketId) -> Vec<Option<Delivery>> {
    let read = ticket::messages(floor.app(), &floor.agent.caller, id, Stretch::default()).await;
    read.unwrap().items.iter().map(|message| message.letter).collect()
}

both_engines! {
    async fn what_follows_an_answer_goes_together(store: Store) {
        let (port, mut messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        let id = floor.in_progress().await.ticket;
        send(&floor).await;
        taken(&mut messages);
        floor.reply(id, "在查").await;
        send(&floor).await;
        assert_eq!(taken(&mut messages), 1, "the first goes at once");
        for more in ["银行已受理", "预计明天到账"] {
            floor.desk.wait(Span::minutes(1));
            floor.reply(id, more).await;
            send(&floor).await;
        }
        assert_eq!(taken(&mut messages), 0, "what follows waits");
        let (sent, queued) = (Some(Delivery::Sent), Some(Delivery::Queued));
        assert_eq!(letters(&floor, id).await, [None, sent, queued, queued]);
        floor.desk.wait(Span::minutes(1));
        send(&floor).await;
        assert_eq!(taken(&mut messages), 1, "and goes together");
        assert_eq!(letters(&floor, id).await, [None, sent, sent, sent]);
        floor.reply(id, "到账了吗").await;
        send(&floor).await;
        assert_eq!(taken(&mut messages), 1, "another burst begins with one that goes at once");
        // Reading everything again, and looking for work again, sends nothing again.
        floor.app().store.write(|tx| touchstone_store::reader::reader_rewind(tx, "notify_requester")).await.unwrap();
        floor.desk.wait(Span::hours(1));
        send(&floor).await;
        assert_eq!(taken(&mut messages), 0);
    }

    async fn what_was_said_first_goes_first(store: Store) {
        let (port, mut messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        let id = floor.in_progress().await.ticket;
        floor.reply(id, "在查").await;
        send(&floor).await;
        taken(&mut messages);
        floor.reply(id, "银行已受理").await;
        floor.does(id, "resolve", json!({"solution": "已退"})).await;
        send(&floor).await;
        assert_eq!(taken(&mut messages), 2, "nothing waits behind the solution");
        let states: Vec<_> = outbox(&floor).await.into_iter().map(|entry| entry.state).collect();
        assert!(states.iter().all(|state| *state == Delivery::Sent), "{states:?}");
    }

    async fn a_hastened_letter_is_left_to_who_came_early(store: Store) {
        let (port, mut messages) = server("250 fine").await;
        let floor = with_mail(store, port).await;
        let id = floor.in_progress().await.ticket;
        send(&floor).await;
        let burst_until = floor.app().clock.now() + floor.app().mail.burst;
        floor.reply(id, "在查").await;
        send(&floor).await;
        floor.reply(id, "银行已受理").await;
        outbox(&floor).await;
        floor.does(id, "resolve", json!({"solution": "已退"})).await;
        let queued = outbox(&floor).await.into_iter().rfind(|entry| entry.template == "agent_replied").unwrap();
        taken(&mut messages);
        let late = |burst_until| Job {
            id: JobId::from_raw(1),
            kind: SEND_JOB.to_owned(),
            payload: json!({"notification": queued.id, "burst_until": burst_until}).to_string(),
            run_at: burst_until,
            claim: 1,
            attempts: 1,
            attempts_at_most: 2,
            created_at: burst_until,
            problem: None,
        };
        notification_send(floor.app(), &late(burst_until)).await.unwrap();
        assert_eq!(taken(&mut messages), 0, "whoever comes at the end of the burst");
        notification_send(floor.app(), &late(floor.app().clock.now())).await.unwrap();
        assert_eq!(taken(&mut messages), 1);
        let states: Vec<_> = outbox(&floor).await.into_iter().filter(|entry| entry.id == queued.id).collect();
        assert_eq!((states[0].state, states[0].attempts), (Delivery::Sent, 1));
    }

    async fn a_letter_that_was_tried_takes_no_more(store: Store) {
        let (port, mut messages) = server("451 later").await;
        let floor = with_mail(store, port).await;
        let id = floor.in_progress().await.ticket;
        floor.reply(id, "在查").await;
        send(&floor).await;
        floor.desk.wait(Span::minutes(1));
        for more in ["银行已受理", "预计明天到账"] {
            floor.reply(id, more).await;
        }
        outbox(&floor).await;
        floor.desk.wait(Span::minutes(2));
        send(&floor).await;
        floor.reply(id, "又及").await;
        send(&floor).await;
        let queued = outbox(&floor).await.into_iter().filter(|entry| entry.template == "agent_replied");
        let tried: Vec<u32> = queued.map(|entry| { assert_eq!(entry.state, Delivery::Queued); entry.attempts }).collect();
        assert_eq!((tried.len(), tried[1] == tried[2], tried[3]), (4, true, 1), "{tried:?}");
        assert_eq!(taken(&mut messages), 0);
    }
}
