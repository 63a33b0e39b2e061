//! Looking after webhooks: secrets, trials, addresses, changes.

use std::time::Duration;

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::{HookReceiver, HookReply};
use touchstone_testkit::with_app;

use super::{act, created, note, shown, tell, ticket};

with_app! {
    async fn a_changed_secret_signs_beside_the_former_one_for_a_while(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        let former = made["secret"].as_str().unwrap();
        let changed = act(&admin, &made, "rotate", json!({"overlap_hours": 2})).await;
        let newest = changed["secret"].as_str().unwrap();
        assert_ne!(former, newest);
        assert_eq!(changed["overlaps"].as_array().unwrap().len(), 1);
        ticket(&admin, "one").await;
        tell(app).await;
        let call = receiver.take().remove(0);
        assert!(call.is_signed_with(former) && call.is_signed_with(newest));
        app.clock.advance(Span::hours(2));
        ticket(&admin, "two").await;
        tell(app).await;
        let call = receiver.take().remove(0);
        assert!(!call.is_signed_with(former) && call.is_signed_with(newest));
        let last = act(&admin, &made, "rotate", json!({"overlap_hours": 0})).await;
        ticket(&admin, "three").await;
        tell(app).await;
        let call = receiver.take().remove(0);
        assert!(!call.is_signed_with(newest) && call.is_signed_with(last["secret"].as_str().unwrap()));
    }

    async fn a_trial_shows_the_answer_and_counts_for_nothing(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        act(&admin, &made, "pause", json!({})).await;
        let secret = made["secret"].as_str().unwrap();
        receiver.answer(|_| HookReply::status(200).body("thank you"));
        let trial = act(&admin, &made, "test", json!({})).await;
        assert_eq!((&trial["taken"], &trial["status"], &trial["answer"]), (&json!(true), &json!(200), &json!("thank you")));
        let call = receiver.take().remove(0);
        assert!(call.is_signed_with(secret));
        assert_eq!(call.kind(), "touchstone.webhook.tested");
        assert_eq!(trial["sent"].as_str().unwrap().as_bytes(), call.body);
        receiver.answer(|_| HookReply::status(302).header("location", "http://169.254.169.254/"));
        let trial = act(&admin, &made, "test", json!({})).await;
        assert_eq!((&trial["taken"], &trial["problem"]), (&json!(false), &json!("redirect")));
        assert_eq!(receiver.take().len(), 1, "nobody follows it");
        receiver.answer(|_| HookReply::status(200).after(Duration::from_secs(4)));
        assert_eq!(act(&admin, &made, "test", json!({})).await["problem"], "timeout");
        let after = shown(&admin, &made).await;
        assert_eq!(after["health"]["failures"], 0);
        assert_eq!(after["state"], "paused");
    }

    async fn addresses_that_must_not_be_called_are_refused(app: &TestApp) {
        let admin = app.client(Role::Administrator).await;
        for (url, code) in [
            ("https://169.254.169.254/latest/meta-data", "private_target"),
            ("https://10.0.0.8/hook", "private_target"),
            ("https://[::1]/hook", "private_target"),
            ("https://0x0a000001/", "private_target"),
            ("http://hooks.example/", "not_https"),
            ("https://me:pass@hooks.example/", "credentials"),
            ("gopher://hooks.example/", "malformed"),
            ("", "required"),
        ] {
            let body = json!({"name": "x", "url": url, "events": ["*"]});
            let refused = admin.post("/api/v1/webhooks").json(&body).send().await.expect(422).json();
            assert_eq!((&refused["errors"][0]["field"], &refused["errors"][0]["code"]), (&json!("url"), &json!(code)), "{url}");
        }
        let body = json!({"name": "", "url": "https://hooks.example/", "events": ["ticket.*", "nothing.*"]});
        let refused = admin.post("/api/v1/webhooks").json(&body).send().await.expect(422).json();
        let fields: Vec<&str> = refused["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["name", "events[1]"]);
    }

    async fn changing_and_removing_are_based_on_what_one_saw(app: &TestApp) {
        let (admin, receiver) = (app.client(Role::Administrator).await, HookReceiver::start().await);
        let made = created(&admin, &receiver.url(), &["ticket.received"]).await;
        let path = format!("/api/v1/webhooks/{}", made["id"].as_str().unwrap());
        let body = json!({"name": "CRM", "url": receiver.url(), "events": ["message.added"]});
        admin.put(&path).json(&body).send().await.expect(428);
        let changed = admin.put(&path).if_match("\"1\"").json(&body).send().await.expect(200).json();
        assert_eq!((&changed["name"], &changed["events"]), (&json!("CRM"), &json!(["message.added"])));
        admin.put(&path).if_match("\"1\"").json(&body).send().await.expect(412);
        ticket(&admin, "not wanted any more").await;
        assert_eq!(tell(app).await, 0);
        receiver.answer(|_| HookReply::status(500));
        let id = ticket(&admin, "one").await;
        note(&admin, &id).await;
        tell(app).await;
        receiver.take();
        admin.delete(&path).if_match("\"2\"").send().await.expect(204);
        admin.get(&path).send().await.expect(404);
        app.clock.advance(Span::days(1));
        assert_eq!(tell(app).await, 0, "what waited is dropped");
        let listed = admin.get("/api/v1/webhooks").send().await.expect(200).json();
        assert_eq!(listed["items"], json!([]));
    }
}
