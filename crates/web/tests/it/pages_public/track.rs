//! Finding a request by its code, and what a code alone shows.

use touchstone_testkit::with_app;

use super::{BODY, Consumer, EMAIL, SUBJECT, hides, shows, solve, taken};

const UNKNOWN: &str = "No request has this code";

with_app! {
    async fn a_code_is_found_as_people_type_it(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let browser = app.public();
        shows(&browser.get("/track").send().await.expect(200).text(), &["Letters and digits"]);
        let typed = consumer.code.to_lowercase().replace('-', "+");
        let found = browser.get(&format!("/track?code={typed}")).send().await.expect(303);
        assert_eq!(found.location(), consumer.path(""));
        let odd = browser.get(&format!("/track/{}", consumer.code.to_lowercase())).send().await.expect(303);
        assert_eq!(odd.location(), consumer.path(""), "the cookie belongs to one written form");
    }

    async fn a_wrong_code_comes_back_with_what_is_wrong(app: &TestApp) {
        let browser = app.public();
        for path in ["/track?code=00000-00000-00000-00000", "/track?code=nonsense", "/track/00000-00000-00000-00000"] {
            let page = browser.get(path).send().await.expect(404);
            shows(&page.text(), &[UNKNOWN]);
            assert!(path.ends_with(&page.field("code")), "{path}");
        }
        let hostile = browser.get("/track?code=%22%3E%3Cscript%3E").send().await.expect(404);
        assert!(!hostile.text().contains("\"><script>"));
        shows(&browser.get("/track?code=").send().await.expect(422).text(), &["Please fill this in"]);
    }

    async fn a_code_alone_shows_progress_and_no_words(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        taken(app).await;
        let page = consumer.elsewhere(app).page().await.text();
        shows(&page, &["Being handled", "It is our turn", "l***@example.com", "Send the code"]);
        hides(&page, &[SUBJECT, BODY, EMAIL, "13800138000", "Li Na", "The money back", "A-1007", "<textarea"]);
    }

    async fn the_session_of_one_request_says_nothing_about_another(app: &TestApp) {
        let (mine, other) = (Consumer::with_request(app).await, Consumer::with_request(app).await);
        let page = mine.browser.get(&other.path("")).send().await.expect(200).text();
        hides(&page, &[SUBJECT, BODY]);
        // A cookie moved by hand to where no browser would send it.
        let csrf = mine.page().await.field("csrf");
        let opened = mine.browser.post(&mine.path("/session/end")).form(&[("csrf", &csrf)]).send().await;
        let moved = opened.expect(303);
        assert!(moved.header("set-cookie").unwrap().contains("Max-Age=0"));
        for form in ["/confirm", "/object", "/rating", "/session/end"] {
            let fields = [("csrf", csrf.as_str()), ("reason", "mine"), ("score", "1")];
            let refused = mine.browser.post(&other.path(form)).form(&fields).send().await.expect(401);
            hides(&refused.text(), &[SUBJECT, BODY]);
        }
    }

    async fn a_form_of_the_page_needs_the_proof_that_it_is_ours(app: &TestApp) {
        let consumer = Consumer::with_request(app).await;
        let (agent, id) = taken(app).await;
        solve(&agent, &id).await;
        let confirm = consumer.path("/confirm");
        consumer.browser.post(&confirm).form(&[]).send().await.expect(403);
        consumer.browser.post(&confirm).form(&[("csrf", "guess")]).send().await.expect(403);
        let message = consumer.path("/messages");
        consumer.browser.post(&message).multipart(&[("body", "x")], &[]).send().await.expect(403);
        shows(&consumer.page().await.text(), &["Is it solved?"]);
        hides(&consumer.page().await.text(), &["<p>x</p>"]);
    }
}
