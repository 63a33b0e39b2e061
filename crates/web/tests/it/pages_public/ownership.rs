//! One-time codes, sessions that end, and what was typed meanwhile.

use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::Answer;
use touchstone_testkit::with_app;

use super::{Consumer, EMAIL, SUBJECT, hides, shows, solve, taken};

const LOCKED: &str = "This page has locked itself again";

/// The hidden fields that carry what was typed.
fn kept(page: &Answer) -> Vec<(String, String)> {
    ["kept.body", "kept.attachments"]
        .map(|name| (name.to_owned(), page.field(name)))
        .into()
}

async fn carry(consumer: &Consumer, rest: &str, own: &[(&str, &str)], kept: &[(String, String)]) -> Answer {
    let mut fields: Vec<_> = kept
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    fields.extend_from_slice(own);
    consumer
        .browser
        .post(&consumer.path(rest))
        .form(&fields)
        .send()
        .await
}

with_app! {
    async fn a_one_time_code_opens_the_page(app: &TestApp) {
        let consumer = Consumer::with_request(app).await.elsewhere(app);
        let asked = consumer.send("/otp", &[("way", "email")]).await;
        shows(&consumer.follow(asked).await, &["The code was sent", "Sent to l***@example.com", "name=\"otp\""]);
        let soon = consumer.send("/otp", &[("way", "email")]).await.expect(429);
        assert!(soon.header("retry-after").is_some());
        shows(&soon.text(), &["Another one in", "name=\"otp\"", "disabled"]);
        let wrong = consumer.send("/session", &[("way", "email"), ("otp", "12345")]).await.expect(401);
        shows(&wrong.text(), &["tries left: 4", "Sent to l***@example.com"]);
        hides(&wrong.text(), &[SUBJECT]);
        let digits = app.one_time_code(EMAIL).await;
        let opened = consumer.send("/session", &[("way", "email"), ("otp", &digits)]).await;
        shows(&consumer.follow(opened).await, &["everything is shown", SUBJECT]);
        let lead = app.member(Role::Administrator).await;
        let found = lead.client.get("/api/v1/tickets").send().await.expect(200).json();
        let path = format!("/api/v1/tickets/{}/events", found["items"][0]["id"].as_str().unwrap());
        let events = lead.client.get(&path).send().await.expect(200).json();
        let of_codes = events["items"].as_array().unwrap().iter().filter(|event| {
            event["what"]["kind"].as_str().unwrap().starts_with("ownership.")
        });
        let origins: Vec<&str> = of_codes.map(|event| event["origin"].as_str().unwrap()).collect();
        assert!(!origins.is_empty() && origins.iter().all(|origin| *origin == "tracking_page"), "{events}");
        let used = consumer.elsewhere(app);
        let again = used.send("/session", &[("otp", &digits)]).await.expect(401);
        shows(&again.text(), &["Has expired"]);
    }

    async fn a_way_that_was_not_left_is_refused(app: &TestApp) {
        let consumer = Consumer::with_request(app).await.elsewhere(app);
        let odd = consumer.send("/otp", &[("way", "pigeon")]).await.expect(422);
        shows(&odd.text(), &["Not one of the choices", "Send the code"]);
        consumer.browser.post("/track/nonsense/otp").form(&[("way", "email")]).send().await.expect(404);
    }

    async fn a_locked_page_needs_a_new_code(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let page = consumer.follow(consumer.send("/session/end", &[]).await).await;
        shows(&page, &["The page is locked again", "Send the code"]);
        hides(&page, &[SUBJECT]);
    }

    async fn what_was_typed_survives_the_end_of_the_session(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let csrf = consumer.page().await.field("csrf");
        app.advance(Span::hours(25)).await;
        let fields = [("csrf", csrf.as_str()), ("body", "Two lines,\r\n\"quoted\" & <sharp>.")];
        let files: [(&str, &str, &[u8]); 1] = [("files", "slip.txt", b"slip 5")];
        let post = consumer.browser.post(&consumer.path("/messages"));
        let locked = post.multipart(&fields, &files).send().await.expect(401);
        shows(&locked.text(), &[LOCKED, "Everything you typed is still here"]);
        hides(&locked.text(), &[SUBJECT]);
        let asked = carry(&consumer, "/otp", &[("way", "email")], &kept(&locked)).await.expect(200);
        shows(&asked.text(), &["The code was sent", "name=\"otp\""]);
        let digits = app.one_time_code(EMAIL).await;
        let own = [("way", "email"), ("otp", digits.as_str())];
        let open = carry(&consumer, "/session", &own, &kept(&asked)).await.expect(200);
        shows(&open.text(), &[SUBJECT, "\"quoted\" & <sharp>.</textarea>", "slip.txt"]);
        let csrf = open.field("csrf");
        let upload = open.field("attachments");
        let fields = [("csrf", csrf.as_str()), ("body", "Now it goes."), ("attachments", upload.as_str())];
        let post = consumer.browser.post(&consumer.path("/messages"));
        let sent = post.multipart(&fields, &[]).send().await;
        shows(&consumer.follow(sent).await, &["Now it goes.", "slip.txt"]);
    }

    async fn an_objection_and_a_rating_survive_it_too(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let (agent, id) = taken(app).await;
        solve(&agent, &id).await;
        app.advance(Span::hours(3)).await;
        let object = consumer.browser.post(&consumer.path("/object"));
        let locked = object.form(&[("reason", "Nothing arrived.")]).send().await.expect(401);
        let reason = [("kept.reason".to_owned(), locked.field("kept.reason"))];
        carry(&consumer, "/otp", &[("way", "email")], &reason).await.expect(200);
        let digits = app.one_time_code(EMAIL).await;
        let open = carry(&consumer, "/session", &[("otp", &digits)], &reason).await.expect(200);
        shows(&open.text(), &["<details class=\"answer-object\" open>", "Nothing arrived.</textarea>"]);
        let csrf = open.field("csrf");
        let fields = [("csrf", csrf.as_str()), ("score", "4"), ("comment", "Soon")];
        let early = consumer.browser.post(&consumer.path("/rating")).form(&fields).send().await.expect(409);
        shows(&early.text(), &["It cannot be rated now"]);
    }
}
