//! The desk's pages, used as a browser without scripts uses them.

use serde_json::json;
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Answer, Client, TestApp};
use touchstone_testkit::with_app;

/// An agent in front of a ticket just taken down.
struct Seat {
    browser: Client,
    path: String,
}

impl Seat {
    async fn at(app: &TestApp) -> Self {
        let agent = app.member(Role::Agent).await;
        let request = json!({
            "subject": "Jug <broken>", "body": "In pieces.", "channel": "phone", "category": "logistics/damage",
            "requester": {"name": "Wang Wei", "phone": "13900139000"},
        });
        let made = agent
            .client
            .post("/api/v1/tickets")
            .json(&request)
            .send()
            .await
            .expect(201)
            .json();
        let path = format!("/desk/tickets/{}", made["id"].as_str().unwrap());
        Self {
            browser: app.browser(&agent.email).await,
            path,
        }
    }

    async fn page(&self) -> Answer {
        self.browser.get(&self.path).send().await.expect(200)
    }

    /// Sends an action's form as the page shows it now.
    async fn act(&self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.page().await;
        let (csrf, version) = (page.field("csrf"), page.field("based_on"));
        let mut all = vec![("csrf", csrf.as_str()), ("based_on", version.as_str())];
        all.extend_from_slice(fields);
        self.browser
            .post(&format!("{}/actions/{action}", self.path))
            .form(&all)
            .send()
            .await
    }

    async fn say(&self, body: &str, visibility: &str, based_on: &str) -> Answer {
        let csrf = self.page().await.field("csrf");
        let fields = [
            ("csrf", csrf.as_str()),
            ("format", "markdown"),
            ("based_on", based_on),
            ("visibility", visibility),
            ("body", body),
        ];
        self.browser
            .post(&format!("{}/messages", self.path))
            .multipart(&fields, &[])
            .send()
            .await
    }
}

with_app! {
    async fn every_action_has_its_form_from_call_to_solution(app: &TestApp) {
        let seat = Seat::at(app).await;
        let steps: [(&str, &[(&str, &str)]); 6] = [
            ("classify", &[("category", "logistics/damage"), ("impact", "one_order"), ("urgency", "high"), ("class", "general"), ("reason", "")]),
            ("take", &[]),
            ("start", &[]),
            ("wait", &[("on", "requester")]),
            ("resume", &[]),
            ("resolve", &[("solution", "A new jug is on its way.")]),
        ];
        for (action, fields) in steps {
            let done = seat.act(action, fields).await.expect(303);
            assert!(done.location().contains("done="), "{action}");
        }
        let page = seat.page().await.text();
        assert!(page.contains("A new jug is on its way."));
        let history = seat.browser.get(&format!("{}?tab=history", seat.path)).send().await.expect(200).text();
        assert!(history.matches("class=\"event\"").count() >= 7, "every step stands in the history");
    }

    async fn a_refused_action_comes_back_with_what_was_typed(app: &TestApp) {
        let seat = Seat::at(app).await;
        let early = seat.act("resolve", &[("solution", "Too early")]).await.expect(409).text();
        assert!(early.contains("Jug &lt;broken&gt;"), "the answer is the ticket's page");
        seat.act("take", &[]).await.expect(303);
        seat.act("start", &[]).await.expect(303);
        let empty = seat.act("resolve", &[("solution", "")]).await.expect(422).text();
        assert!(empty.contains("actions/resolve") && empty.contains("<details class=\"action\" open"));
    }

    async fn a_stale_action_is_refused(app: &TestApp) {
        let seat = Seat::at(app).await;
        let csrf = seat.page().await.field("csrf");
        seat.act("take", &[]).await.expect(303);
        let fields = [("csrf", csrf.as_str()), ("based_on", "1")];
        seat.browser.post(&format!("{}/actions/start", seat.path)).form(&fields).send().await.expect(412);
    }

    async fn a_crossing_reply_asks_before_it_is_sent(app: &TestApp) {
        let seat = Seat::at(app).await;
        let seen = seat.page().await.field("based_on");
        seat.say("First answer", "public", &seen).await.expect(303);
        let crossed = seat.say("Second answer, written meanwhile", "public", &seen).await.expect(409);
        let text = crossed.text();
        assert!(text.contains("Second answer, written meanwhile") && text.contains("First answer"));
        assert!(!seat.page().await.text().contains("Second answer"), "nothing was sent unseen");
        let now = seat.page().await.field("based_on");
        seat.say("Second answer, written meanwhile", "public", &now).await.expect(303);
        assert!(seat.page().await.text().contains("Second answer"));
    }

    async fn messages_are_split_off_on_a_page_of_their_own(app: &TestApp) {
        let seat = Seat::at(app).await;
        let path = format!("{}/split", seat.path);
        assert!(seat.page().await.text().contains(&path));
        let page = seat.browser.get(&path).send().await.expect(200);
        let (csrf, version, message) = (page.field("csrf"), page.field("based_on"), page.field("messages"));
        let all = [
            ("csrf", csrf.as_str()), ("based_on", version.as_str()), ("messages", message.as_str()),
            ("subject", "The other jug"), ("assignee", ""), ("team", ""), ("category", ""),
        ];
        let none = [&all[..2], &all[3..]].concat();
        let refused = seat.browser.post(&path).form(&none).send().await.expect(422).text();
        assert!(refused.contains("The other jug"), "what was typed is kept");
        let made = seat.browser.post(&path).form(&all).send().await.expect(303);
        assert!(made.location().contains("done=split") && !made.location().starts_with(&seat.path));
        let page = seat.browser.get(made.location()).send().await.expect(200).text();
        assert!(page.contains("The other jug") && page.contains("In pieces."));
        assert!(page.contains(&format!("href=\"{}\"", seat.path)), "it leads back");
        assert!(seat.page().await.text().contains("In pieces."), "nothing was moved");
    }

    async fn what_is_written_is_shown_harmless(app: &TestApp) {
        let seat = Seat::at(app).await;
        let seen = seat.page().await.field("based_on");
        seat.say("**bold** <script>alert(1)</script> [x](javascript:alert(1))", "public", &seen).await.expect(303);
        let page = seat.page().await.text();
        assert!(page.contains("<strong>bold</strong>"));
        assert!(!page.contains("<script>alert") && !page.contains("javascript:alert"));
    }

    async fn details_are_shown_once_for_a_reason(app: &TestApp) {
        let seat = Seat::at(app).await;
        let csrf = seat.page().await.field("csrf");
        let reveal = async |reason: &str| {
            let fields = [("csrf", csrf.as_str()), ("fields", "phone"), ("reason", reason)];
            seat.browser.post(&format!("{}/reveal", seat.path)).form(&fields).send().await
        };
        reveal("").await.expect(422);
        assert!(reveal("To call back").await.expect(200).text().contains("13900139000"));
        assert!(!seat.page().await.text().contains("13900139000"), "the next look is masked again");
    }

    async fn a_requester_gets_a_tier_and_an_adviser(app: &TestApp) {
        let (seat, agent) = (Seat::at(app).await, app.member(Role::Agent).await);
        let serve = async |tier: &str, adviser: &str| {
            let page = seat.page().await;
            // The person's version stands in the form, behind those of the others.
            let text = page.text();
            let form = text.split_once("/service\"").unwrap().1;
            let version = form.split_once("name=\"version\" value=\"").unwrap().1.split_once('"').unwrap().0;
            let csrf = page.field("csrf");
            let fields = [("csrf", csrf.as_str()), ("version", version), ("tier", tier), ("adviser", adviser)];
            seat.browser.post(&format!("{}/service", seat.path)).form(&fields).send().await
        };
        let id = agent.id.to_string();
        serve("enterprise", &id).await.expect_page(422, "This service tier has no adviser.");
        serve("premium", &id).await.expect(303);
        let page = seat.page().await.text();
        assert!(page.contains("<dt>Adviser</dt>") && page.contains(&agent.name), "{page}");
        serve("premium", "").await.expect(303);
        assert!(!seat.page().await.text().contains("<dt>Adviser</dt>"));
    }

    async fn another_team_s_ticket_is_not_there(app: &TestApp) {
        let (seat, agent) = (Seat::at(app).await, app.member(Role::Agent).await);
        let stranger = app.browser(&app.foreign_agent().await.email).await;
        stranger.get(&seat.path).send().await.expect(200);
        seat.act("assign", &[("team", &agent.team.to_string()), ("assignee", &agent.id.to_string())]).await.expect(303);
        stranger.get(&seat.path).send().await.expect(404);
        let list = stranger.get("/desk?queue=no_team").send().await.expect(200).text();
        assert!(!list.contains(&seat.path));
    }

    async fn whoever_is_signed_in_keeps_their_menu_where_nothing_is(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let browser = app.browser(&agent.email).await;
        for nowhere in ["/desk/tickets/tkt_00000000000000000000000000", "/admin/settings", "/no-such-page"] {
            let staff = browser.get(nowhere).send().await.expect(404).text();
            assert!(staff.contains(&agent.name) && staff.contains("href=\"/desk/new\""), "{nowhere}: {staff}");
            let public = app.public().get(nowhere).send().await.text();
            assert!(!public.contains("href=\"/desk/new\""), "{nowhere}: {public}");
        }
        let csrf = browser.get("/no-such-page").send().await.field("csrf");
        browser.post("/sign-out").form(&[("csrf", &csrf)]).send().await.expect(303);
    }

    async fn a_request_is_taken_down_and_a_bad_one_comes_back(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let browser = app.browser(&agent.email).await;
        let form = browser.get("/desk/new").send().await.expect(200);
        let (csrf, key) = (form.field("csrf"), form.field("idempotency_key"));
        let fields = |subject: &'static str| {
            [
                ("csrf", csrf.clone()), ("idempotency_key", key.clone()), ("subject", subject.to_owned()),
                ("body", "Rang up".to_owned()), ("channel", "phone".to_owned()), ("name", "Li Na".to_owned()),
                ("phone", "13800138000".to_owned()), ("kind", "general".to_owned()),
            ]
        };
        let send = async |subject: &'static str| {
            let owned = fields(subject);
            let fields: Vec<_> = owned.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post("/desk/new").multipart(&fields, &[("files", "note.txt", b"kept")]).send().await
        };
        let bad = send("").await.expect(422).text();
        assert!(bad.contains("Rang up") && bad.contains("note.txt"), "what was typed and the file are kept");
        let made = send("Where is it").await.expect(303);
        assert!(made.location().starts_with("/desk/tickets/tkt_"));
        let list = browser.get("/desk?queue=no_team").send().await.expect(200).text();
        assert!(list.contains("Where is it") && list.contains("/desk/tickets/tkt_"));
    }
}
