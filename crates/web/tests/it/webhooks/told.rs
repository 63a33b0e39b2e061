//! What is told, to whom, and in which order.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use touchstone_app::background::Background;
use touchstone_app::housekeeping::housekeeping_sweep;
use touchstone_app::webhook::webhooks_step;
use touchstone_domain::access::Role;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_testkit::app::{HookCall, HookReceiver, HookReply};
use touchstone_testkit::with_app;

use super::{act, created, deliveries, ids, note, shown, tell, ticket};

#[expect(clippy::disallowed_methods, reason = "another program goes by it")]
fn on_the_wall() -> Timestamp {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
}

with_app! {
    async fn a_system_is_told_what_it_wants_signed_and_without_anything_about_people(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        ticket(&admin, "before").await;
        let made = created(&admin, &receiver.url(), &["ticket.*", "message.added"]).await;
        let secret = made["secret"].as_str().unwrap().to_owned();
        assert!(shown(&admin, &made).await.get("secret").is_none(), "shown once");
        let id = ticket(&admin, "Money back, Zhang San").await;
        note(&admin, &id).await;
        tell(app).await;
        let calls = receiver.take();
        let kinds: Vec<String> = calls.iter().map(HookCall::kind).collect();
        assert_eq!(kinds, ["touchstone.ticket.received", "touchstone.message.added"], "what happened before is not told");
        for call in &calls {
            assert!(call.is_signed_with(&secret));
            assert!(!call.is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
            assert_eq!(call.header("content-type"), "application/cloudevents+json; charset=utf-8");
            let event = call.json();
            assert_eq!((&event["specversion"], &event["id"]), (&json!("1.0"), &json!(call.id())));
            assert_eq!((&event["source"], &event["subject"]), (&json!(app.url()), &json!(id)));
            let timestamp: i64 = call.header("webhook-timestamp").parse().unwrap();
            assert_eq!(timestamp, app.now().as_micros() / 1_000_000);
            let text = String::from_utf8(call.body.clone()).unwrap();
            assert!(!text.contains("Zhang") && !text.contains("Money") && !text.contains("mail.example"), "{text}");
        }
        assert_eq!(calls[0].json()["data"]["kind"], "ticket.received");
        assert!(calls[0].sequence() < calls[1].sequence());
        assert_eq!(tell(app).await, 0, "once");
        let now = shown(&admin, &made).await;
        assert_eq!((&now["waiting"], &now["behind"], &now["dead"]), (&json!(0), &json!(0), &json!(0)));
        assert!(now["health"]["succeeded_at"].is_string());
        let listed = deliveries(&admin, &made, "?state=delivered").await;
        assert_eq!(listed.len(), 2);
        assert_eq!((&listed[0]["status"], &listed[0]["attempts"]), (&json!(204), &json!(1)));
        app.clock.advance(Span::days(8));
        housekeeping_sweep(&app.app).await.unwrap();
        assert!(deliveries(&admin, &made, "").await.is_empty(), "a week later it is shown no more");
    }

    async fn the_library_of_the_scheme_takes_what_is_sent(app: &TestApp) {
        // It looks at the clock on the wall.
        app.clock.set(on_the_wall());
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        act(&admin, &made, "rotate", json!({})).await;
        ticket(&admin, "退款").await;
        tell(app).await;
        let call = receiver.take().remove(0);
        let library = standardwebhooks::Webhook::new(made["secret"].as_str().unwrap()).unwrap();
        library.verify(&call.body, &call.headers).unwrap();
        let mut forged = call.body.clone();
        forged.push(b' ');
        assert!(library.verify(&forged, &call.headers).is_err());
        let other = standardwebhooks::Webhook::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert!(other.verify(&call.body, &call.headers).is_err());
    }

    async fn one_subject_is_told_one_after_the_other_and_several_side_by_side(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        created(&admin, &receiver.url(), &["ticket.*", "message.*"]).await;
        // Every third call fails at first, so that tries mix.
        let seen = std::sync::Mutex::new(BTreeMap::<String, u32>::new());
        receiver.answer(move |call| {
            let mut seen = seen.lock().unwrap();
            let tries = seen.entry(call.id().to_owned()).or_default();
            *tries += 1;
            let slow = Duration::from_millis(call.sequence().unsigned_abs() % 7 * 3);
            let failed = *tries == 1 && call.sequence() % 3 == 0;
            HookReply::status(if failed { 400 } else { 204 }).after(slow)
        });
        let mut tickets = Vec::new();
        for n in 0..6 {
            tickets.push(ticket(&admin, &format!("request {n}")).await);
        }
        for _ in 0..6 {
            for id in &tickets {
                note(&admin, id).await;
            }
        }
        for _ in 0..80 {
            tell(app).await;
            app.clock.advance(Span::seconds(6));
        }
        let calls = receiver.take();
        for about in &tickets {
            let mut done = Vec::new();
            for call in calls.iter().filter(|call| call.subject() == *about) {
                // A call is of the event that was tried last, again, or of the next one.
                match done.last() {
                    Some(last) if *last == call.sequence() => {}
                    Some(last) => {
                        assert!(*last < call.sequence(), "{about}: {} after {last}", call.sequence());
                        done.push(call.sequence());
                    }
                    None => done.push(call.sequence()),
                }
            }
            assert_eq!(done.len(), 7, "{about}");
        }
        let most = calls.iter().map(|call| call.under_way).max().unwrap();
        assert!((2..=8).contains(&most), "side by side, within bounds: {most}");
    }

    async fn a_slow_system_holds_up_no_other(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        let (slow, fast) = (HookReceiver::start().await, HookReceiver::start().await);
        slow.answer(|_| HookReply::status(204).after(Duration::from_secs(2)));
        created(&admin, &slow.url(), &["ticket.received"]).await;
        created(&admin, &fast.url(), &["ticket.received"]).await;
        for n in 0..40 {
            ticket(&admin, &format!("request {n}")).await;
        }
        app.settle().await;
        let background = Background::start(&app.app);
        let all = async {
            while fast.calls().len() < 40 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), all).await.expect("the fast one hears everything");
        assert!(slow.calls().len() < 40, "while the slow one is far behind: {}", slow.calls().len());
        background.stop().await;
    }

    async fn past_events_are_sent_again_from_an_instant_on(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        ticket(&admin, "long ago").await;
        app.clock.advance(Span::days(3));
        let from = app.now();
        let (one, two) = (ticket(&admin, "one").await, ticket(&admin, "two").await);
        app.clock.advance(Span::days(1));
        app.settle().await;
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        let id = made["id"].as_str().unwrap();
        let path = format!("/api/v1/webhooks/{id}/replays");
        let future = json!({"from": app.now() + Span::hours(1)});
        let refused = admin.post(&path).json(&future).send().await.expect(422).json();
        assert_eq!(refused["errors"][0]["code"], "in_future");
        let begun = admin.post(&path).json(&json!({"from": from})).send().await.expect(201).json();
        assert_eq!(begun["state"], "running");
        let twice = admin.post(&path).json(&json!({"from": from})).send().await.expect(409).json();
        assert_eq!(twice["code"], "replay_under_way");
        tell(app).await;
        let calls = receiver.take();
        let told: Vec<String> = calls.iter().map(HookCall::subject).collect();
        assert!(told.len() == 2 && told.contains(&one) && told.contains(&two), "from that instant on: {told:?}");
        let replays = admin.get(&path).send().await.expect(200).json();
        let done = &replays["items"][0];
        assert_eq!((&done["state"], &done["queued"]), (&json!("done"), &json!(2)));
        assert_eq!(done["done"], done["total"]);
        assert!(deliveries(&admin, &made, "").await.iter().all(|one| one["replay"] == begun["id"]));
        // Once more, and cancelled before anything is sent.
        let again = admin.post(&path).json(&json!({"from": from})).send().await.expect(201).json();
        let cancel = format!("{path}/{}/cancel", again["id"].as_str().unwrap());
        assert_eq!(admin.post(&cancel).send().await.expect(200).json()["state"], "cancelled");
        assert_eq!(tell(app).await, 0);
    }

    async fn a_process_that_dies_in_the_middle_sends_again(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        receiver.answer(|_| HookReply::status(204).after(Duration::from_mins(1)));
        ticket(&admin, "one").await;
        app.settle().await;
        // The call is cut off after it left, as when a process is killed.
        let left = async {
            while receiver.calls().is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::select! {
            _ = webhooks_step(&app.app) => panic!("nobody has answered yet"),
            () = left => {}
        }
        let first = receiver.take();
        assert_eq!(first.len(), 1);
        assert_eq!(tell(app).await, 0, "somebody may still have it in hand");
        app.clock.advance(Span::minutes(3));
        receiver.answer(|_| HookReply::status(204));
        tell(app).await;
        assert_eq!(ids(&receiver.take()), ids(&first), "the same id, so that the receiver knows it");
        assert_eq!(shown(&admin, &made).await["waiting"], 0);
    }
}
