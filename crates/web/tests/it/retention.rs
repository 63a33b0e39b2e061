//! How long what was written is kept: looked at, approved, carried out; never what is held, open or young.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use touchstone_app::retention::retention_step;
use touchstone_domain::time::Span;
use touchstone_store::Store;
use touchstone_testkit::both_engines;

use crate::harness::Desk;

/// A request by its subject: its id, its requester's, its tracking code.
struct Request {
    ticket: String,
    person: String,
    code: String,
}

async fn request(desk: &Desk, subject: &str, kind: &str) -> Request {
    let upload = desk
        .post("/api/v1/public/uploads")
        .file("evidence.txt", subject.as_bytes())
        .send()
        .await;
    let body = json!({
        "subject": subject, "body": format!("body of {subject}"), "kind": kind,
        "attachments": [upload.expecting(StatusCode::CREATED)["id"]],
        "requester": {"name": "Zoe", "email": format!("{subject}@quack.example"), "language": "en"},
    });
    let receipt = desk
        .post("/api/v1/public/tickets")
        .json(body)
        .send()
        .await
        .expecting(StatusCode::CREATED);
    let list = desk
        .get("/api/v1/tickets?limit=1")
        .bearer(&desk.admin)
        .send()
        .await
        .json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Request {
        ticket: text(&list["items"][0]["id"]),
        person: text(&list["items"][0]["requester"]["id"]),
        code: text(&receipt["tracking_code"]),
    }
}

async fn archive(desk: &Desk, request: &Request, action: &str) {
    let path = format!("/api/v1/tickets/{}/actions/{action}", request.ticket);
    let body = if action == "close" {
        json!({"reason": "over"})
    } else {
        json!({})
    };
    desk.post(&path)
        .bearer(&desk.admin)
        .json(body)
        .send()
        .await
        .expecting(StatusCode::OK);
}

async fn carried(desk: &Desk, mode: &str) -> Value {
    let begun = desk
        .post("/api/v1/retention/runs")
        .bearer(&desk.admin)
        .json(json!({"mode": mode}))
        .send()
        .await;
    let begun = begun.expecting(StatusCode::CREATED);
    while retention_step(&desk.app).await.unwrap() {}
    let path = format!("/api/v1/retention/runs/{}", begun["id"].as_str().unwrap());
    desk.get(&path)
        .bearer(&desk.admin)
        .send()
        .await
        .expecting(StatusCode::OK)
}

/// By class: found, held, people.
fn counts(run: &Value) -> BTreeMap<String, (u64, u64, u64)> {
    let of = |count: &Value| {
        let number = |name: &str| count[name].as_u64().unwrap();
        (
            count["class"].as_str().unwrap().to_owned(),
            (number("found"), number("held"), number("people")),
        )
    };
    run["counts"].as_array().unwrap().iter().map(of).collect()
}

async fn subject(desk: &Desk, request: &Request) -> Value {
    let path = format!("/api/v1/tickets/{}", request.ticket);
    desk.get(&path)
        .bearer(&desk.admin)
        .send()
        .await
        .expecting(StatusCode::OK)["subject"]
        .clone()
}

async fn approve(desk: &Desk, automatic: bool) -> crate::harness::Answer {
    let body = json!({"automatic": automatic});
    desk.post("/api/v1/retention/approve")
        .bearer(&desk.admin)
        .json(body)
        .send()
        .await
}

both_engines! {
    async fn what_is_over_goes_and_nothing_held_open_or_young(store: Store) {
        let mut desk = Desk::open(store).await;
        let spam = request(&desk, "spam", "general").await;
        let held = request(&desk, "held", "general").await;
        let person_held = request(&desk, "personheld", "general").await;
        let old = request(&desk, "old", "complaint").await;
        let open = request(&desk, "open", "general").await;
        // A letter about what stays.
        desk.track_session(&open.code, "open@quack.example").await;
        for one in [&spam, &held, &person_held] {
            archive(&desk, one, "spam").await;
        }
        archive(&desk, &old, "close").await;
        for on in [format!("/api/v1/tickets/{}/hold", held.ticket), format!("/api/v1/people/{}/hold", person_held.person)] {
            desk.post(&on).bearer(&desk.admin).json(json!({"reason": "case 42"})).send().await.expecting(StatusCode::OK);
        }
        desk.advance(Span::days(89));
        desk.admin = desk.sign_in("admin@desk.example").await;
        assert_eq!(carried(&desk, "dry").await["counts"], json!([]), "nothing is over yet");
        desk.advance(Span::days(1));
        desk.admin = desk.sign_in("admin@desk.example").await;
        let young = request(&desk, "young", "general").await;
        archive(&desk, &young, "spam").await;
        let dry = carried(&desk, "dry").await;
        assert_eq!(counts(&dry), BTreeMap::from([("spam".to_owned(), (1, 2, 1))]), "{dry}");
        assert_eq!(dry["counts"][0]["bytes"], 4);
        assert_eq!((&dry["first"][0]["ticket"], dry["first"].as_array().unwrap().len()), (&json!(spam.ticket), 1));
        assert_eq!(subject(&desk, &spam).await, "spam", "a dry run changes nothing");
        assert_eq!(desk.post("/api/v1/retention/runs").bearer(&desk.admin).json(json!({"mode": "real"})).send().await
            .refused(409), "retention_not_approved");
        approve(&desk, false).await.expecting(StatusCode::OK);
        let real = carried(&desk, "real").await;
        assert_eq!(counts(&real), counts(&dry), "a run takes what was shown");
        assert_eq!(subject(&desk, &spam).await, Value::Null);
        for (one, kept) in [(&held, "held"), (&person_held, "personheld"), (&old, "old"), (&open, "open"), (&young, "young")] {
            assert_eq!(subject(&desk, one).await, kept);
        }
        let messages = desk.get(&format!("/api/v1/tickets/{}/messages", spam.ticket)).bearer(&desk.admin).send().await.json();
        assert_eq!((&messages["items"][0]["body"], &messages["items"][0]["files"]), (&Value::Null, &json!([])));
        let person = desk.get(&format!("/api/v1/people/{}", spam.person)).bearer(&desk.admin).send().await.json();
        assert_eq!(person["erased"], true, "nothing else kept them");
        let events = desk.get(&format!("/api/v1/tickets/{}/events", spam.ticket)).bearer(&desk.admin).send().await.json();
        let kinds: Vec<_> = events["items"].as_array().unwrap().iter().map(|e| e["what"]["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"ticket.received") && kinds.contains(&"ticket.retired"), "{kinds:?}");
        let page = desk.get(&format!("/desk/tickets/{}", spam.ticket)).bearer(&desk.admin).language("en").send().await;
        assert!(page.text().contains("Erased"));
        let track = desk.get(&format!("/track/{}", spam.code)).language("en").send().await;
        assert!(track.text().contains("was erased"), "{}", track.text());
        assert_eq!(counts(&carried(&desk, "real").await), BTreeMap::from([("spam".to_owned(), (0, 2, 0))]), "once is enough");
        // The hold is lifted: now its time is over too. Three years on, so is the complaint's.
        desk.ask(Method::DELETE, &format!("/api/v1/tickets/{}/hold", held.ticket)).bearer(&desk.admin).send().await
            .expecting(StatusCode::NO_CONTENT);
        desk.advance(Span::days(1_096));
        desk.admin = desk.sign_in("admin@desk.example").await;
        let late = counts(&carried(&desk, "real").await);
        assert_eq!((late["spam"], late["complaint"]), ((2, 1, 2), (1, 0, 1)));
        assert!(late["trace"].0 > 0 && late["letter"].0 > 0, "{late:?}");
        assert_eq!(subject(&desk, &open).await, "open", "what is not archived stays");
    }

    async fn a_person_with_another_request_stays(store: Store) {
        let mut desk = Desk::open(store).await;
        let first = request(&desk, "first", "general").await;
        let again = json!({"subject": "second", "body": "b", "requester_id": first.person});
        let second = desk.post("/api/v1/tickets").bearer(&desk.admin).json(again).send().await.expecting(StatusCode::CREATED);
        archive(&desk, &first, "spam").await;
        desk.advance(Span::days(90));
        desk.admin = desk.sign_in("admin@desk.example").await;
        assert_eq!(counts(&carried(&desk, "dry").await)["spam"], (1, 0, 0));
        approve(&desk, false).await.expecting(StatusCode::OK);
        assert_eq!(counts(&carried(&desk, "real").await)["spam"], (1, 0, 0));
        let person = desk.get(&format!("/api/v1/people/{}", first.person)).bearer(&desk.admin).send().await.json();
        assert_eq!(person["erased"], false);
        // Both over in one run: the person goes with the last.
        let second = Request { ticket: second["id"].as_str().unwrap().to_owned(), person: first.person.clone(), code: String::new() };
        archive(&desk, &second, "spam").await;
        desk.advance(Span::days(90));
        desk.admin = desk.sign_in("admin@desk.example").await;
        assert_eq!(counts(&carried(&desk, "dry").await)["spam"], (1, 0, 1));
    }

    async fn rules_wait_for_a_dry_run_and_an_approval_and_run_by_themselves(store: Store) {
        let mut desk = Desk::open(store).await;
        let spam = request(&desk, "spam", "general").await;
        archive(&desk, &spam, "spam").await;
        assert_eq!(approve(&desk, true).await.refused(409), "retention_not_checked");
        let known = desk.get("/api/v1/retention").bearer(&desk.admin).send().await.json();
        assert_eq!((&known["version"], &known["rules"]["request"]["days"]), (&json!(0), &json!(1_096)));
        let mut rules = known["rules"].clone();
        rules["request"]["days"] = json!(365);
        let set = |rules: Value, based_on: i64| {
            let body = json!({"rules": rules, "based_on": based_on});
            desk.post("/api/v1/retention").bearer(&desk.admin).json(body).send()
        };
        assert_eq!(set(rules.clone(), 0).await.field_errors(), [("request".to_owned(), "out_of_range".to_owned())]);
        rules["request"]["days"] = json!(2_000);
        rules["spam"]["days"] = json!(10);
        assert_eq!(set(rules.clone(), 0).await.expecting(StatusCode::OK)["version"], 1);
        assert_eq!(set(rules.clone(), 0).await.refused(412), "version_conflict");
        desk.advance(Span::days(10));
        assert!(!retention_step(&desk.app).await.unwrap(), "off until somebody has approved it");
        desk.admin = desk.sign_in("admin@desk.example").await;
        carried(&desk, "dry").await;
        approve(&desk, true).await.expecting(StatusCode::OK);
        while retention_step(&desk.app).await.unwrap() {}
        assert_eq!(subject(&desk, &spam).await, Value::Null, "by itself");
        let runs = desk.get("/api/v1/retention/runs").bearer(&desk.admin).send().await.json();
        assert_eq!((&runs["items"][0]["automatic"], &runs["items"][0]["state"]), (&json!(true), &json!("completed")));
        assert!(!retention_step(&desk.app).await.unwrap(), "once a day");
        desk.advance(Span::days(1));
        assert!(retention_step(&desk.app).await.unwrap(), "the next day");
        // Another version ends what was under way, and waits for its own approval.
        desk.admin = desk.sign_in("admin@desk.example").await;
        let body = json!({"rules": rules});
        let next = desk.post("/api/v1/retention").bearer(&desk.admin).json(body).send().await.expecting(StatusCode::OK);
        assert_eq!((&next["version"], &next["approved_at"]), (&json!(2), &Value::Null));
        while retention_step(&desk.app).await.unwrap() {}
        let runs = desk.get("/api/v1/retention/runs?limit=1").bearer(&desk.admin).send().await.json();
        assert_eq!(runs["items"][0]["state"], "cancelled");
    }

    async fn a_run_is_ended_where_it_is_and_pages_show_it(store: Store) {
        let desk = Desk::open(store).await;
        let send = |path: &'static str, form: &'static str| desk.post(path).bearer(&desk.admin).form(form).send();
        let page = desk.get("/ops/retention").bearer(&desk.admin).language("en").send().await.text();
        assert!(page.contains("Nothing is destroyed") && page.contains("No run yet") && !page.contains("Run now"), "{page}");
        assert_eq!(send("/ops/retention/runs", "mode=dry").await.status, StatusCode::SEE_OTHER);
        let page = desk.get("/ops/retention").bearer(&desk.admin).language("en").send().await.text();
        assert!(page.contains("Under way") && page.contains("End it here"));
        let runs = desk.get("/api/v1/retention/runs").bearer(&desk.admin).send().await.json();
        let cancel = format!("/api/v1/retention/runs/{}/cancel", runs["items"][0]["id"].as_str().unwrap());
        desk.post(&cancel).bearer(&desk.admin).send().await.expecting(StatusCode::OK);
        assert_eq!(desk.post(&cancel).bearer(&desk.admin).send().await.refused(409), "retention_ended");
        let form = "version=1&request=5&request.act=texts&complaint=1096&complaint.act=texts&spam=90&spam.act=texts&letter=365\
            &letter.act=delete&trace=365&trace.act=delete";
        let back = send("/ops/retention", form).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.text().contains("value=\"5\""), "what was typed is still there");
        let form = "version=1&request=2000&request.act=texts&complaint=1096&complaint.act=texts&spam=90&spam.act=texts&letter=365\
            &letter.act=delete&trace=365&trace.act=delete";
        assert_eq!(send("/ops/retention", form).await.status, StatusCode::SEE_OTHER);
        let known = desk.get("/api/v1/retention").bearer(&desk.admin).send().await.json();
        assert_eq!((&known["version"], &known["rules"]["request"]["days"]), (&json!(2), &json!(2_000)));
    }
}
