//! Systems that take nothing, for a moment, for days, or for good.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{HookCall, HookReceiver, HookReply};
use touchstone_testkit::with_app;

use super::{act, created, deliveries, ids, note, shown, tell, ticket};

with_app! {
    async fn what_is_not_taken_is_tried_again_for_a_day_and_then_waits_for_a_person(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        receiver.answer(|_| HookReply::status(422).body("no such field"));
        let begun = app.now();
        ticket(&admin, "poison").await;
        tell(app).await;
        let first = deliveries(&admin, &made, "").await.remove(0);
        assert_eq!((&first["state"], &first["problem"], &first["status"]), (&json!("waiting"), &json!("refused"), &json!(422)));
        let mut tries = 1;
        while deliveries(&admin, &made, "?state=dead").await.is_empty() {
            app.clock.advance(Span::minutes(5));
            tries += tell(app).await;
            assert!(app.now() - begun < Span::hours(30), "it is given up");
        }
        assert_eq!(tries, 12);
        assert!(app.now() - begun > Span::hours(20), "about a day");
        let seen = ids(&receiver.take());
        assert!(seen.iter().all(|id| *id == seen[0]), "one id for all tries");
        // Others of the same system are not held up by it.
        receiver.answer(|_| HookReply::status(200));
        ticket(&admin, "other").await;
        tell(app).await;
        assert_eq!(receiver.take().len(), 1);
        assert_eq!(act(&admin, &made, "deliveries/resend", json!({})).await["deliveries"], 1);
        tell(app).await;
        let again = receiver.take();
        assert_eq!(ids(&again), [seen[0].clone()], "sent again under its id");
        assert_eq!(shown(&admin, &made).await["dead"], 0);
        // One that was taken can be sent again, too; one that waits cannot.
        let id = made["id"].as_str().unwrap();
        let one = deliveries(&admin, &made, "").await.remove(0);
        let resend = format!("/api/v1/webhooks/{id}/deliveries/{}/resend", one["id"].as_str().unwrap());
        admin.post(&resend).send().await.expect(204);
        let refused = admin.post(&resend).send().await.expect(409).json();
        assert_eq!(refused["code"], "delivery_waits");
        tell(app).await;
        assert_eq!(receiver.take().len(), 1);
    }

    async fn an_outage_of_days_loses_nothing_and_everything_comes_at_once_in_order(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["*"]).await;
        tell(app).await;
        receiver.take();
        receiver.answer(|_| HookReply::status(503));
        let (one, two) = (ticket(&admin, "one").await, ticket(&admin, "two").await);
        for _ in 0..20 {
            note(&admin, &one).await;
            note(&admin, &two).await;
        }
        let mut calls = tell(app).await;
        for _ in 0..20 {
            app.clock.advance(Span::minutes(10));
            calls += tell(app).await;
        }
        assert!(calls < 60, "a system that is down is probed, not stormed: {calls}");
        let ill = shown(&admin, &made).await;
        assert!(ill["health"]["failures"].as_u64().unwrap() >= 5 && ill["health"]["failing_since"].is_string());
        assert_eq!(ill["health"]["failed_status"], 503);
        receiver.take();
        receiver.answer(|_| HookReply::status(204));
        app.clock.advance(Span::minutes(10));
        tell(app).await;
        let came = receiver.take();
        let well = shown(&admin, &made).await;
        assert_eq!((&well["waiting"], &well["dead"], &well["behind"]), (&json!(0), &json!(0), &json!(0)));
        assert_eq!(well["health"]["failures"], 0);
        for about in [&one, &two] {
            let places: Vec<i64> = came.iter().filter(|call| call.subject() == **about).map(HookCall::sequence).collect();
            let notes = came.iter().filter(|call| call.subject() == **about && call.kind() == "touchstone.message.added");
            assert_eq!(notes.count(), 20, "{about}");
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "in order: {places:?}");
        }
    }

    async fn a_system_that_takes_nothing_for_days_is_stopped_and_goes_on_where_it_was(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        receiver.answer(|_| HookReply::status(500));
        for n in 0..8 {
            ticket(&admin, &format!("request {n}")).await;
        }
        for _ in 0..50 {
            app.clock.advance(Span::hours(2));
            tell(app).await;
        }
        let stopped = shown(&admin, &made).await;
        assert_eq!(stopped["state"], "failing");
        let log = admin.get("/api/v1/audit?kind=webhook.stopped").send().await.expect(200).json();
        assert_eq!(log["items"].as_array().unwrap().len(), 1);
        let letters = admin.get("/api/v1/outbox").send().await.expect(200).json();
        assert_eq!(letters["items"][0]["template"], "webhook_stopped", "whoever made it hears of it");
        receiver.take();
        app.clock.advance(Span::days(1));
        assert_eq!(tell(app).await, 0, "a stopped system is left alone");
        ticket(&admin, "meanwhile").await;
        receiver.answer(|_| HookReply::status(204));
        assert_eq!(act(&admin, &made, "resume", json!({})).await["state"], "active");
        act(&admin, &made, "deliveries/resend", json!({})).await;
        tell(app).await;
        assert_eq!(receiver.take().len(), 9, "nothing was lost");
    }

    async fn a_system_that_is_gone_is_called_no_more_until_a_person_says_so(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        receiver.answer(|_| HookReply::status(410));
        ticket(&admin, "one").await;
        tell(app).await;
        assert_eq!(shown(&admin, &made).await["state"], "gone");
        ticket(&admin, "two").await;
        app.clock.advance(Span::days(2));
        assert_eq!(tell(app).await, 0);
        receiver.answer(|_| HookReply::status(204));
        receiver.take();
        let resumed = act(&admin, &made, "resume", json!({"skip": true})).await;
        assert_eq!((&resumed["state"], &resumed["waiting"]), (&json!("active"), &json!(0)));
        ticket(&admin, "three").await;
        tell(app).await;
        assert_eq!(receiver.take().len(), 1, "what had waited was passed over");
    }

    async fn a_system_that_asks_for_rest_gets_it(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        created(&admin, &receiver.url(), &["ticket.received"]).await;
        receiver.answer(|_| HookReply::status(429).header("retry-after", 3_600));
        ticket(&admin, "one").await;
        assert_eq!(tell(app).await, 1);
        ticket(&admin, "two").await;
        app.clock.advance(Span::minutes(59));
        assert_eq!(tell(app).await, 0, "not before");
        receiver.answer(|_| HookReply::status(204));
        app.clock.advance(Span::minutes(2));
        assert_eq!(tell(app).await, 2);
    }
}
