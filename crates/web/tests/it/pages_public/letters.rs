//! Which letters a consumer does without: on the page below their request, through the API, and with one click.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_domain::time::Span;
use touchstone_testkit::app::TestApp;
use touchstone_testkit::with_app;

use super::{Consumer, EMAIL, hides, shows, taken};

/// The path of the link under the newest letter about progress.
async fn link(app: &TestApp) -> String {
    let letters = app.letters().await;
    let letter = letters
        .iter()
        .find(|letter| letter.template == "taken_up")
        .unwrap();
    let found = letter.text.split_whitespace().find_map(|word| {
        let path = word.strip_prefix(&app.url())?;
        path.starts_with("/letters/").then_some(path)
    });
    found
        .unwrap_or_else(|| panic!("no link in {letter:#?}"))
        .to_owned()
}

with_app! {
    async fn letters_are_chosen_on_their_page_and_told_in_the_history(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        shows(&consumer.page().await.text(), &["E-mails about your request"]);
        let page = consumer.browser.get(&consumer.path("/letters")).send().await.expect(200).text();
        shows(&page, &["Invitations to rate", "Always sent", "This counts for this request."]);
        hides(&page, &["all of my requests</span>"]);
        let sent = consumer.send("/letters", &[("scope", "ticket"), ("want", "progress")]).await;
        let page = consumer.follow(sent).await;
        shows(&page, &["Your choice counts from now on", "value=\"progress\" checked", "value=\"rating\">"]);
        consumer.send("/letters", &[("scope", "person")]).await.expect(409);
        consumer.prove(app).await;
        // What is chosen later counts.
        app.advance(Span::minutes(1)).await;
        let sent = consumer.send("/letters", &[("scope", "person"), ("want", "rating")]).await;
        shows(&consumer.follow(sent).await, &["all of my requests", "value=\"rating\" checked", "value=\"progress\">"]);
        let stopped = consumer.follow(consumer.send("/letters", &[("stop", "yes")]).await).await;
        shows(&stopped, &["E-mails about this request are stopped", "Always sent"]);
        let (agent, id) = taken(app).await;
        let history = agent.get(&format!("/api/v1/tickets/{id}/events")).send().await.expect(200).text();
        assert!(history.contains("ticket.letters_chosen"), "{history}");
        let again = consumer.follow(consumer.send("/letters", &[("stop", "no")]).await).await;
        shows(&again, &["value=\"rating\" checked", "value=\"progress\" checked"]);
        let stranger = consumer.elsewhere(app);
        assert_eq!(stranger.browser.get(&stranger.path("/letters")).send().await.expect(303).location(), stranger.path(""));
        stranger.browser.post(&stranger.path("/letters")).form(&[("stop", "yes")]).send().await.expect(401);
    }

    async fn one_click_ends_a_kind_of_letter_from_anywhere(app: &TestApp) {
        Consumer::with_request(app).await;
        let (_, id) = taken(app).await;
        let path = link(app).await;
        let browser = app.public();
        let offered = browser.get(&path).send().await.expect(200).text();
        shows(&offered, &["You get these e-mails", "Send me no more of these"]);
        shows(&browser.get(&path).send().await.expect(200).text(), &["You get these e-mails"]);
        browser.post(&path).form(&[("x", "y")]).send().await.expect(422);
        let one_click = [("List-Unsubscribe", "One-Click")];
        let abroad = browser.post(&path).header("sec-fetch-site", "cross-site").header("origin", "https://mail.example");
        shows(&abroad.form(&one_click).send().await.expect(200).text(), &["You get no more of these e-mails"]);
        // The standard's own encoding, and once more.
        browser.post(&path).multipart(&one_click, &[]).send().await.expect(200);
        browser.post(&path).multipart(&one_click, &[("f", "x.txt", b"x")]).send().await.expect(422);
        let admin = app.client(Role::Administrator).await;
        let history = admin.get(&format!("/api/v1/tickets/{id}/events")).send().await.expect(200).text();
        assert_eq!(history.matches("ticket.letters_chosen").count(), 1, "{history}");
        let on = browser.post(&path).form(&[("letters", "on")]).send().await.expect(303);
        shows(&browser.get(on.location()).send().await.expect(200).text(), &["You get these e-mails", "Your choice counts"]);
        browser.post("/letters/00").form(&one_click).send().await.expect(404);
        // Nothing else is open to other sites.
        let elsewhere = browser.post("/track/x/otp").header("sec-fetch-site", "cross-site");
        elsewhere.form(&[("way", "email")]).send().await.expect(403);
    }

    async fn letters_are_chosen_through_the_api(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let path = format!("/api/v1/public/track/{}", consumer.code);
        app.public().get(&format!("{path}/letters")).send().await.expect(401);
        app.public().post(&format!("{path}/otp")).json(&json!({"way": "email"})).send().await.expect(200);
        let digits = app.one_time_code(EMAIL).await;
        let opened = app.public().post(&format!("{path}/session")).json(&json!({"code": digits})).send().await.expect(201).json();
        let mine = app.public().with_token(opened["token"].as_str().unwrap());
        let put = |scope: &str, off: serde_json::Value| {
            mine.post(&format!("{path}/letters")).json(&json!({"scope": scope, "off": off})).send()
        };
        let all = put("person", json!(["rating"])).await.expect(200).json();
        assert_eq!(all, json!({"off": ["rating"], "proven": true}));
        let stopped = put("ticket", json!(["replies"])).await.expect(200).json();
        assert_eq!(stopped["off"], json!(["replies", "progress", "rating", "reminders"]));
        assert_eq!(mine.get(&format!("{path}/letters")).send().await.expect(200).json(), stopped);
        put("person", json!(["replies"])).await.expect(422);
        put("ticket", json!(["receipt"])).await.expect(422);
    }
}
