//! What staff are told of, through the front door: the bell, the page, the API, the stream.

use serde_json::{Value, json};
use touchstone_domain::access::Role;
use touchstone_testkit::app::{Client, Member, PASSWORD, TestApp};
use touchstone_testkit::with_app;

async fn ticket_for(lead: &Client, member: &Member) -> String {
    let request = json!({
        "subject": "Jug broken", "body": "In pieces.", "channel": "phone", "category": "logistics/damage",
        "requester": {"name": "Wang Wei", "phone": "13900139000"}, "assignee": member.id.to_string(),
    });
    let made = lead
        .post("/api/v1/tickets")
        .json(&request)
        .send()
        .await
        .expect(201)
        .json();
    made["id"].as_str().unwrap().to_owned()
}

async fn browser(app: &TestApp, email: &str) -> Client {
    let browser = app.public();
    let fields = [
        ("csrf", ""),
        ("next", "/desk"),
        ("email", email),
        ("password", PASSWORD),
    ];
    browser.post("/sign-in").form(&fields).send().await.expect(303);
    browser
}

async fn told(client: &Client, query: &str) -> Value {
    client
        .get(&format!("/api/v1/notifications{query}"))
        .send()
        .await
        .expect(200)
        .json()
}

with_app! {
    async fn a_bell_rings_is_opened_and_is_quiet_again(app: &TestApp) {
        let (agent, lead) = (app.member(Role::Agent).await, app.client(Role::TeamLead).await);
        let page = browser(app, &agent.email).await;
        let empty = page.get("/notifications").send().await.expect(200).text();
        assert!(empty.contains("data-bell-count hidden"), "nothing waits");
        let id = ticket_for(&lead, &agent).await;
        app.settle().await;
        let desk = page.get("/desk").send().await.expect(200).text();
        assert!(desk.contains("data-bell-count>1<"), "the number stands on every page");
        let list = page.get("/notifications?unread=1").send().await.expect(200);
        assert!(list.text().contains("Jug broken"));
        let notice = told(&agent.client, "?unread=true").await["items"][0].clone();
        let (own, kind) = (notice["id"].as_str().unwrap(), notice["kind"].as_str().unwrap());
        assert_eq!((kind, notice["ticket"]["id"].as_str()), ("assigned", Some(id.as_str())));
        let opened = page
            .post(&format!("/notifications/{own}/open"))
            .form(&[("csrf", &list.field("csrf"))])
            .send().await.expect(303);
        assert_eq!(opened.location(), format!("/desk/tickets/{id}"));
        let left = agent.client.get("/api/v1/notifications/unread").send().await.expect(200).json();
        assert_eq!(left, json!({"unread": 0}));
        assert!(page.get("/desk").send().await.expect(200).text().contains("data-bell-count hidden"));
        let other = browser(app, &app.member(Role::TeamLead).await.email).await;
        let csrf = other.get("/notifications").send().await.expect(200).field("csrf");
        other.post(&format!("/notifications/{own}/open")).form(&[("csrf", &csrf)]).send().await.expect(404);
    }

    async fn all_that_was_shown_is_read_and_what_came_since_is_not(app: &TestApp) {
        let (agent, lead) = (app.member(Role::Agent).await, app.client(Role::TeamLead).await);
        for _ in 0..3 {
            ticket_for(&lead, &agent).await;
        }
        app.settle().await;
        let first = told(&agent.client, "?limit=2").await;
        let next = first["next_cursor"].as_str().unwrap();
        let rest = told(&agent.client, &format!("?limit=2&cursor={next}")).await;
        assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));
        let page = browser(app, &agent.email).await;
        let list = page.get("/notifications").send().await.expect(200);
        let (csrf, through) = (list.field("csrf"), list.field("through"));
        ticket_for(&lead, &agent).await;
        app.settle().await;
        let form = [("csrf", csrf.as_str()), ("through", through.as_str())];
        page.post("/notifications/read").form(&form).send().await.expect(303);
        let left = agent.client.get("/api/v1/notifications/unread").send().await.expect(200).json();
        assert_eq!(left["unread"], 1);
        let newest = told(&agent.client, "?unread=true").await["items"][0]["id"].clone();
        let read = json!({"notifications": [newest]});
        let answer = agent.client.post("/api/v1/notifications/read").json(&read).send().await.expect(200).json();
        assert_eq!(answer, json!({"read": 1, "unread": 0}));
        let again = agent.client.post("/api/v1/notifications/read").json(&read).send().await.expect(200).json();
        assert_eq!(answer["unread"], again["unread"]);
        assert_eq!(again["read"], 0);
        let many: Vec<Value> = (0..201).map(|_| newest.clone()).collect();
        let many = json!({"notifications": many});
        agent.client.post("/api/v1/notifications/read").json(&many).send().await.expect_problem(422, "validation_failed");
    }

    async fn an_open_page_hears_its_own_bell_and_nobody_elses(app: &TestApp) {
        let (agent, lead) = (app.member(Role::Agent).await, app.member(Role::TeamLead).await);
        ticket_for(&lead.client, &agent).await;
        let mut mine = agent.client.get("/api/v1/stream").listen().await;
        let mut theirs = lead.client.get("/api/v1/stream").listen().await;
        mine.expect("ready").await;
        theirs.expect("ready").await;
        app.settle().await;
        let heard = mine.expect("notifications").await;
        assert_eq!((heard.data, heard.id.as_str()), (json!({"unread": 1}), ""));
        let newest = told(&agent.client, "").await["items"][0]["id"].clone();
        agent.client.post("/api/v1/notifications/read").json(&json!({"through": newest})).send().await.expect(200);
        assert_eq!(mine.expect("notifications").await.data, json!({"unread": 0}));
        theirs.stays_quiet().await;
    }
}

with_app! {
    async fn a_choice_is_made_and_kept_on_its_page(app: &TestApp) {
        let agent = app.member(Role::Agent).await;
        let page = browser(app, &agent.email).await;
        let shown = page.get("/account/notifications").send().await.expect(200);
        let (csrf, version) = (shown.field("csrf"), shown.field("version"));
        assert_eq!(version, "0");
        let mut wrong = vec![
            ("csrf", csrf.as_str()), ("version", "0"), ("pace", "daily"), ("hour", "7"), ("web", "mentioned"),
            ("mail", "rated"), ("quiet_from", "22:00"), ("quiet_to", ""), ("zone", "Europe/Berlin"),
        ];
        let refused = page.post("/account/notifications").form(&wrong).send().await.expect(422).text();
        assert!(refused.contains("22:00") && refused.contains("Europe/Berlin"), "what was typed is kept");
        wrong[7].1 = "07:00";
        page.post("/account/notifications").form(&wrong).send().await.expect(303);
        let kept = agent.client.get("/api/v1/me/notifications").send().await.expect(200);
        assert_eq!(kept.etag(), "\"1\"");
        let kept = kept.json();
        assert_eq!((&kept["pace"], &kept["hour"], &kept["zone"]), (&json!("daily"), &json!(7), &json!("Europe/Berlin")));
        assert_eq!(kept["quiet"], json!({"from": "22:00", "to": "07:00"}));
        assert_eq!(kept["urgent_passes"], false, "what is not ticked is off");
        let of = |kind: &str| {
            let kinds = kept["kinds"].as_array().unwrap();
            let found = kinds.iter().find(|one| one["kind"] == kind).unwrap();
            (found["web"].as_bool().unwrap(), found["mail"].as_bool().unwrap())
        };
        assert_eq!((of("mentioned"), of("rated"), of("assigned")), ((true, false), (false, true), (false, false)));
        let put = json!({"pace": "soon", "urgent_passes": true, "quiet": {"from": "08:00", "to": "07:00"}});
        let path = "/api/v1/me/notifications";
        agent.client.put(path).json(&put).if_match("\"1\"").send().await.expect_problem(422, "validation_failed");
        let put = json!({"pace": "soon", "urgent_passes": true});
        agent.client.put(path).json(&put).if_match("\"0\"").send().await.expect(412);
        let set = agent.client.put(path).json(&put).if_match("\"1\"").send().await.expect(200).json();
        assert_eq!((set["version"].as_i64(), &set["quiet"]), (Some(2), &Value::Null));
        let preview = agent.client.get("/api/v1/me/notifications/preview").send().await.expect(200).json();
        assert!(preview["text"].as_str().unwrap().contains("/account/notifications"));
    }
}
