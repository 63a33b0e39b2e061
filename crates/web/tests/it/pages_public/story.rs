//! A request from its sending in to its rating and what comes after, all through forms.

use serde_json::json;
use touchstone_domain::time::Span;
use touchstone_testkit::with_app;

use super::{BODY, Consumer, SUBJECT, act, hides, newest, shows, solve, taken};

/// Names and marks of the steps on a page, in order.
fn steps(page: &str) -> Vec<String> {
    let lines = page.split("<li class=\"step step-").skip(1);
    let told = lines.map(|line| {
        let state = line.split('"').next().unwrap();
        let name = line
            .split("step-name\">")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap();
        format!("{state}: {name}")
    });
    told.collect()
}

with_app! {
    async fn from_the_form_to_the_rating(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let page = consumer.page().await.text();
        shows(&page, &[SUBJECT, BODY, "The money back", "A-1007", "It is our turn", "You"]);
        assert_eq!(
            steps(&page),
            [
                "current: Received", "ahead: Classified", "ahead: Assigned to an agent", "ahead: Being handled",
                "ahead: Result given", "ahead: Confirmed", "ahead: Archived"
            ]
        );
        let (agent, id) = taken(app).await;
        act(&agent, &id, "wait", json!({"on": "requester"})).await;
        let page = consumer.page().await.text();
        shows(&page, &["It is your turn", "Without an answer from you it is closed on"]);
        assert_eq!(steps(&page)[4..], ["current: Waiting for you", "ahead: Result given", "ahead: Confirmed", "ahead: Archived"]);
        let said = consumer.write("Here is the slip.", &[("files", "slip.txt", b"slip 5")]).await;
        let page = consumer.follow(said).await;
        shows(&page, &["Message sent", "Here is the slip.", "slip.txt", "It is our turn"]);
        assert_eq!(steps(&page)[4..6], ["done: Waiting for you", "current: Being handled"]);

        solve(&agent, &id).await;
        let page = consumer.page().await.text();
        shows(&page, &["Is it solved?", "It was paid back today.", "Without an answer it counts as confirmed on"]);
        let back = consumer.send("/object", &[("reason", " ")]).await.expect(422);
        shows(&back.text(), &["Please fill this in", "<details class=\"answer-object\" open>"]);
        let page = consumer.follow(consumer.send("/object", &[("reason", "The bank has nothing.")]).await).await;
        shows(&page, &["Your objection was sent", "The bank has nothing.", "It is our turn"]);
        hides(&page, &["Is it solved?"]);

        solve(&agent, &id).await;
        let page = consumer.follow(consumer.send("/confirm", &[]).await).await;
        shows(&page, &["Confirmed as solved", "Rate our service", "You can reopen it until"]);
        let back = consumer.send("/rating", &[("comment", "Well done"), ("speed", "4")]).await.expect(422);
        shows(&back.text(), &["Please fill this in", "Well done", "name=\"speed\" value=\"4\" checked"]);
        let page = consumer.follow(consumer.send("/rating", &[("score", "5"), ("speed", "4"), ("comment", "Well done")]).await).await;
        shows(&page, &["Thank you for your rating", "Your rating", "Well done"]);
        shows(&page, &["name=\"score\" value=\"5\" checked"]);
    }

    async fn a_message_takes_a_confirmed_request_up_again(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let (agent, id) = taken(app).await;
        solve(&agent, &id).await;
        consumer.send("/confirm", &[]).await.expect(303);
        let page = consumer.follow(consumer.write("It came back.", &[]).await).await;
        shows(&page, &["It came back.", "It is our turn"]);
        assert_eq!(steps(&page)[4..7], ["done: Result given", "done: Confirmed", "current: Being handled"]);
    }

    async fn a_message_after_the_end_opens_a_linked_request(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let (agent, id) = taken(app).await;
        solve(&agent, &id).await;
        consumer.send("/confirm", &[]).await.expect(303);
        app.advance(Span::days(60)).await;
        let consumer = consumer.elsewhere(app);
        consumer.prove(app).await;
        shows(&consumer.page().await.text(), &["This request is archived"]);
        let said = consumer.write("It is broken again.", &[]).await.expect(303);
        assert!(said.location().ends_with("?done=follow_up") && !said.location().contains(&consumer.code));
        let page = consumer.follow(said).await;
        shows(&page, &["A linked new request was started", "It is broken again.", SUBJECT, "current"]);
        assert_ne!(newest(&agent).await, id);
        shows(&consumer.page().await.text(), &["See the request that followed"]);
        let more = consumer.write("And the lid is missing.", &[]).await.expect(303);
        assert_eq!(more.location(), consumer.path("?done=message_passed_on"));
        shows(&consumer.follow(more).await, &["added to the request that goes on with this one"]);
    }

    async fn what_came_too_late_is_said_and_not_lost(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let (agent, id) = taken(app).await;
        let early = consumer.send("/confirm", &[]).await.expect(409);
        shows(&early.text(), &["cannot be done in the present stage", SUBJECT]);
        solve(&agent, &id).await;
        app.advance(Span::days(4)).await;
        let consumer = consumer.elsewhere(app);
        consumer.prove(app).await;
        let late = consumer.send("/object", &[("reason", "Nothing arrived.")]).await.expect(409);
        shows(&late.text(), &["cannot be done in the present stage", "Nothing arrived.</textarea>"]);
        app.advance(Span::hours(1)).await;
        consumer.send("/rating", &[("score", "2")]).await.expect(303);
    }

    async fn confirming_twice_is_confirming_once(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let (agent, id) = taken(app).await;
        solve(&agent, &id).await;
        let page = consumer.page().await;
        let (csrf, key) = (page.field("csrf"), page.field("idempotency_key"));
        for _ in 0..2 {
            let fields = [("csrf", csrf.as_str()), ("idempotency_key", key.as_str())];
            consumer.browser.post(&consumer.path("/confirm")).form(&fields).send().await.expect(303);
        }
    }
}
