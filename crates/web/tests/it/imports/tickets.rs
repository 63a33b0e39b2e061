//! Tickets with their conversations, out of the exports of other tools.

use serde_json::{Value, json};
use touchstone_domain::time::Span;
use touchstone_testkit::app::{Client, TestApp};
use touchstone_testkit::with_app;

use super::{
    act, administrator, bring, categorised, codes, counts, map, path, read, rows, run, upload, work,
};

/// Tickets as a JSON-lines export of Zendesk tells them: one closed, one waiting, one new, one of nobody known.
const ZENDESK: &str = concat!(
    r#"{"id":501,"created_at":"2026-01-05T08:00:00Z","updated_at":"2026-01-09T10:00:00Z","subject":"Parcel lost","description":"It never came.","status":"closed","priority":"high","via":{"channel":"mail"},"tags":["parcel","Lost"],"requester":{"id":900,"name":"Rae","email":"rae@mail.example"},"assignee":{"id":10},"group":{"id":1},"comments":[{"author_id":900,"body":"It never came.","created_at":"2026-01-05T08:00:00Z","public":true},{"author_id":10,"body":"We look for it.","created_at":"2026-01-05T09:00:00Z","public":true},{"author_id":10,"body":"Carrier says lost.","created_at":"2026-01-06T09:00:00Z","public":false},{"author_id":10,"body":"Refunded.","created_at":"2026-01-07T09:00:00Z","public":true}],"metric_set":{"initially_assigned_at":"2026-01-05T08:30:00Z","solved_at":"2026-01-07T09:00:00Z"}}"#,
    "\n",
    r#"{"id":502,"created_at":"2026-02-20T08:00:00Z","updated_at":"2026-02-21T08:00:00Z","subject":"Wrong size","status":"pending","priority":null,"via":{"channel":"chat"},"requester":{"id":900,"name":"Rae","email":"rae@mail.example"},"assignee":{"id":10},"comments":[{"author_id":900,"body":"Too small","created_at":"2026-02-20T08:00:00Z","public":true},{"author_id":10,"body":"Which size?","created_at":"2026-02-21T08:00:00Z","public":true}]}"#,
    "\n",
    r#"{"id":503,"created_at":"2026-03-01T08:00:00Z","subject":"Hello?","status":"new","requester":{"id":901,"name":"Sol"},"comments":[]}"#,
    "\n",
    r#"{"id":504,"created_at":"2026-03-01T09:00:00Z","subject":"Who am I","status":"open","requester_id":777}"#,
    "\n",
);

async fn agents(app: &TestApp, admin: &Client) {
    bring(
        app,
        admin,
        "kind=teams&preset=zendesk",
        "groups.json",
        r#"[{"id":1,"name":"Parcels"}]"#,
    )
    .await;
    let users = "id,name,email,role\n10,Ann Agent,ann@old.example,agent\n";
    bring(app, admin, "kind=users&preset=zendesk", "users.csv", users).await;
}

async fn ticket(by: &Client, row: &Value) -> Value {
    let id = row["record"].as_str().unwrap();
    by.get(&format!("/api/v1/tickets/{id}"))
        .send()
        .await
        .expect(200)
        .json()
}

async fn messages(by: &Client, ticket: &Value) -> Vec<Value> {
    let path = format!("/api/v1/tickets/{}/messages", ticket["id"].as_str().unwrap());
    by.get(&path).send().await.expect(200).json()["items"]
        .as_array()
        .unwrap()
        .clone()
}

fn clock<'a>(ticket: &'a Value, metric: &str) -> Option<&'a Value> {
    ticket["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|clock| clock["metric"] == metric)
}

with_app! {
    async fn tickets_of_zendesk_keep_their_past(app: &TestApp) {
        let admin = administrator(app).await;
        agents(app, &admin).await;
        let import = upload(&admin, "kind=tickets&preset=zendesk", "tickets.ndjson", ZENDESK).await;
        let preview = admin.get(&format!("{}/preview", path(&import))).send().await.expect(200).json();
        assert_eq!(preview["items"][0]["code"], "category_missing", "what was worked on needs a category: {preview}");
        map(&admin, &import, categorised).await;
        act(&admin, &import, "check").await;
        work(app).await;
        let checked = read(&admin, &import).await;
        assert_eq!(checked["state"], "draft");
        assert_eq!(checked["checked"]["created"], 3, "{checked}");
        assert_eq!(checked["checked"]["codes"], json!({"requester_unknown": 1}));
        let none = admin.get("/api/v1/tickets").send().await.expect(200).json();
        assert_eq!(none["items"], json!([]), "a check makes nothing");
        let done = run(app, &admin, &import).await;
        assert_eq!(counts(&done), [3, 0, 0, 1], "{done}");
        let rows = rows(&admin, &import).await;
        let closed = ticket(&admin, &rows[0]).await;
        assert_eq!((&closed["stage"], &closed["urgency"], &closed["channel"]), (&json!("archived"), &json!("high"), &json!("email")));
        assert_eq!((&closed["created_at"], &closed["tags"]), (&json!("2026-01-05T08:00:00Z"), &json!(["lost", "parcel"])));
        assert_eq!(closed["assignee"]["name"], "Ann Agent");
        assert_eq!(closed["team"]["name"], "Parcels");
        let said: Vec<(Value, Value, Value)> = messages(&admin, &closed).await.iter()
            .map(|message| (message["body"].clone(), message["created_at"].clone(), message["visibility"].clone())).collect();
        assert_eq!(said.len(), 4);
        assert_eq!(said[2], (json!("Carrier says lost."), json!("2026-01-06T09:00:00Z"), json!("internal")));
        // Judged where the past is known from end to end, not judged where its pauses are lost.
        assert_eq!(clock(&closed, "first_response").unwrap()["met_at"], json!("2026-01-05T09:00:00Z"));
        assert_eq!(closed["clocks"].as_array().unwrap().len(), 1, "{closed}");
        let waiting = ticket(&admin, &rows[1]).await;
        assert_eq!(waiting["stage"], "waiting_requester");
        assert_eq!(waiting["requester"]["id"], closed["requester"]["id"], "one person by the source's id");
        let running = clock(&waiting, "resolution").unwrap();
        assert_eq!((&running["state"], &running["started_at"]), (&json!("paused"), &json!(app.now().to_string())));
        let fresh = ticket(&admin, &rows[2]).await;
        assert_eq!((&fresh["stage"], &fresh["assignee"]), (&json!("received"), &Value::Null));
        let history = admin.get(&format!("/api/v1/tickets/{}/events", closed["id"].as_str().unwrap())).send().await.expect(200).json();
        assert_eq!(history["items"].as_array().unwrap().len(), 1);
        assert_eq!((&history["items"][0]["what"]["kind"], &history["items"][0]["at"]), (&json!("ticket.imported"), &json!(app.now().to_string())));
    }

    async fn a_past_ticket_mails_nobody(app: &TestApp) {
        let admin = administrator(app).await;
        agents(app, &admin).await;
        let import = upload(&admin, "kind=tickets&preset=zendesk", "tickets.ndjson", ZENDESK).await;
        map(&admin, &import, categorised).await;
        run(app, &admin, &import).await;
        app.settle().await;
        app.advance(Span::hours(1)).await;
        let letters = admin.get("/api/v1/outbox").send().await.expect(200).json();
        assert_eq!(letters["items"], json!([]));
    }

    async fn the_same_tickets_come_in_once_and_go_as_they_came(app: &TestApp) {
        let admin = administrator(app).await;
        agents(app, &admin).await;
        let first = upload(&admin, "kind=tickets&preset=zendesk", "tickets.ndjson", ZENDESK).await;
        map(&admin, &first, categorised).await;
        run(app, &admin, &first).await;
        let before = admin.get("/api/v1/tickets?limit=200").send().await.expect(200).json();
        let again = upload(&admin, "kind=tickets&preset=zendesk", "tickets.ndjson", ZENDESK).await;
        map(&admin, &again, categorised).await;
        assert_eq!(counts(&run(app, &admin, &again).await), [0, 0, 3, 1]);
        assert_eq!(admin.get("/api/v1/tickets?limit=200").send().await.expect(200).json(), before);
        // Somebody works on one of them: that one stays, and so does its requester.
        let touched = rows(&admin, &first).await[1]["record"].as_str().unwrap().to_owned();
        let note = json!({"body": "Seen", "format": "text", "visibility": "internal"});
        admin.post(&format!("/api/v1/tickets/{touched}/messages")).json(&note).send().await.expect(201);
        act(&admin, &first, "undo").await;
        work(app).await;
        assert_eq!(codes(&rows(&admin, &first).await), [
            "undone - -", "kept - changed_since", "undone - -", "failed requester requester_unknown",
        ]);
        let left = admin.get("/api/v1/tickets?limit=200").send().await.expect(200).json();
        let left: Vec<&str> = left["items"].as_array().unwrap().iter().map(|ticket| ticket["id"].as_str().unwrap()).collect();
        assert_eq!(left, [touched.as_str()]);
        let queues = admin.get("/api/v1/queues").send().await.expect(200).json();
        let all = queues["items"].as_array().unwrap().iter().find(|queue| queue["code"] == "all").unwrap();
        assert_eq!(all["count"], 1, "queues count what is left: {queues}");
    }

    async fn tickets_of_zammad_come_with_their_articles(app: &TestApp) {
        let admin = administrator(app).await;
        let users = "id,login,email,role\n3,agnes@old.example,agnes@old.example,agent\n";
        bring(app, &admin, "kind=users&preset=zammad", "users.csv", users).await;
        let people = "login,firstname,email\nkim@mail.example,Kim,kim@mail.example\n";
        bring(app, &admin, "kind=requesters&preset=zammad", "people.csv", people).await;
        let tickets = json!([
            {"id": 1, "number": "22001", "title": "Broken lamp", "state": "closed", "priority": "3 high", "group": "Users",
             "customer": "kim@mail.example", "owner": "agnes@old.example", "created_at": "2026-01-03T10:00:00.120Z",
             "close_at": "2026-01-05T10:00:00Z", "create_article_type": "email", "articles": [
                {"sender": "Customer", "content_type": "text/html", "body": "<p>It is <b>broken</b> &amp; dark</p><script>x()</script>",
                 "internal": false, "created_by": "kim@mail.example", "created_at": "2026-01-03T10:00:00.120Z"},
                {"sender": "System", "content_type": "text/plain", "body": "We got it.", "internal": false, "created_at": "2026-01-03T10:00:01Z"},
                {"sender": "Agent", "content_type": "text/plain", "body": "A new one is on its way.", "internal": false,
                 "created_by": "agnes@old.example", "created_at": "2026-01-04T10:00:00Z"},
             ]},
            {"id": 2, "number": "22002", "title": "No owner", "state": "open", "priority": "2 normal", "group": "Users",
             "customer": "kim@mail.example", "owner": "-", "created_at": "2026-02-03T10:00:00Z", "articles": []},
        ]).to_string();
        let import = upload(&admin, "kind=tickets&preset=zammad", "tickets.json", &tickets).await;
        assert_eq!(import["format"], "json");
        map(&admin, &import, |mapping| {
            categorised(mapping);
            mapping["options"]["team_none"] = json!(true);
        }).await;
        let done = run(app, &admin, &import).await;
        assert_eq!(counts(&done), [2, 0, 0, 0], "{done} {:?}", codes(&rows(&admin, &import).await));
        let rows = rows(&admin, &import).await;
        let lamp = ticket(&admin, &rows[0]).await;
        assert_eq!((&lamp["urgency"], &lamp["channel"], &lamp["stage"]), (&json!("high"), &json!("email"), &json!("archived")));
        let said = messages(&admin, &lamp).await;
        assert_eq!(said[0]["body"], "It is broken & dark", "HTML became text, scripts went");
        // An automatic answer is no first response.
        assert_eq!(clock(&lamp, "first_response").unwrap()["met_at"], json!("2026-01-04T10:00:00Z"));
        let open = ticket(&admin, &rows[1]).await;
        assert_eq!((&open["stage"], &open["assignee"]), (&json!("classified"), &Value::Null));
    }

    async fn a_table_of_tickets_is_understood_and_found_by_its_old_numbers(app: &TestApp) {
        let admin = administrator(app).await;
        agents(app, &admin).await;
        let table = "\u{feff}\"Summation column\",\"Id\",\"Requester\",\"Requester id\",\"Requester email\",\"Assignee\",\"Group\",\"Subject\",\"Tags\",\"Status\",\"Priority\",\"Via\",\"Created at\",\"Updated at\",\"Initially assigned at\",\"Solved at\"\r\n\
            1,7001,Uma,31,uma@mail.example,Ann Agent,Parcels,\"Two, \"\"quoted\"\" words\",one two,Closed,Low,Mail,2026-01-02 09:00,2026-01-03 09:00,2026-01-02 09:30,2026-01-03 09:00\r\n";
        let import = upload(&admin, "kind=tickets&preset=zendesk", "tickets.csv", table).await;
        map(&admin, &import, |mapping| {
            categorised(mapping);
            mapping["options"]["zone"] = json!("Asia/Shanghai");
        }).await;
        let done = run(app, &admin, &import).await;
        assert_eq!(counts(&done), [1, 0, 0, 0], "{done} {:?}", codes(&rows(&admin, &import).await));
        let made = ticket(&admin, &rows(&admin, &import).await[0]).await;
        assert_eq!((&made["created_at"], &made["subject"]), (&json!("2026-01-02T01:00:00Z"), &json!("Two, \"quoted\" words")));
        assert_eq!(made["tags"], json!(["one", "two"]));
        let found = admin.get("/api/v1/tickets?former_number=7001").send().await.expect(200).json();
        assert_eq!(found["items"][0]["id"], made["id"]);
        let none = admin.get("/api/v1/tickets?former_number=7002").send().await.expect(200).json();
        assert_eq!(none["items"], json!([]));
    }
}
